using Spydra.Testing;

namespace Spydra.Emulator.Tests.Archive;

/// <summary>Hadoop's own tools read what the emulator left. They run where HADOOP_HOME names a Hadoop (2.7.2 is what was tried).</summary>
public sealed class RealHadoopTests
{
    [Theory]
    [InlineData("none")]
    [InlineData("gz")]
    public async Task Hadoops_own_tools_print_what_the_jobs_logged_and_counted(string compression)
    {
        using var folder = new TempDir();
        var tools = HadoopTools.Find(folder);
        Assert.SkipWhen(tools is null, "HADOOP_HOME names no Hadoop.");
        await using var cloud = await ArchiveCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1", tools.Image, ("yarn:yarn.nodemanager.log-aggregation.compression-type", compression));
        var counting = "sh -c 'echo \"reporter:counter:Läsning & co,rader (tusental),3\" >&2; echo \"så här\" >&2; cat'";

        var good = ArchiveCloud.Application(await cloud.StreamAsync("c1", "good", "-D", "mapreduce.job.name=Räksmörgås – 1", "--", "-mapper", counting, "-reducer", "cat"));
        var bad = ArchiveCloud.Application(await cloud.StreamAsync("c1", "bad", "-D", "mapreduce.map.maxattempts=2", "--", "-mapper", "sh -c 'echo no luck >&2; exit 3'"));
        var large = ArchiveCloud.Application(await cloud.StreamAsync("c1", "large", "--", "-mapper", "sh -c 'seq 1 400000 >&2'", "-reducer", "cat"));
        foreach (var application in new[] { good, bad, large }) await cloud.CompleteAsync(application);
        var kept = Export(cloud, folder);

        var text = await LogsAsync(good);
        Assert.Contains("så här\n", text, StringComparison.Ordinal);
        Assert.Contains($"{Container(good)}_01_000001 on c1-w-0.c.p1.internal_8026", text, StringComparison.Ordinal);
        Assert.Contains("LogLength:9\n", text, StringComparison.Ordinal);
        Assert.Contains("subprocess failed with code 3", await LogsAsync(bad), StringComparison.Ordinal);
        Assert.Contains("\n399999\n400000\n", await LogsAsync(large), StringComparison.Ordinal);

        var history = await HistoryAsync(good);
        Assert.Contains("JobName: Räksmörgås – 1\n", history, StringComparison.Ordinal);
        Assert.Contains("Status: SUCCEEDED\n", history, StringComparison.Ordinal);
        Assert.Matches(@"\|Läsning & co +\|rader \(tusental\) +\|3 +\|0 +\|3", history);
        Assert.Matches(@"\|File System Counters +\|FILE: Number of bytes read", history);
        Assert.Matches(@"Map\t1\t1\t\t0\t0\t", history);
        var failure = await HistoryAsync(bad);
        Assert.Contains("Status: FAILED\n", failure, StringComparison.Ordinal);
        Assert.Matches(@"Map\t2\t0\t\t2\t0\t", failure);
        Assert.Contains("FAILED task attempts by nodes", failure, StringComparison.Ordinal);

        Task<string> LogsAsync(string application) => tools.LogsAsync(Path.Combine(kept, "logs/me"), application, ArchiveCloud.User);
        Task<string> HistoryAsync(string application) => tools.HistoryAsync(
            Directory.EnumerateFiles(kept, $"{application.Replace("application", "job", StringComparison.Ordinal)}*.jhist", SearchOption.AllDirectories).Single());
    }

    private static string Container(string application) => application.Replace("application", "container", StringComparison.Ordinal);

    private static string Export(ArchiveCloud cloud, TempDir folder)
    {
        var root = folder.At("kept");
        foreach (var name in cloud.Names())
        {
            var path = Path.Combine(root, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, cloud.Bytes(name));
        }

        return root;
    }
}
