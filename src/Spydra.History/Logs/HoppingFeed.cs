using System.Buffers;
using System.Globalization;
using Spydra.History.Sources;

namespace Spydra.History.Logs;

/// <summary>
/// Reads of a file what is asked for, and jumps over the rest. Nothing is read ahead: little at a time after a jump, and twice as much each time while one
/// goes straight on.
/// </summary>
/// <param name="stream">The file; it is closed with the feed.</param>
/// <param name="file">What a person calls the file.</param>
internal sealed class HoppingFeed(Stream stream, string file) : RangedFeed
{
    private const int LeastRead = 16 * 1024;
    private const int MostRead = 512 * 1024;

    private byte[] buffer = [];
    private int start, end;
    private int next = LeastRead;
    private long position, partEnd;

    public override long Position => position;

    public override void GoTo(FilePart part)
    {
        Jump(part.Offset);
        partEnd = part.Offset + part.Length;
    }

    public override ValueTask<ReadOnlyMemory<byte>> PeekAsync(CancellationToken cancellationToken) =>
        position >= partEnd ? default : start < end ? new(AtHand()) : ReadAsync(cancellationToken);

    public override void Advance(int count)
    {
        start += count;
        position += count;
    }

    public override ValueTask<long> SkipAsync(long count, CancellationToken cancellationToken)
    {
        var skipped = Math.Max(0, Math.Min(count, partEnd - position));
        Jump(position + skipped);
        return new(skipped);
    }

    public override ValueTask DisposeAsync()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        return stream.DisposeAsync();
    }

    private ReadOnlyMemory<byte> AtHand() => buffer.AsMemory(start, (int)Math.Min(end - start, partEnd - position));

    private void Jump(long to)
    {
        var by = to - position;
        position = to;
        if (by >= 0 && by <= end - start)
        {
            start += (int)by;
            return;
        }

        (start, end, next) = (0, 0, LeastRead);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        var most = (int)Math.Min(next, partEnd - position);
        if (buffer.Length < most)
        {
            if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(most);
        }

        try
        {
            if (stream.Position != position) stream.Position = position;
            (start, end) = (0, await stream.ReadAsync(buffer.AsMemory(0, most), cancellationToken));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableFileException(file, e.Message, e);
        }

        next = Math.Min(2 * next, MostRead);
        return end > 0 ? AtHand() : throw new DamagedDataException(position, string.Create(CultureInfo.InvariantCulture, $"{partEnd - position:N0} bytes more of the file"));
    }
}
