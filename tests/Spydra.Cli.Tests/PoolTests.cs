using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>Clusters that stay, from the command line: of a pool, picked by labels, and with a job that is left to itself.</summary>
public sealed class PoolTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task The_runs_of_a_client_share_a_cluster_and_leave_it()
    {
        await using var cloud = await Cloud.StartAsync();

        var first = await SubmitAsync(cloud, Pooled("gs://test-logs/1"), "--format", "json");
        var second = await SubmitAsync(cloud, Pooled("gs://test-logs/2"));

        Assert.True((first.ExitCode, second.ExitCode) == (0, 0), first.Error + second.Error);
        var member = (string)JsonNode.Parse(first.Output)!["cluster"]!;
        Assert.Matches("^spydra-test-0-[0-9]+$", member);
        Assert.Equal([member], await cloud.ClustersAsync());
        Assert.Contains($"cluster {member} is of a pool, and stays", second.Error);
        Assert.DoesNotContain("CREATING", second.Error);
        Assert.DoesNotContain("deleted", first.Error + second.Error);
        Assert.Equal("      1 a\t\n      2 b\t\n", await cloud.ReadAsync("test-logs", "2/part-00000"));
    }

    [Fact]
    public async Task A_dry_run_shows_the_look_for_a_member_and_what_is_sent_only_without_one()
    {
        var run = await SpydraProcess.RunAsync(home, "submit", "--local", "--dry-run", "--spydra-json", Pooled("gs://test-logs/1"));

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"(?s)1\. POST [^\n]*/upload/[^\n]*spark-events[^\n]*\n.*\n2\. GET [^\n]*/clusters\?filter=labels\.spydra-cluster[^\n]*\n\n3\. POST [^\n]*/clusters\?requestId=\w+\n   only if no running cluster of the list has spydra-placement-token=0-\d+\n", run.Output);
        Assert.Contains("\"spydra-fixed-pooling-cluster-client-id\": \"test\"", run.Output);
    }

    [Fact]
    public async Task A_signal_while_the_job_runs_cancels_it_and_leaves_the_member()
    {
        await using var cloud = await Cloud.StartAsync();
        using var spydra = SpydraProcess.Start(home, ["submit", "--spydra-json", Pooled("gs://test-logs/1", "sleep 300")], SpydraProcess.At(cloud.Server));
        await spydra.SeesAsync("job is RUNNING");

        spydra.Signal("TERM");
        var run = await spydra.EndAsync();

        Assert.Equal(143, run.ExitCode);
        Assert.Equal(["CANCELLED"], await cloud.JobStatesAsync());
        Assert.Single(await cloud.ClustersAsync());
        Assert.DoesNotContain("LEFT BEHIND", run.Error);
    }

    [Fact]
    public async Task An_asynchronous_job_on_a_member_is_left_running_with_success()
    {
        await using var cloud = await Cloud.StartAsync();

        var run = await SubmitAsync(cloud, Pooled("gs://test-logs/1", "sleep 5", spec => spec["submit"]!["options"]!["async"] = true), "--format", "json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("PENDING", (string?)JsonNode.Parse(run.Output)!["state"]);
        Assert.Null(JsonNode.Parse(run.Output)!["class"]);
        Assert.DoesNotContain(await cloud.JobStatesAsync(), state => state.StartsWith("CANCEL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_runs_on_the_member_that_the_service_picks_by_the_labels_of_the_pool()
    {
        await using var cloud = await Cloud.StartAsync();
        await SubmitAsync(cloud, Pooled("gs://test-logs/1"));

        var run = await SubmitAsync(cloud, Specs.Streaming(home, "gs://test-logs/2",
            change: spec => spec["submit"]!["options"]!["cluster-labels"] = "spydra-fixed-pooling-cluster-client-id=test"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["DONE", "DONE"], await cloud.JobStatesAsync());
        Assert.Single(await cloud.ClustersAsync());
    }

    private string Pooled(string output, string mapper = "cat", Action<JsonObject>? change = null) => Specs.Streaming(home, output, mapper, change: spec =>
    {
        spec["pooling"] = new JsonObject { ["limit"] = 1, ["max_age"] = "P1D" };
        change?.Invoke(spec);
    });

    private Task<Finished> SubmitAsync(Cloud cloud, string spec, params string[] more)
    {
        var spydra = SpydraProcess.Start(home, ["submit", "--spydra-json", spec, .. more], SpydraProcess.At(cloud.Server));
        return spydra.EndAsync();
    }
}
