using System.Text;
using Spydra.Emulator.Jobs;
using Spydra.Emulator.Jobs.Files;
using Spydra.Emulator.Jobs.Streaming.Input;

namespace Spydra.Emulator.Tests.Jobs.Streaming;

public sealed class SplitPlanTests
{
    private static readonly SplitPlan Default = new(BlockSize: 100, MinimumSize: 1, MaximumSize: long.MaxValue, Maps: 1, LinesPerMap: 1);

    [Fact]
    public void A_file_is_split_by_blocks_and_the_last_may_be_a_tenth_larger()
    {
        Assert.Equal([(0L, 100L), (100L, 110L)], Plan(Default, 210).OrderBy(split => split.Start).Select(split => (split.Start, split.Length)));
        Assert.Equal([100L, 100L, 11L], Plan(Default, 211).Select(split => split.Length));
    }

    [Fact]
    public void The_largest_split_is_the_first_map() => Assert.Equal([100L, 90L, 50L, 0L], Plan(Default, 50, 190, 0).Select(split => split.Length));

    [Fact]
    public void More_maps_make_smaller_splits_and_a_least_size_larger_ones()
    {
        Assert.Equal(4, Plan(Default with { Maps = 4 }, 100).Count);
        Assert.Equal([200L], Plan(Default with { MinimumSize = 200 }, 200).Select(split => split.Length));
        Assert.Equal([20L, 20L, 20L], Plan(Default with { MaximumSize = 20 }, 60).Select(split => split.Length));
    }

    [Fact]
    public void A_compressed_file_is_one_split() =>
        Assert.Equal([1000L], Default.Splits([Entry("/a.gz", 1000)], InputFormat.Text, Files()).Select(split => split.Length));

    [Fact]
    public void What_cannot_be_decompressed_is_refused_before_anything_runs()
    {
        var error = Assert.Throws<JobLaunchException>(() => Default.Splits([Entry("/a.bz2", 10)], InputFormat.Text, Files()));

        Assert.Equal("Input file file:/a.bz2 is compressed as .bz2, which the emulator cannot read. Give it as .gz, .deflate or plain text.", error.Message);
    }

    [Fact]
    public void Lines_per_map_cuts_behind_lines()
    {
        using var folder = new JobFolder();
        folder.Store.Put("b", "lines", "one\ntwo\nthree\nfour\nfive");
        var files = new FileTree(folder.Store);

        var splits = (Default with { LinesPerMap = 2 }).Splits([files.Find(new("b", "lines"))!], InputFormat.LinesPerMap, files);

        Assert.Equal(
            ["one,two", "three,four", "five"],
            splits.OrderBy(split => split.Start).Select(split =>
            {
                using var reader = new SplitReader(files.Open(split.File), split);
                List<string> lines = [];
                while (reader.TryRead(out _, out var line)) lines.Add(Encoding.UTF8.GetString(line));
                return string.Join(',', lines);
            }));
    }

    [Fact]
    public void The_serialized_size_of_a_split_is_Hadoops() =>
        Assert.Equal(74, new InputSplit(Entry("/tmp/hd/t1/in.txt", 10), 0, 10).SerializedLength);

    private static IReadOnlyList<InputSplit> Plan(SplitPlan plan, params long[] lengths) =>
        plan.Splits([.. lengths.Select((length, number) => Entry($"/{number}.txt", length))], InputFormat.Text, Files());

    private static FileEntry Entry(string path, long length) => new(new(null, path), IsFolder: false, length);

    private static FileTree Files() => new(new FolderObjectStore("/"));
}
