using System.Text;

namespace Spydra.History.Logs;

/// <summary>Takes from a log the lines that a filter leaves, in bounded memory.</summary>
internal sealed class LogLines(LogFilter filter)
{
    /// <summary>A longer line is matched in pieces of this size, in bytes.</summary>
    public const int LongestLine = 1024 * 1024;

    private byte[] carry = [];
    private char[] decoded = [];
    private int carried;
    private bool isBroken;

    /// <summary>Hands on what is left of the log, piece by piece; each is valid until it returns.</summary>
    public async Task CopyAsync(LogContent log, Func<ReadOnlyMemory<byte>, ValueTask> emit, CancellationToken cancellationToken)
    {
        if (filter.Offset > 0) await log.SkipAsync(filter.Offset, cancellationToken);
        if (filter.Tail is { } lines)
        {
            var tail = new TailBuffer(lines);
            await MatchAsync(log, piece =>
            {
                tail.Add(piece.Span);
                return ValueTask.CompletedTask;
            }, cancellationToken);
            foreach (var piece in tail.Last()) await emit(piece);
        }
        else
        {
            await MatchAsync(log, emit, cancellationToken);
        }
    }

    private async Task MatchAsync(LogContent log, Func<ReadOnlyMemory<byte>, ValueTask> emit, CancellationToken cancellationToken)
    {
        (carried, isBroken) = (0, false);
        while (await log.PeekAsync(cancellationToken) is { IsEmpty: false } piece)
        {
            if (filter.Grep is null) await emit(piece);
            else await LinesAsync(piece, emit);
            log.Advance(piece.Length);
        }

        if (carried > 0) await LineAsync(carry.AsMemory(0, carried), emit);
    }

    private async ValueTask LinesAsync(ReadOnlyMemory<byte> piece, Func<ReadOnlyMemory<byte>, ValueTask> emit)
    {
        while (!piece.IsEmpty)
        {
            var end = piece.Span.IndexOf((byte)'\n') + 1;
            var taken = Math.Min(end == 0 ? piece.Length : end, LongestLine - carried);
            if (carried == 0 && (taken == end || taken == LongestLine))
            {
                await LineAsync(piece[..taken], emit);
            }
            else
            {
                Carry(piece.Span[..taken]);
                if (taken == end || carried == LongestLine)
                {
                    await LineAsync(carry.AsMemory(0, carried), emit);
                    carried = 0;
                }
            }

            piece = piece[taken..];
        }
    }

    private async ValueTask LineAsync(ReadOnlyMemory<byte> line, Func<ReadOnlyMemory<byte>, ValueTask> emit)
    {
        var isEnded = line.Span[^1] == '\n';
        if (IsMatch(line.Span))
        {
            await emit(line);
            isBroken = !isEnded;
        }
        else if (isBroken)
        {
            // The piece of the long line that was shown has no line end, and what is shown next is not its next piece.
            await emit(LineEnd);
            isBroken = false;
        }
    }

    private static readonly ReadOnlyMemory<byte> LineEnd = "\n"u8.ToArray();

    private bool IsMatch(ReadOnlySpan<byte> line)
    {
        if (line[^1] == '\n') line = line[..^1];
        if (!line.IsEmpty && line[^1] == '\r') line = line[..^1];
        if (decoded.Length < line.Length) decoded = new char[Math.Max(line.Length, 2 * decoded.Length)];
        // Never more characters than bytes.
        var count = Encoding.UTF8.GetChars(line, decoded);
        return filter.Grep!.IsMatch(decoded.AsSpan(0, count));
    }

    private void Carry(ReadOnlySpan<byte> part)
    {
        if (carry.Length < carried + part.Length) Array.Resize(ref carry, Math.Clamp(2 * carry.Length, carried + part.Length, LongestLine));
        part.CopyTo(carry.AsSpan(carried));
        carried += part.Length;
    }
}
