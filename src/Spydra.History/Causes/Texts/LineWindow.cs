using System.Buffers;

namespace Spydra.History.Causes.Texts;

/// <summary>
/// The part of a text that is in memory: enough ahead that a block of lines is there as a whole, and a little behind. It finds the lines that
/// may tell of trouble without decoding the others. A line ends with LF, CR or both, since progress bars end theirs with CR.
/// </summary>
internal sealed class LineWindow : IDisposable
{
    /// <summary>How much of a line is kept, and of a block, in bytes.</summary>
    public const int Longest = 64 * 1024;

    private const int Size = 512 * 1024;
    private const int Ahead = 2 * Longest;
    private const int Behind = 16 * 1024;

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\n\r"u8);

    private readonly byte[] bytes = ArrayPool<byte>.Shared.Rent(Size);
    private readonly long first;
    private long origin;
    private int filled;
    private int position;
    private bool skipping;

    /// <param name="first">Which byte of the file the first one is.</param>
    public LineWindow(long first) => (this.first, origin) = (first, first);

    /// <summary>Whether the text has been read to its end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Whether a block that begins where the search goes on may not be there as a whole.</summary>
    public bool NeedsMore => !HasEnded && filled - position < Ahead;

    /// <summary>Whether there is nothing left.</summary>
    public bool IsDone => HasEnded && position >= filled;

    /// <summary>How many bytes were looked at.</summary>
    public long Bytes => origin + filled - first;

    /// <summary>Where the next bytes go.</summary>
    public Memory<byte> Space()
    {
        var keep = Math.Max(0, position - Behind);
        if (keep > 0 && Size - filled < Longest)
        {
            bytes.AsSpan(keep, filled - keep).CopyTo(bytes);
            (origin, filled, position) = (origin + keep, filled - keep, position - keep);
        }

        return bytes.AsMemory(filled, Size - filled);
    }

    /// <summary>So many bytes were put there; none ends the text.</summary>
    public void Filled(int count)
    {
        if (count == 0) HasEnded = true;
        filled += count;
    }

    /// <summary>The next line that may tell of trouble; false where more has to be read, or nothing is left.</summary>
    public bool TryFind(out TextLine line)
    {
        line = default;
        if (skipping && !TrySkip()) return false;
        while (position < filled)
        {
            var hit = Complaint.Words.IndexIn(bytes.AsSpan(position, filled - position));
            if (hit < 0)
            {
                Pass();
                return false;
            }

            hit += position;
            var start = StartOf(hit);
            if (hit - start >= Longest)
            {
                position = start;
                skipping = true;
                if (!TrySkip()) return false;
                continue;
            }

            position = start;
            if (NeedsMore) return false;
            line = At(start);
            return true;
        }

        return false;
    }

    /// <summary>The search goes on here.</summary>
    public void GoTo(int next)
    {
        // A line of which the end is not there yet: the rest is passed over.
        skipping = next >= filled && !HasEnded && bytes[filled - 1] is not ((byte)'\n' or (byte)'\r');
        position = next;
    }

    /// <summary>The line that begins here.</summary>
    public TextLine At(int start)
    {
        var length = bytes.AsSpan(start, filled - start).IndexOfAny(LineEnds);
        var end = length < 0 ? filled : start + length;
        var next = length < 0 ? filled : bytes[end] == '\r' && end + 1 < filled && bytes[end + 1] == '\n' ? end + 2 : end + 1;
        return new(start, next, origin + start, LineText.Of(bytes.AsSpan(start, Math.Min(end - start, Longest))));
    }

    /// <summary>The line behind this one; null at the end, and behind a line whose end is not there yet.</summary>
    public TextLine? After(TextLine line) => line.Next < filled ? At(line.Next) : null;

    /// <summary>The line before this one; null at the beginning, and where it is not in memory any more.</summary>
    public TextLine? Before(int start)
    {
        var end = start;
        if (end > 0 && bytes[end - 1] == '\n') end--;
        if (end > 0 && bytes[end - 1] == '\r') end--;
        if (end == start) return null;
        var at = bytes.AsSpan(0, end).LastIndexOfAny(LineEnds) + 1;
        return at == 0 && origin != first ? null : At(at);
    }

    /// <summary>The last lines that are not empty, in their order.</summary>
    public IReadOnlyList<TextLine> Last(int count)
    {
        var last = new List<TextLine>();
        if (skipping) return last;
        for (var line = Before(filled) ?? Unended(); line is { } each && last.Count < count; line = Before(each.Start))
            if (!each.IsBlank) last.Insert(0, each);
        return last;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(bytes);

    private TextLine? Unended()
    {
        var at = bytes.AsSpan(0, filled).LastIndexOfAny(LineEnds) + 1;
        return at >= filled || (at == 0 && origin != first) ? null : At(at);
    }

    private int StartOf(int index)
    {
        var before = bytes.AsSpan(position, index - position).LastIndexOfAny(LineEnds);
        return position + before + 1;
    }

    /// <summary>Nothing in what is there: the search goes on with the line that has not ended yet.</summary>
    private void Pass()
    {
        var start = HasEnded ? filled : StartOf(filled);
        skipping = filled - start > Longest;
        position = skipping ? filled : start;
    }

    private bool TrySkip()
    {
        var end = bytes.AsSpan(position, filled - position).IndexOfAny(LineEnds);
        position = end < 0 ? filled : position + end + 1;
        skipping = end < 0;
        return !skipping;
    }
}
