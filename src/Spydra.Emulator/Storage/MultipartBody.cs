using System.Text;

namespace Spydra.Emulator.Storage;

/// <summary>
/// Reads multipart bodies as Google's clients write them: the boundary is taken from the body's first line (one client puts it in single
/// quotes in its header), and that line's end, LF or CRLF, is the line end of all the others. Part after part, in bounded memory.
/// </summary>
internal sealed class MultipartBody(Stream source)
{
    private const int LongestLine = 16 * 1024;
    private const int MostHeaders = 64;

    private readonly byte[] buffer = new byte[64 * 1024];
    private int begin;
    private int end;

    /// <summary>What stands before the boundary of the next part: the line's end and two dashes.</summary>
    private byte[]? delimiter;
    private int lineEnd;
    private bool closed;

    /// <summary>Goes to the next part and reads its headers (names in lower case); null after the last. The part before must have been read to its end.</summary>
    /// <exception cref="StorageError">400.</exception>
    public async Task<IReadOnlyDictionary<string, string>?> NextAsync(CancellationToken cancellationToken)
    {
        if (delimiter is null) await ReadFirstLineAsync(cancellationToken);
        if (closed) return null;
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await LineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw StorageError.Invalid($"Malformed multipart body: '{line}' is no part header.");
            headers[line[..colon].Trim().ToLowerInvariant()] = line[(colon + 1)..].Trim();
            if (headers.Count > MostHeaders) throw StorageError.Invalid("Malformed multipart body: a part has too many headers.");
        }

        return headers;
    }

    /// <summary>Hands the part's content on, piece by piece, up to the next boundary.</summary>
    /// <exception cref="StorageError">400: the body ends before its boundary.</exception>
    public async Task CopyAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> take, CancellationToken cancellationToken)
    {
        // An empty part may have its boundary right below the headers, whose empty line then is the boundary's line end as well.
        await FillAsync(delimiter!.Length, cancellationToken);
        if (buffer.AsSpan(begin, end - begin).StartsWith(delimiter.AsSpan(lineEnd)))
        {
            begin += delimiter.Length - lineEnd;
            await AfterDelimiterAsync(cancellationToken);
            return;
        }

        while (true)
        {
            var found = buffer.AsSpan(begin, end - begin).IndexOf(delimiter);
            var length = found >= 0 ? found : Math.Max(0, end - begin - delimiter.Length + 1);
            if (length > 0) await take(buffer.AsMemory(begin, length), cancellationToken);
            begin += length;
            if (found >= 0)
            {
                begin += delimiter.Length;
                await AfterDelimiterAsync(cancellationToken);
                return;
            }

            if (!await FillAsync(delimiter.Length, cancellationToken)) throw Cut();
        }
    }

    public async Task<byte[]> BytesAsync(int most, CancellationToken cancellationToken)
    {
        var bytes = new MemoryStream();
        await CopyAsync(
            (piece, _) =>
            {
                if (bytes.Length + piece.Length > most) throw StorageError.Invalid($"A part of the multipart body is larger than {most} bytes.");
                bytes.Write(piece.Span);
                return ValueTask.CompletedTask;
            },
            cancellationToken);
        return bytes.ToArray();
    }

    private async Task ReadFirstLineAsync(CancellationToken cancellationToken)
    {
        string? line;
        do
        {
            line = await LineAsync(cancellationToken);
        }
        while (line is { Length: 0 });

        if (line is null || !line.StartsWith("--", StringComparison.Ordinal) || line.Length == 2)
            throw StorageError.Invalid("Malformed multipart body: it does not begin with a boundary.");
        var crlf = begin >= 2 && buffer[begin - 2] == '\r';
        lineEnd = crlf ? 2 : 1;
        delimiter = Encoding.UTF8.GetBytes((crlf ? "\r\n" : "\n") + line.TrimEnd());
    }

    private async Task AfterDelimiterAsync(CancellationToken cancellationToken)
    {
        await FillAsync(2, cancellationToken);
        closed = end - begin >= 2 && buffer[begin] == '-' && buffer[begin + 1] == '-';
        if (!closed && await LineAsync(cancellationToken) is null) throw Cut();
    }

    /// <summary>A line without its end; null at the end of the body.</summary>
    private async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = buffer.AsSpan(begin, end - begin).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = Encoding.UTF8.GetString(buffer, begin, found).TrimEnd('\r');
                begin += found + 1;
                return line;
            }

            if (end - begin > LongestLine) throw StorageError.Invalid($"Malformed multipart body: a line is longer than {LongestLine} bytes.");
            if (!await FillAsync(end - begin + 1, cancellationToken)) return end == begin ? null : throw Cut();
        }
    }

    /// <summary>Sees to it that <paramref name="wanted"/> bytes are there; false when the body ends before. What is there already is short by now.</summary>
    private async Task<bool> FillAsync(int wanted, CancellationToken cancellationToken)
    {
        while (end - begin < wanted)
        {
            if (begin > 0)
            {
                buffer.AsSpan(begin, end - begin).CopyTo(buffer);
                (begin, end) = (0, end - begin);
            }

            var read = await source.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0) return false;
            end += read;
        }

        return true;
    }

    private static StorageError Cut() => StorageError.Invalid("Malformed multipart body: it ends before its last boundary.");
}
