namespace Spydra.History.Codecs.Zstd;

/// <summary>What of a frame was decoded last: what matches may repeat, and the block that is being decoded. It grows with what is in it.</summary>
internal sealed class Window
{
    private const int Least = 64 * 1024;
    private const int MostSlack = 8 * 1024 * 1024;

    private byte[] buffer = [];
    private int size;
    private int start;
    private int end;
    private int blockEnd;
    private long total;

    /// <summary>The block that was begun last.</summary>
    public ReadOnlyMemory<byte> Block => buffer.AsMemory(start, end - start);

    /// <summary>How many bytes the block may still have.</summary>
    public int Left => blockEnd - end;

    /// <summary>Begins a frame whose matches reach back <paramref name="window"/> bytes.</summary>
    public void Begin(int window) => (size, start, end, blockEnd, total) = (window, 0, 0, 0, 0);

    /// <summary>Begins a block of at most <paramref name="most"/> bytes.</summary>
    public void BeginBlock(int most)
    {
        total += end - start;
        // Where there is no more room, the last bytes move to the front: not often, as the slack is many blocks.
        if (end + most > size + Math.Max(Math.Min(size, MostSlack), most))
        {
            buffer.AsSpan(end - size, size).CopyTo(buffer);
            end = size;
        }
        start = end;
        blockEnd = start + most;
    }

    /// <summary>Room for bytes that the caller writes; it has looked at <see cref="Left"/>.</summary>
    public Span<byte> Append(int count)
    {
        Reserve(count);
        end += count;
        return buffer.AsSpan(end - count, count);
    }

    /// <summary>Whether a match may reach this far back.</summary>
    public bool Reaches(ulong distance) => distance > 0 && distance <= (ulong)Math.Min(size, total + (end - start));

    /// <summary>Repeats bytes; the caller has looked at <see cref="Left"/> and <see cref="Reaches"/>.</summary>
    public void Repeat(int distance, int length)
    {
        Reserve(length);
        Matches.Copy(buffer, end, distance, length);
        end += length;
    }

    private void Reserve(int count)
    {
        if (end + count <= buffer.Length) return;
        Array.Resize(ref buffer, Math.Max(end + count, Math.Min(Math.Max(buffer.Length * 2, Least), size + Math.Max(Math.Min(size, MostSlack), blockEnd - start))));
    }
}
