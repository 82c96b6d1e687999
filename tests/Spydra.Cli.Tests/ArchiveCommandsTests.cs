using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary><c>dump-logs</c>, <c>dump-history</c> and <c>history</c>, after the cluster has gone.</summary>
public sealed class ArchiveCommandsTests : IDisposable
{
    private static readonly string Golden = RepositoryFiles.At("tests", "Spydra.History.Tests", "Logs", "golden", "3.3.6");

    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task What_a_local_run_left_is_read_when_its_cluster_is_gone()
    {
        var run = await SpydraProcess.RunAsync(home, "submit", "--local", "--format", "json", "--spydra-json", Specs.Streaming(home, "gs://test-logs/out", mapper: "tee /dev/stderr"));
        var result = JsonNode.Parse(run.Output)!;
        Assert.True((bool)result["archive"]!["complete"]!, run.Error);
        Assert.Contains("archived: ", run.Error);
        Assert.Contains((string)result["archive"]!["manifest"]!, run.Error);

        var list = JsonNode.Parse((await ReadAsync("history", "--format", "json")).Output)!["jobs"]!.AsArray();
        var job = Assert.Single(list)!;
        var application = (string)job["application"]!;
        Assert.Equal(("mapreduce", "SUCCEEDED", (string)result["job_id"]!), ((string)job["kind"]!, (string)job["state"]!, (string)job["job_id"]!));
        Assert.Contains(application, (await ReadAsync("history", "--since", "1h")).Output);
        Assert.DoesNotContain(application, (await ReadAsync("history", "--failed")).Output);

        var logs = await ReadAsync("dump-logs", "--application", application);
        var stderr = await ReadAsync("dump-logs", "--application", (string)result["job_id"]!, "--log-type", "stderr", "--grep", "^[ab]$", "--tail", "1");
        var history = await ReadAsync("dump-history", "--application", application, "--all");
        var json = await ReadAsync("dump-history", "--application", application.Replace("application", "job"), "--format", "json");

        Assert.Equal((0, 0, 0, 0), (logs.ExitCode, stderr.ExitCode, history.ExitCode, json.ExitCode));
        Assert.Contains($"Container: {application.Replace("application", "container")}_01_000001 on ", logs.Output);
        Assert.Contains("LogContents:\nb\n\nEnd of LogType:stderr\n", stderr.Output);
        Assert.DoesNotContain("LogType:syslog", stderr.Output);
        Assert.Contains("SUCCEEDED MAP task list", history.Output);
        Assert.Equal("SUCCEEDED", (string?)JsonNode.Parse(json.Output)!["status"]);
    }

    [Fact]
    public async Task Logs_are_printed_byte_for_byte_as_Hadoop_prints_them()
    {
        var copy = Copied();
        foreach (var expected in Directory.EnumerateDirectories(Path.Combine(Golden, "expected")))
        {
            using var spydra = SpydraProcess.Start(home, ["dump-logs", "--client-id", "nightly-etl", "--application", Path.GetFileName(expected), "--log-bucket", copy], ("TZ", "UTC"));
            var dump = await spydra.EndAsync();

            Assert.Equal(0, dump.ExitCode);
            Assert.Equal(Text(expected), dump.Output);
        }
    }

    [Fact]
    public async Task A_log_begins_at_the_byte_that_is_asked_for()
    {
        var dump = await SpydraProcess.RunAsync(home, "dump-logs", "--client-id", "nightly-etl", "--application", "application_1795314636366_0100", "--log-bucket", Copied(),
            "--container", "container_1795314636366_0100_02_000001", "--log-type", "stdout", "--offset", "43");

        Assert.Equal(0, dump.ExitCode);
        Assert.Contains("LogLength:66\nLogContents:\nToo small maximum heap\n", dump.Output);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_is_printed_as_far_as_it_goes_and_named()
    {
        var copy = Copied();
        var expected = Directory.EnumerateDirectories(Path.Combine(Golden, "expected")).First();
        var node = Directory.EnumerateFiles(Path.Combine(copy, "logs"), "*", SearchOption.AllDirectories).First(file => file.Contains(Path.GetFileName(expected)));
        var bytes = await File.ReadAllBytesAsync(node);
        await File.WriteAllBytesAsync(node, bytes[..(bytes.Length / 2)]);

        var dump = await SpydraProcess.RunAsync(home, "dump-logs", "--client-id", "nightly-etl", "--application", Path.GetFileName(expected), "--log-bucket", "file://" + copy);

        Assert.Equal(1, dump.ExitCode);
        Assert.Contains(node, dump.Error);
        Assert.Contains("byte ", dump.Error);
        Assert.Contains("LogContents:", dump.Output);
    }

    [Theory]
    [InlineData(1, "no logs of application_1795306400786_0099 are below ", "dump-logs", "--application", "application_1795306400786_0099")]
    [InlineData(1, "no history of application_1795306400786_0099 is in ", "dump-history", "--application", "job_1795306400786_0099")]
    [InlineData(1, "no manifest of a job 'nightly' is in ", "dump-history", "--application", "nightly")]
    [InlineData(1, "nothing in the logs of ", "dump-logs", "--application", "application_1795314636366_0100", "--log-type", "nosuch")]
    [InlineData(2, "--application is 'application_x'", "dump-logs", "--application", "application_x")]
    [InlineData(2, "--application is '../x'", "dump-logs", "--application", "../x")]
    [InlineData(2, "--application is ''", "dump-history", "--application", "")]
    [InlineData(2, "--username is '../other'", "dump-logs", "--application", "application_1795306400786_0099", "--username", "../other")]
    [InlineData(2, "--grep is '(', which is no pattern", "dump-logs", "--application", "application_1795306400786_0099", "--grep", "(")]
    [InlineData(2, "--tail is a number of lines", "dump-logs", "--application", "application_1795306400786_0099", "--tail", "-1")]
    [InlineData(2, "--offset is a number of bytes", "dump-logs", "--application", "application_1795306400786_0099", "--offset", "-1")]
    [InlineData(2, "--since is 'yesterday'", "history", "--since", "yesterday")]
    [InlineData(2, "Option '--application' is required", "dump-logs")]
    public async Task What_is_not_there_or_not_understood_is_said_with_the_next_step(int exitCode, string said, params string[] words)
    {
        var dump = await SpydraProcess.RunAsync(home, [.. words, "--client-id", "nightly-etl", "--log-bucket", Copied()]);

        Assert.Equal(exitCode, dump.ExitCode);
        Assert.Contains("spydra: error: " + said, dump.Error);
        Assert.Equal("", dump.Output);
    }

    [Fact]
    public async Task A_folder_or_a_bucket_that_is_not_there_is_named()
    {
        var folder = await SpydraProcess.RunAsync(home, "history", "--client-id", "c", "--log-bucket", home.At("nowhere"));
        var bucket = await SpydraProcess.RunAsync(home, "history", "--client-id", "c", "--log-bucket", "no-such-bucket", "--local");

        Assert.Equal(2, folder.ExitCode);
        Assert.Contains($"--log-bucket is '{home.At("nowhere")}', and there is no such folder", folder.Error);
        Assert.NotEqual(0, bucket.ExitCode);
        Assert.Contains("no-such-bucket", bucket.Error);
    }

    private Task<Finished> ReadAsync(params string[] words) => SpydraProcess.RunAsync(home, [.. words, "--client-id", "test", "--log-bucket", "test-logs", "--local"]);

    /// <summary>A copy of the golden bucket, whose files are as old as there: their time is printed.</summary>
    private string Copied()
    {
        foreach (var line in File.ReadLines(Path.Combine(Golden, "objects.tsv")).Skip(1))
        {
            if (line.Split('\t') is not [var name, _, var updated, ..]) continue;
            var from = Path.Combine(Golden, "bucket", name);
            if (!File.Exists(from)) continue;
            var to = home.At("copy/" + name);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to, overwrite: true);
            File.SetLastWriteTimeUtc(to, DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(updated, CultureInfo.InvariantCulture)).UtcDateTime);
        }

        return home.At("copy");
    }

    private static string Text(string expected)
    {
        var plain = Path.Combine(expected, "yarn-logs.txt");
        if (File.Exists(plain)) return File.ReadAllText(plain);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(plain + ".gz"), CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
