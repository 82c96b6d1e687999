using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary><c>max_runtime</c> as its user meets it: the exit code, the sentence, and nothing left.</summary>
public sealed class MaxRuntimeTests : IDisposable
{
    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task A_job_on_Dataproc_that_takes_too_long_ends_with_7_and_leaves_nothing()
    {
        await using var cloud = await Cloud.StartAsync();
        var spec = Specs.Streaming(home, "gs://test-logs/out", mapper: "sleep 300", change: spec => spec["max_runtime"] = "1s");
        using var spydra = SpydraProcess.Start(home, ["submit", "--spydra-json", spec, "--format", "json"], SpydraProcess.At(cloud.Server));

        var run = await spydra.EndAsync();

        var result = JsonNode.Parse(run.Output)!;
        Assert.Equal((7, "time limit"), (run.ExitCode, (string?)result["class"]));
        Assert.Contains("max_runtime", (string?)result["error"]!["message"]);
        Assert.Equal(["CANCELLED"], await cloud.JobStatesAsync());
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_job_on_premises_that_takes_too_long_is_killed()
    {
        home.WriteScript("bin/hadoop", $"echo $$ > {home.At("id")}; exec sleep 300");
        var spec = home.Write("spec.json", new JsonObject
        {
            ["cluster_type"] = "onpremise",
            ["max_runtime"] = 1,
            ["submit"] = new JsonObject { ["options"] = new JsonObject { ["jar"] = home.Write("job.jar", "") } },
        }.ToJsonString());
        using var spydra = SpydraProcess.Start(home, ["submit", "--spydra-json", spec], ("PATH", $"{home.At("bin")}:/usr/bin:/bin"));

        var run = await spydra.EndAsync();

        Assert.Equal(7, run.ExitCode);
        Assert.Contains("has run for longer than 1 s, which is the max_runtime of its spec", run.Error);
        Assert.False(Directory.Exists($"/proc/{File.ReadAllText(home.At("id")).Trim()}"));
    }

    [Fact]
    public async Task Explanation_and_command_lines_know_it()
    {
        var spec = Specs.Streaming(home, "gs://test-logs/out", change: spec => spec["max_runtime"] = "2h");

        var explained = await SpydraProcess.RunAsync(home, "explain", "--local", "--spydra-json", spec, "--key", "max_runtime", "--format", "json");
        var gcloud = await SpydraProcess.RunAsync(home, "submit", "--local", "--dry-run", "--format", "gcloud", "--spydra-json", spec);

        var value = JsonNode.Parse(explained.Output)!["values"]![0]!;
        Assert.Equal(("max_runtime", "2h", spec), ((string?)value["key"], (string?)value["value"], (string?)value["from"]!["file"]));
        Assert.Contains("# max_runtime is left out", gcloud.Output);
    }
}
