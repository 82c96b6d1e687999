using Spydra.Emulator.Jobs.Streaming.Records;

namespace Spydra.Emulator.Jobs.Streaming.Input;

/// <summary>
/// Reads the records of a split by the rules of Hadoop's LineRecordReader: a split that does not begin the file leaves its first line to the
/// one before, and every split reads the lines that begin up to its end, the end itself included. So each line has one reader.
/// </summary>
internal sealed class SplitReader : IDisposable
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private readonly Stream content;
    private readonly LineReader lines;
    private readonly long start;
    private readonly long end;
    private readonly bool whole;

    /// <summary>Takes the file's <paramref name="raw"/> content and owns it from here on.</summary>
    public SplitReader(Stream raw, InputSplit split, TaskActivity? activity = null)
    {
        whole = InputCodec.IsCompressed(split.File.Path);
        content = InputCodec.Open(split.File.Path, raw);
        start = split.Start;
        end = split.End;
        if (start > 0) content.Seek(start, SeekOrigin.Begin);
        lines = new(content, activity);
        if (start > 0) lines.TryRead(out _);
    }

    /// <summary>How many bytes were read, decompressed.</summary>
    public long Consumed => lines.Consumed;

    /// <summary>The next line with its place in the file; both are good until the next call.</summary>
    public bool TryRead(out long offset, out ReadOnlySpan<byte> line)
    {
        offset = start + lines.Consumed;
        if (!whole && offset > end)
        {
            line = default;
            return false;
        }

        var before = lines.Consumed;
        if (!lines.TryRead(out line)) return false;
        if (offset > 0 || !line.StartsWith(ByteOrderMark)) return true;

        line = line[ByteOrderMark.Length..];
        // A file that holds the mark alone holds no line.
        return lines.Consumed - before > ByteOrderMark.Length;
    }

    public void Dispose()
    {
        lines.Dispose();
        content.Dispose();
    }
}
