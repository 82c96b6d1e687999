using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Spydra.Emulator;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>An emulator that was killed (SIGKILL, the real process), and started again on the same data.</summary>
public sealed class EmulatorCrashTests : IDisposable
{
    private const string Region = "v1/projects/p/regions/europe-west1/";

    private readonly TempDir home = new();
    private readonly HttpClient http = new();

    public void Dispose()
    {
        http.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Clusters_stay_jobs_come_to_an_end_or_begin_again_and_what_they_started_is_gone()
    {
        using (var killed = await EmulatorAsync())
        {
            await PostAsync("clusters", """{"clusterName": "c", "config": {"lifecycleConfig": {"idleDeleteTtl": "600s", "autoDeleteTtl": "3600s"}}}""");
            await UntilAsync("clusters/c", "RUNNING");
            await PostAsync("jobs:submit", Job("lost", $"sh -c 'echo $$ > {home.At("lost")}; exec sleep 300'", "{}"));
            await PostAsync("jobs:submit", Job("again", $"sh -c 'test -e {home.At("again")} && exec cat; echo $$ > {home.At("again")}; exec sleep 300'", """{"maxFailuresPerHour": 1}"""));
            await UntilAsync("jobs/lost", "RUNNING");
            await UntilAsync("jobs/again", "RUNNING");
            while (!File.Exists(home.At("lost")) || !File.Exists(home.At("again"))) await UntilAsync("jobs/lost", "RUNNING");
            killed.Signal("KILL");
            await killed.EndAsync();
        }

        using var emulator = await EmulatorAsync();
        var cluster = await UntilAsync("clusters/c", "RUNNING");
        var lost = await UntilAsync("jobs/lost", "ERROR");
        var again = await UntilAsync("jobs/again", "DONE");

        Assert.NotNull(cluster["config"]!["lifecycleConfig"]!["autoDeleteTime"]);
        Assert.Contains("its driver with it", (string?)lost["status"]!["details"]);
        Assert.Contains(again["statusHistory"]!.AsArray(), status => (string?)status!["state"] == "ATTEMPT_FAILURE");
        foreach (var file in new[] { "lost", "again" }) Assert.False(Lives(File.ReadAllText(home.At(file)).Trim()), $"the mapper of {file} lives");
        Assert.NotNull((await UntilAsync("clusters/c", "RUNNING"))["config"]!["lifecycleConfig"]!["idleStartTime"]);
    }

    [Fact]
    public async Task A_local_run_that_was_killed_leaves_a_cluster_with_its_limits_and_no_job_that_seems_to_run()
    {
        var spec = Specs.Streaming(home, "gs://test-logs/out", mapper: "sleep 300", change: spec => spec["submit"]!["options"]!["project"] = "p");
        using (var killed = SpydraProcess.Start(home, ["submit", "--local", "--spydra-json", spec]))
        {
            await killed.SeesAsync("job is RUNNING");
            killed.Signal("KILL");
            await killed.EndAsync();
        }

        using var emulator = await EmulatorAsync();
        var cluster = Assert.Single((await GetAsync("clusters"))["clusters"]!.AsArray())!;
        var job = Assert.Single((await GetAsync("jobs"))["jobs"]!.AsArray())!;

        Assert.Equal("RUNNING", (string?)cluster["status"]!["state"]);
        Assert.NotNull(cluster["config"]!["lifecycleConfig"]!["idleStartTime"]);
        Assert.Equal("ERROR", (string?)job["status"]!["state"]);
    }

    private string Data => home.At(".local/state/spydra/emulator");

    private async Task<SpydraProcess> EmulatorAsync()
    {
        var emulator = SpydraProcess.Start(home, ["emulator", "--port", "0", "--storage-port", "0", "--bucket", "test-logs"]);
        await emulator.SeesAsync("the emulator runs");
        return emulator;
    }

    private string Job(string id, string mapper, string scheduling) => $$"""
        {"job": {"reference": {"jobId": "{{id}}"}, "placement": {"clusterName": "c"}, "scheduling": {{scheduling}}, "hadoopJob": {
            "mainJarFileUri": "file:///usr/lib/hadoop/hadoop-streaming.jar",
            "args": ["-D", "mapreduce.job.reduces=0", "-input", "{{home.Write("input.txt", "a\n")}}", "-output", "gs://test-logs/{{id}}", "-mapper", {{JsonValue.Create(mapper).ToJsonString()}}] } } }
        """;

    private async Task PostAsync(string path, string body)
    {
        using var answer = await http.PostAsync(Address(path), new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonNode> GetAsync(string path) => (await http.GetFromJsonAsync<JsonNode>(Address(path)))!;

    private async Task<JsonNode> UntilAsync(string path, string state)
    {
        for (var look = 0; ; look++)
        {
            var seen = await GetAsync(path);
            if ((string?)seen["status"]!["state"] == state) return seen;
            Assert.True(look < 3_000, $"{path} was never {state}: {seen}");
        }
    }

    private Uri Address(string path) => new(EmulatorServer.FindRunning(Data)!.DataprocUrl, Region + path);

    private static bool Lives(string id)
    {
        var status = $"/proc/{id}/status";
        return File.Exists(status) && !File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal);
    }
}
