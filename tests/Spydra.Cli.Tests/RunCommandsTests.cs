using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary><c>spydra runs</c> and <c>spydra describe</c>, after real runs.</summary>
public sealed class RunCommandsTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Runs_that_ended_and_one_whose_client_was_killed_are_listed_and_described()
    {
        await using var cloud = await Cloud.StartAsync();
        var done = await RunAsync(cloud, ["submit", "--run-key", "first", "--spydra-json", Specs.Streaming(home, "gs://test-logs/1")]);
        Assert.True(done.ExitCode == 0, done.Error);
        using (var killed = SpydraProcess.Start(home, ["submit", "--run-key", "second", "--spydra-json", Specs.Streaming(home, "gs://test-logs/2", mapper: "sleep 300")], SpydraProcess.At(cloud.Server)))
        {
            await killed.SeesAsync("job is RUNNING");
            killed.Signal("KILL");
            await killed.EndAsync();
        }

        var list = await RunAsync(cloud, ["runs"]);
        var runs = JsonNode.Parse((await RunAsync(cloud, ["runs", "--format", "json"])).Output)!["runs"]!.AsArray();
        var described = await RunAsync(cloud, ["describe", "second"]);
        var json = JsonNode.Parse((await RunAsync(cloud, ["describe", (string)runs[1]!["id"]!, "--format", "json"])).Output)!["run"]!;
        var inBucket = await RunAsync(cloud, ["describe", (string)runs[0]!["id"]!, "--log-bucket", "test-logs", "--client-id", "test"]);

        Assert.Equal(3, list.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal([("second", "unattended", "RUNNING", "RUNNING"), ("first", "done", "DONE", null)],
            runs.Select(run => ((string?)run!["key"], (string?)run["state"], (string?)run["job_state"], (string?)run["cluster_state"])));
        Assert.Contains("'spydra attach second' goes on with it", described.Output);
        Assert.Contains(", RUNNING, ", described.Output);
        Assert.Equal(("done", true, "--run-key"), ((string?)json["state"], (bool)json["asked"]!, (string?)json["key_origin"]));
        Assert.Contains("key           second", inBucket.Output);
    }

    [Fact]
    public async Task Where_there_is_none_one_line_says_so_and_programs_get_an_empty_list()
    {
        var text = await SpydraProcess.RunAsync(home, "runs");
        var json = await SpydraProcess.RunAsync(home, "runs", "--format", "json");
        var unknown = await SpydraProcess.RunAsync(home, "describe", "nobody's");

        Assert.Equal((0, "", "spydra: no run is known here\n"), (text.ExitCode, text.Output, text.Error));
        Assert.Empty(JsonNode.Parse(json.Output)!["runs"]!.AsArray());
        Assert.Equal(2, unknown.ExitCode);
        Assert.Contains("No run 'nobody's' is known on this machine", unknown.Error);
    }

    [Fact]
    public async Task A_service_that_cannot_be_asked_takes_nothing_away_from_what_is_known_here()
    {
        string address;
        await using (var cloud = await Cloud.StartAsync())
        {
            address = cloud.Server.DataprocUrl.AbsoluteUri;
            using var killed = SpydraProcess.Start(home, ["submit", "--run-key", "k", "--spydra-json", Specs.Streaming(home, "gs://test-logs/1", mapper: "sleep 300")], SpydraProcess.At(cloud.Server));
            await killed.SeesAsync("job is RUNNING");
            killed.Signal("KILL");
            await killed.EndAsync();
        }

        using var runs = SpydraProcess.Start(home, ["runs", "--format", "json"], ("CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC", address), ("CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true"));
        var ended = await runs.EndAsync();
        var json = JsonNode.Parse(ended.Output)!;

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal("k", (string?)Assert.Single(json["runs"]!.AsArray())!["key"]);
        Assert.Equal("europe-west1", (string?)Assert.Single(json["not_asked"]!.AsArray())!["region"]);
        Assert.Contains("could not be listed", ended.Error);
    }

    private async Task<Finished> RunAsync(Cloud cloud, string[] words)
    {
        using var spydra = SpydraProcess.Start(home, words, SpydraProcess.At(cloud.Server));
        return await spydra.EndAsync();
    }
}
