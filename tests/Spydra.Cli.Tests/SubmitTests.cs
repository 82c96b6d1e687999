using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

public sealed class SubmitTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_run_goes_all_the_way_and_leaves_its_output_and_no_cluster()
    {
        await using var cloud = await Cloud.StartAsync();

        var run = await SubmitAsync(cloud, Specs.Streaming(home, "gs://test-logs/out"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("      1 a\t\n      2 b\t\n", await cloud.ReadAsync("test-logs", "out/part-00000"));
        Assert.Equal(["DONE"], await cloud.JobStatesAsync());
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task Driver_output_goes_to_stdout_and_our_own_lines_to_stderr()
    {
        await using var cloud = await Cloud.StartAsync();

        var run = await SubmitAsync(cloud, Specs.Streaming(home, "gs://test-logs/out"));

        Assert.Contains("completed successfully", run.Output);
        Assert.DoesNotContain("spydra:", run.Output);
        Assert.Contains("is CREATING", run.Error);
        Assert.Contains("is RUNNING", run.Error);
        Assert.Contains("job is DONE", run.Error);
        Assert.Contains("is deleted", run.Error);
        Assert.Contains("spydra: done: job", run.Error);
        Assert.DoesNotContain('\u001b', run.Error);
    }

    [Fact]
    public async Task With_format_json_stdout_is_one_object_alone()
    {
        await using var cloud = await Cloud.StartAsync();

        var run = await SubmitAsync(cloud, Specs.Streaming(home, "gs://test-logs/out"), "--format", "json", "--job-name", "my job");

        var result = JsonNode.Parse(run.Output)!;
        Assert.Equal((0, "DONE"), ((int)result["exit_code"]!, (string)result["state"]!));
        Assert.StartsWith("my_job-", (string)result["job_id"]!);
        Assert.StartsWith("spydra-", (string)result["cluster"]!);
        Assert.StartsWith("gs://", (string)result["driver_output_uri"]!);
        Assert.NotNull((string?)result["run_id"]);
        Assert.True((double)result["timings"]!["total_seconds"]! > 0);
        Assert.Contains("completed successfully", run.Error);
    }

    [Fact]
    public async Task A_failing_mapper_is_a_failed_job_and_no_cluster_is_left()
    {
        await using var cloud = await Cloud.StartAsync();

        var run = await SubmitAsync(cloud, Specs.Streaming(home, "gs://test-logs/out", mapper: "false"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("subprocess failed with code 1", run.Output);
        Assert.Contains("failed (application)", run.Error);
        Assert.Equal(["ERROR"], await cloud.JobStatesAsync());
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task An_output_folder_that_exists_is_named_and_nothing_in_it_is_touched()
    {
        await using var cloud = await Cloud.StartAsync();
        await SubmitAsync(cloud, Specs.Streaming(home, "gs://test-logs/out"));
        var before = await cloud.ReadAsync("test-logs", "out/part-00000");

        var run = await SubmitAsync(cloud, Specs.Streaming(home, "gs://test-logs/out", mapper: "tr a-z A-Z"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Output directory gs://test-logs/out already exists", run.Output);
        Assert.Equal(before, await cloud.ReadAsync("test-logs", "out/part-00000"));
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_static_cluster_is_used_and_stays()
    {
        await using var cloud = await Cloud.StartAsync();
        using (var http = new HttpClient())
            await http.PostAsync(new Uri(cloud.Server.DataprocUrl, "v1/projects/p/regions/europe-west1/clusters"),
                new StringContent("""{"projectId":"p","clusterName":"mine","config":{}}""", null, "application/json"));
        await cloud.UntilRunningAsync("mine");

        var run = await SubmitAsync(cloud, Specs.Streaming(home, "gs://test-logs/out", change: spec => spec["submit"]!["options"]!["cluster"] = "mine"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(["mine"], await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_static_cluster_that_is_not_there_is_said_before_anything_is_submitted()
    {
        await using var cloud = await Cloud.StartAsync();

        var run = await SubmitAsync(cloud, Specs.Streaming(home, "gs://test-logs/out", change: spec => spec["submit"]!["options"]!["cluster"] = "nobody"));

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("there is no such cluster", run.Error);
        Assert.Empty(await cloud.JobStatesAsync());
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_prints_every_request_in_order()
    {
        await using var cloud = await Cloud.StartAsync();

        var run = await SubmitAsync(cloud, Specs.Streaming(home, "gs://test-logs/out"), "--dry-run", "--format", "json");

        Assert.Equal(0, run.ExitCode);
        var changing = JsonNode.Parse(run.Output)!["requests"]!.AsArray().Where(request => (string)request!["method"]! != "GET").ToList();
        // The folder of Spark's event logs, the cluster, the job, the manifest, the cluster again.
        Assert.Equal(["POST", "POST", "POST", "POST", "DELETE"], changing.Select(request => (string)request!["method"]!));
        Assert.Equal("test-logs", JsonNode.Parse(run.Output)!["requests"]!.AsArray().Select(request => request!["body"]?["config"]).First(config => config is not null)!
            ["softwareConfig"]!["properties"]!["core:fs.gs.parent.timestamp.update.substrings.includes"]!.ToString().Split('/')[2]);
        Assert.Empty(await cloud.ClustersAsync());
        Assert.Empty(await cloud.JobStatesAsync());
    }

    [Fact]
    public async Task Local_files_are_staged_and_found_by_the_job()
    {
        await using var cloud = await Cloud.StartAsync();
        var script = home.Write("upper.sh", "#!/bin/sh\ntr a-z A-Z\n");

        var run = await SubmitAsync(cloud, Specs.Streaming(home, "gs://test-logs/out", mapper: "sh upper.sh",
            change: spec => spec["submit"]!["options"]!["files"] = script));

        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Contains("2 B", await cloud.ReadAsync("test-logs", "out/part-00000"));
        Assert.Contains("staging", run.Error);
    }

    [Fact]
    public async Task An_auto_scaler_is_read_and_one_line_says_that_nothing_scales_yet()
    {
        await using var cloud = await Cloud.StartAsync();

        var run = await SubmitAsync(cloud, Specs.Streaming(home, "gs://test-logs/out",
            change: spec => spec["auto_scaler"] = JsonNode.Parse("""{"interval":"2","max":"20","factor":"0.3","downscale":"false"}""")));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("auto_scaler", StringComparison.Ordinal));
    }

    private async Task<Finished> SubmitAsync(Cloud cloud, string spec, params string[] more)
    {
        using var spydra = SpydraProcess.Start(home, ["submit", "--spydra-json", spec, .. more], SpydraProcess.At(cloud.Server));
        return await spydra.EndAsync();
    }
}
