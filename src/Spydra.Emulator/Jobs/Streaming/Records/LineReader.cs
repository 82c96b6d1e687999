using System.Buffers;

namespace Spydra.Emulator.Jobs.Streaming.Records;

/// <summary>
/// Reads lines as Hadoop does: LF, CR and CRLF all end one, the last line needs no end, and bytes are bytes. A line may be as long as an
/// array; the buffer grows with it.
/// </summary>
internal sealed class LineReader(Stream source, TaskActivity? activity = null) : IDisposable
{
    // Below the size at which arrays go to the large object heap.
    private const int BufferSize = 64 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int start;
    private int end;

    /// <summary>How many bytes the lines so far took, their ends included.</summary>
    public long Consumed { get; private set; }

    /// <summary>The next line without its end; it is good until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        var scanned = start;
        while (true)
        {
            var found = buffer.AsSpan(scanned, end - scanned).IndexOfAny((byte)'\n', (byte)'\r');
            if (found >= 0)
            {
                var at = scanned + found;
                // A CR that ends the buffer may be half of a CRLF.
                if (buffer[at] == '\r' && at + 1 == end)
                {
                    var before = at - start;
                    var more = Fill();
                    at = start + before;
                    if (!more) return Take(at, 1, out line);
                }

                return Take(at, buffer[at] == '\r' && buffer[at + 1] == '\n' ? 2 : 1, out line);
            }

            var length = end - start;
            if (!Fill())
            {
                if (length > 0) return Take(end, 0, out line);
                line = default;
                return false;
            }

            scanned = start + length;
        }
    }

    public void Dispose()
    {
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        start = end = 0;
    }

    private bool Take(int at, int terminator, out ReadOnlySpan<byte> line)
    {
        line = buffer.AsSpan(start, at - start);
        Consumed += at + terminator - start;
        start = at + terminator;
        return true;
    }

    private bool Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(buffer.Length * 2L, Array.MaxLength));
            buffer.CopyTo(larger, 0);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }

        var read = source.Read(buffer, end, buffer.Length - end);
        activity?.Touch();
        end += read;
        return read > 0;
    }
}
