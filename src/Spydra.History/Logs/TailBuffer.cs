namespace Spydra.History.Logs;

/// <summary>The last lines of what went through it, of which it keeps eight megabytes.</summary>
internal sealed class TailBuffer(int lines)
{
    public const int Most = 8 * 1024 * 1024;

    private byte[] ring = new byte[16 * 1024];
    private int start, count;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        // What stands before so many lines is not wanted any more: so the ring stays as small as the lines are.
        if (StartOfLast(bytes) is >= 0 and var from)
        {
            (start, count) = (0, 0);
            bytes = bytes[from..];
        }

        if (bytes.Length > Most) bytes = bytes[^Most..];
        if (count + bytes.Length > ring.Length && ring.Length < Most) Grow(count + bytes.Length);
        var over = Math.Max(0, count + bytes.Length - ring.Length);
        start = (start + over) % ring.Length;
        count -= over;
        var at = (start + count) % ring.Length;
        var first = Math.Min(bytes.Length, ring.Length - at);
        bytes[..first].CopyTo(ring.AsSpan(at));
        bytes[first..].CopyTo(ring);
        count += bytes.Length;
    }

    /// <summary>The last lines; the last of them may lack its end.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Last()
    {
        var from = count;
        var left = lines;
        while (left > 0 && from > 0)
        {
            // The end of the line before the one that ends here.
            from--;
            while (from > 0 && ring[(start + from - 1) % ring.Length] != '\n') from--;
            left--;
        }

        var begin = (start + from) % ring.Length;
        var length = count - from;
        var first = Math.Min(length, ring.Length - begin);
        if (first > 0) yield return ring.AsMemory(begin, first);
        if (length > first) yield return ring.AsMemory(0, length - first);
    }

    /// <summary>Where the last lines begin; -1 if there are not as many.</summary>
    private int StartOfLast(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.Length;
        if (lines > 0 && end > 0 && bytes[^1] == '\n') end--;
        for (var left = lines; left > 0; left--)
        {
            end = bytes[..end].LastIndexOf((byte)'\n');
            if (end < 0) return -1;
        }

        return lines == 0 ? end : end + 1;
    }

    private void Grow(int needed)
    {
        var grown = new byte[Math.Min(Most, Math.Max(needed, 2 * ring.Length))];
        var first = Math.Min(count, ring.Length - start);
        ring.AsSpan(start, first).CopyTo(grown);
        ring.AsSpan(0, count - first).CopyTo(grown.AsSpan(first));
        (ring, start) = (grown, 0);
    }
}
