using System.Text;
using System.Text.Json.Nodes;
using Spydra.Emulator;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

public sealed class ReapTests : IDisposable
{
    private const string Run = "0f8fad5b-d9cb-469f-a165-70867728950e";

    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task It_says_of_each_cluster_why_it_goes_or_stays_and_deletes_those_that_go()
    {
        var clock = new ManualTimeProvider();
        await using var cloud = await EmulatorServer.StartAsync(new EmulatorOptions { DataFolder = home.At("cloud"), Time = clock }, CancellationToken.None);
        await CreateAsync(cloud, $"spydra-{Run}", Run);
        await CreateAsync(cloud, "copy", Run);
        clock.Advance(TimeSpan.FromHours(75));

        var dry = await ReapAsync(cloud, "--dry-run", "--format", "json");
        var other = await ReapAsync(cloud, "--client-id", "other");
        var young = await ReapAsync(cloud, "--older-than", "4d");
        var real = await ReapAsync(cloud, "--async-delete");

        var seen = JsonNode.Parse(dry.Output)!;
        Assert.Equal((0, "copy stays", $"spydra-{Run} would_go"), (dry.ExitCode, Outcome(seen, 0), Outcome(seen, 1)));
        Assert.Equal((Run, "etl", "europe-west1", "2026-11-22T10:00:00.0000000Z"), ((string?)seen["clusters"]![1]!["run_id"], (string?)seen["clusters"]![1]!["client"],
            (string?)seen["clusters"]![1]!["region"], (string?)seen["clusters"]![1]!["created"]));
        Assert.Equal((0, (string?)null), ((int)seen["exit_code"]!, (string?)seen["class"]));
        Assert.Contains("is not of client 'other'", other.Output, StringComparison.Ordinal);
        Assert.Contains("is 3 d 3 h old, and only those of 4 d 0 h are asked for", young.Output, StringComparison.Ordinal);
        Assert.Equal("spydra: 2 left alone; nothing to do\n", young.Error);
        Assert.Equal(0, real.ExitCode);
        Assert.Equal(
            $"""
            stays           copy (europe-west1, client etl) is not ours: its name is not that of a cluster of the run in its labels, which may be copies
            being deleted   spydra-{Run} (europe-west1, client etl) has no lease any more; it is 3 d 3 h old, and had no job

            """.ReplaceLineEndings("\n"), real.Output);
        Assert.Equal("spydra: 1 being deleted, 1 left alone\n", real.Error);
        using var http = new HttpClient();
        Assert.Contains("DELETING", await http.GetStringAsync(new Uri(cloud.DataprocUrl, $"v1/projects/p/regions/europe-west1/clusters/spydra-{Run}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_that_is_none_does_not_keep_the_others_from_being_looked_at()
    {
        await using var cloud = await EmulatorServer.StartAsync(new EmulatorOptions { DataFolder = home.At("cloud") }, CancellationToken.None);
        await CreateAsync(cloud, "copy", Run);

        var run = await ReapAsync(cloud, "--region", "nowhere");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("stays           copy", run.Output, StringComparison.Ordinal);
        Assert.Contains("region nowhere could not be listed", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_do_is_well_done_and_said()
    {
        var run = await SpydraProcess.RunAsync(home, "reap", "--local", "--region", "europe-west1");

        Assert.Equal((0, "", "spydra: no cluster of Spydra is there; nothing to do\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("--project p", "No region is named.")]
    [InlineData("--region europe-west1", "No project is named.")]
    [InlineData("--project p --region r --older-than soon", "--older-than is 'soon', and a duration such as 90m, 6h or 2d is expected.")]
    public async Task Wrong_usage_is_said(string words, string problem)
    {
        var run = await SpydraProcess.RunAsync(home, ["reap", .. words.Split(' ')]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_deletion_is_not_waited_for_says_so()
    {
        var run = await SpydraProcess.RunAsync(home, "submit", "--local", "--async-delete", "--format", "json", "--spydra-json", Specs.Streaming(home, home.At("out")));

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("is being deleted by the service; that is not waited for", run.Error, StringComparison.Ordinal);
        Assert.Null(JsonNode.Parse(run.Output)!["left_behind"]);
        Assert.Null(JsonNode.Parse(run.Output)!["cluster_log"]);
    }

    private async Task<Finished> ReapAsync(EmulatorServer cloud, params string[] words)
    {
        using var spydra = SpydraProcess.Start(home, ["reap", "--region", "europe-west1", .. words], SpydraProcess.At(cloud));
        return await spydra.EndAsync();
    }

    private static async Task CreateAsync(EmulatorServer cloud, string name, string run)
    {
        using var http = new HttpClient();
        var body = $$$"""{"clusterName": "{{{name}}}", "labels": {"spydra-cluster": "1", "spydra-run": "{{{run}}}", "spydra-client": "etl"}}""";
        using var made = await http.PostAsync(new Uri(cloud.DataprocUrl, "v1/projects/p/regions/europe-west1/clusters"), new StringContent(body, Encoding.UTF8, "application/json"));
        made.EnsureSuccessStatusCode();
    }

    private static string Outcome(JsonNode seen, int index) => $"{seen["clusters"]![index]!["cluster"]} {seen["clusters"]![index]!["outcome"]}";
}
