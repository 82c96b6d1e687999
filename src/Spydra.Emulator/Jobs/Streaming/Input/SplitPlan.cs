using Spydra.Emulator.Jobs.Files;
using Spydra.Emulator.Jobs.Streaming.Options;
using Spydra.Emulator.Jobs.Streaming.Records;

namespace Spydra.Emulator.Jobs.Streaming.Input;

/// <summary>Parts the input files into splits, the largest first, which is the order in which Hadoop numbers its map tasks.</summary>
internal sealed record SplitPlan(long BlockSize, long MinimumSize, long MaximumSize, int Maps, int LinesPerMap)
{
    // The last split may be a tenth larger, which saves a tiny one.
    private const double Slop = 1.1;

    /// <summary>The size of a block of the local file system in Hadoop.</summary>
    private const long LocalBlockSize = 32L * 1024 * 1024;

    public static SplitPlan From(JobConfiguration configuration) => new(
        configuration.GetLong("fs.local.block.size", LocalBlockSize),
        configuration.GetLong("mapreduce.input.fileinputformat.split.minsize", 1),
        configuration.GetLong("mapreduce.input.fileinputformat.split.maxsize", long.MaxValue),
        configuration.GetInt("mapreduce.job.maps", 1),
        configuration.GetInt("mapreduce.input.lineinputformat.linespermap", 1));

    public IReadOnlyList<InputSplit> Splits(IReadOnlyList<FileEntry> input, InputFormat format, FileTree files)
    {
        foreach (var file in input) InputCodec.Check(file.Path);
        var splits = format == InputFormat.LinesPerMap
            ? input.SelectMany(file => ByLines(file, files))
            : input.SelectMany(file => BySize(file, SizeFor(input.Sum(each => each.Length))));
        return [.. splits.OrderByDescending(split => split.Length)];
    }

    private long SizeFor(long total)
    {
        var goal = total / Math.Max(1, Maps);
        return Math.Max(Math.Max(1, MinimumSize), Math.Min(Math.Min(goal, BlockSize), Math.Max(1, MaximumSize)));
    }

    private static List<InputSplit> BySize(FileEntry file, long size)
    {
        if (file.Length == 0 || InputCodec.IsCompressed(file.Path)) return [new(file, 0, file.Length)];

        List<InputSplit> splits = [];
        var left = file.Length;
        for (; (double)left / size > Slop; left -= size) splits.Add(new(file, file.Length - left, size));
        splits.Add(new(file, file.Length - left, left));
        return splits;
    }

    // Each split reaches from the last byte of the line before it to the last byte but one of its own lines, because a reader drops the line
    // it starts in and takes the one that starts at its end.
    private List<InputSplit> ByLines(FileEntry file, FileTree files)
    {
        List<InputSplit> splits = [];
        using var content = InputCodec.Open(file.Path, files.Open(file));
        using var lines = new LineReader(content);
        long begin = 0;
        var count = 0;
        while (lines.TryRead(out _))
        {
            if (++count < LinesPerMap) continue;
            splits.Add(Of(begin, lines.Consumed - begin));
            begin = lines.Consumed;
            count = 0;
        }

        if (count > 0) splits.Add(Of(begin, lines.Consumed - begin));
        return splits;

        InputSplit Of(long from, long length) => from == 0 ? new(file, 0, length - 1) : new(file, from - 1, length);
    }
}
