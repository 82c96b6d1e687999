using System.Text;

namespace Spydra.History.Logs;

public sealed class HoppingTests
{
    private const string Wanted = "container_1795306400786_0001_01_000007";

    private static readonly Log[] Logs = [.. Enumerable.Range(1, 12).Select(number => new Log($"container_1795306400786_0001_01_{number:000000}", "stderr", Lines(number, 4_000_000)))];

    [Theory]
    [InlineData("TFile", false, 0.05)]
    [InlineData("TFile", true, 1.00)]
    [InlineData("IndexedFile", false, 0.05)]
    [InlineData("IndexedFile", true, 0.12)]
    public async Task Of_a_large_file_no_more_is_read_than_the_end_of_the_log_that_is_wanted(string format, bool gz, double most)
    {
        var file = format == "TFile" ? new TFileWriter(gz).Write(Logs) : new IndexedFileWriter(Reading.Application, gz).Write(Logs);
        var read = 0L;
        var source = new MemorySource { ["f"] = file, OnRead = count => read += count };
        var selection = new LogSelection { Chooses = id => id == Wanted };

        List<string> ends = [];
        await foreach (var log in Reading.Logs(source, [Reading.Node("f")], selection, smallFile: 0, hops: true))
        {
            var skipped = await log.SkipAsync(log.Length - 100_000, CancellationToken.None);
            using var content = new StreamReader(log.Content);
            ends.Add(await content.ReadToEndAsync());
            Assert.Equal(log.Length - 100_000, skipped);
            Assert.Null(log.Damage);
        }

        Assert.Equal([Logs[6].Content[^100_000..]], ends);
        Assert.InRange(read, 100_000 / (gz ? 20 : 1), file.Length * most);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_blocks_that_end_with_another_container_only_the_beginning_is_inflated(bool hops)
    {
        // Small records, then a large one that ends the block: the index tells the large one's key alone.
        Log[] logs = [.. Enumerable.Range(1, 10).Select(number => new Log($"container_1795306400786_0001_01_{number:000000}", "stderr", Lines(number, number % 2 == 0 ? 3_000_000 : 3_000)))];
        var file = new TFileWriter(gz: true).Write(logs);
        var read = 0L;
        var source = new MemorySource { ["f"] = file, OnRead = count => read += count };

        var all = await Reading.AllAsync(Reading.Logs(source, [Reading.Node("f")], new LogSelection { Containers = new HashSet<string> { Wanted } }, smallFile: 0, hops: hops));

        Assert.Equal([logs[6]], all);
        if (hops) Assert.InRange(read, 1, file.Length * 0.5);
    }

    [Fact]
    public async Task More_than_a_log_has_is_not_skipped()
    {
        var source = new MemorySource { ["f"] = new TFileWriter().Write([new Log("container_1795306400786_0001_01_000001", "stderr", "12345"), new Log("container_1795306400786_0001_01_000001", "stdout", "next")]) };

        List<(long Skipped, string Left)> found = [];
        await foreach (var log in Reading.Logs(source, [Reading.Node("f")], hops: true))
            found.Add((await log.SkipAsync(log.Type == "stderr" ? 99 : 2, CancellationToken.None), await new StreamReader(log.Content).ReadToEndAsync()));

        Assert.Equal([(5L, ""), (2L, "xt")], found);
    }

    [Fact]
    public async Task A_log_that_is_cut_off_says_so_when_its_end_is_jumped_to()
    {
        var source = new MemorySource { ["f"] = new TFileWriter().Write(Logs)[..9_000_000] };
        List<SpydraException> damages = [];

        var read = 0;
        await foreach (var log in Reading.Logs(source, [Reading.Node("f")], report: damages.Add, smallFile: 0, hops: true))
        {
            await log.SkipAsync(log.Length - 10, CancellationToken.None);
            if ((await new StreamReader(log.Content).ReadToEndAsync()).Length == 10) read++;
        }

        Assert.Equal(2, read);
        Assert.NotEmpty(damages);
    }

    private static string Lines(int seed, int length)
    {
        var random = new Random(seed);
        var text = new StringBuilder();
        while (text.Length < length) text.Append(random.NextInt64()).Append('\n');
        return text.ToString(0, length);
    }
}
