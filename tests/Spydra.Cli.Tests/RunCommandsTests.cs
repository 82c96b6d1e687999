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
            // The line comes before the journal has it.
            await killed.SeesAsync("job is RUNNING");
            for (var looks = 0; looks < 100; looks++)
                if ((await RunAsync(cloud, ["runs", "--format", "json"])).Output.Contains("\"job_state\": \"RUNNING\"")) break;
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
    public async Task Detach_leaves_a_run_that_another_client_leads()
    {
        await using var cloud = await Cloud.StartAsync();
        string[] submit = ["submit", "--run-key", "k", "--spydra-json", Specs.Streaming(home, "gs://test-logs/1", mapper: "sleep 300")];
        using var leader = SpydraProcess.Start(home, submit, SpydraProcess.At(cloud.Server));
        await leader.SeesAsync("job is RUNNING");

        var second = await RunAsync(cloud, [.. submit, "--detach"]);
        var cancel = await RunAsync(cloud, ["cancel", "k"]);

        Assert.Equal((0, 0), (second.ExitCode, cancel.ExitCode));
        Assert.True(Guid.TryParse(second.Output.Trim(), out _), second.Output);
        Assert.Contains("'spydra attach k' follows it", second.Error);
        Assert.Equal(8, (await leader.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_takes_nothing_away_from_a_run()
    {
        await using var cloud = await Cloud.StartAsync();
        string[] submit = ["submit", "--run-key", "k", "--spydra-json", Specs.Streaming(home, "gs://test-logs/1")];
        var inTheWay = home.Write("in-the-way", "");

        async Task<Finished> SubmitAsync()
        {
            using var spydra = SpydraProcess.Start(home, submit, [.. SpydraProcess.At(cloud.Server), ("SPYDRA_DATA_FOLDER", $"{inTheWay}/spydra")]);
            return await spydra.EndAsync();
        }

        var first = await SubmitAsync();
        var second = await SubmitAsync();

        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Contains("cannot be locked on this machine", first.Error);
        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Contains("recorded result", second.Error);
    }

    [Fact]
    public async Task Waiting_for_a_run_that_was_interrupted_is_no_success()
    {
        await using var cloud = await Cloud.StartAsync();
        using (var interrupted = SpydraProcess.Start(home, ["submit", "--run-key", "k", "--spydra-json", Specs.Streaming(home, "gs://test-logs/1", mapper: "sleep 300")], SpydraProcess.At(cloud.Server)))
        {
            await interrupted.SeesAsync("job is RUNNING");
            interrupted.Signal("TERM");
            Assert.Equal(143, (await interrupted.EndAsync()).ExitCode);
        }

        var wait = await RunAsync(cloud, ["wait", "k"]);

        Assert.Equal(8, wait.ExitCode);
        Assert.Contains("Run 'k' was interrupted", wait.Error);
        Assert.DoesNotContain("done:", wait.Error);
    }

    [Fact]
    public async Task A_cancelled_run_is_told_to_programs_by_whoever_ends_it_and_by_whoever_asks_later()
    {
        await using var cloud = await Cloud.StartAsync();
        var left = await RunAsync(cloud, ["submit", "--detach", "--run-key", "k", "--spydra-json", Specs.Streaming(home, "gs://test-logs/1", mapper: "sleep 300")]);
        Assert.True(left.ExitCode == 0, left.Error);

        var cancel = await RunAsync(cloud, ["cancel", "k", "--format", "json"]);
        var wait = await RunAsync(cloud, ["wait", "k", "--format", "json"]);

        Assert.Equal((0, 8), (cancel.ExitCode, wait.ExitCode));
        foreach (var told in new[] { cancel, wait }.Select(each => JsonNode.Parse(each.Output)!))
        {
            Assert.Equal(("k", "CANCELLED", "cancelled", "europe-west1"), ((string?)told["run_key"], (string?)told["state"], (string?)told["class"], (string?)told["region"]));
            Assert.Contains("--again", (string?)told["what_to_do"]);
            Assert.NotNull(told["run_id"]);
        }
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
