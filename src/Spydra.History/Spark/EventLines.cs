namespace Spydra.History.Spark;

/// <summary>The lines of an event log, one at a time, in memory that the longest line needs and no more than <see cref="Longest"/>.</summary>
internal sealed class EventLines(Stream text)
{
    /// <summary>The longest line that is read: plans of large queries have some megabytes. What is longer is passed over.</summary>
    public const int Longest = 64 * 1024 * 1024;

    private byte[] buffer = GC.AllocateUninitializedArray<byte>(64 * 1024);
    private int start;
    private int end;
    private bool ended;

    /// <summary>The line, without its end; until the next call.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Where it begins, in the decompressed text.</summary>
    public long Position { get; private set; }

    /// <summary>Whether it has its end.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>Whether it was too long; then there is no line.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Why the text ended before its end, if it did.</summary>
    public DamagedDataException? Damage { get; private set; }

    private long Offset { get; set; }

    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        Position = Offset;
        IsTooLong = false;
        var searched = 0;
        while (true)
        {
            var newline = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (newline >= 0) return Give(searched + newline, 1);
            searched = end - start;
            if (searched == Longest)
            {
                IsTooLong = true;
                Offset += searched;
                (start, end, searched) = (0, 0, 0);
            }
            if (!ended) await FillAsync(cancellationToken);
            if (ended && end - start == searched) return (searched > 0 || IsTooLong) && Give(searched, 0);
        }
    }

    private bool Give(int length, int newline)
    {
        Line = IsTooLong ? default : buffer.AsMemory(start, length);
        IsWhole = newline > 0;
        start += length + newline;
        Offset += length + newline;
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
        }
        if (end == buffer.Length) Array.Resize(ref buffer, Math.Min(buffer.Length * 2, Longest));
        try
        {
            var read = await text.ReadAsync(buffer.AsMemory(end), cancellationToken);
            end += read;
            ended = read == 0;
        }
        catch (DamagedDataException e)
        {
            Damage = e;
            ended = true;
        }
    }
}
