using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Dataproc;

/// <summary>What becomes of jobs whose emulator was killed.</summary>
public sealed class LeftoverTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("PENDING", false, true, "PENDING")]
    [InlineData("SETUP_DONE", false, true, "SETUP_DONE")]
    [InlineData("ATTEMPT_FAILURE", true, true, "ATTEMPT_FAILURE")]
    [InlineData("RUNNING", false, true, "ERROR")]
    [InlineData("RUNNING", true, true, "ATTEMPT_FAILURE")]
    [InlineData("CANCEL_PENDING", true, true, "CANCELLED")]
    [InlineData("CANCEL_STARTED", false, true, "CANCELLED")]
    [InlineData("PENDING", false, false, "ERROR")]
    [InlineData("RUNNING", true, false, "ERROR")]
    [InlineData("CANCEL_STARTED", true, false, "CANCELLED")]
    public void A_job_whose_driver_was_lost_ends_or_goes_on(string state, bool restartable, bool clusterTakesJobs, string settled)
    {
        var job = Job(state, restartable);

        var then = LeftoverJobs.Settled(job, clusterTakesJobs, Now);

        var startsAgain = state == "RUNNING" && settled == "ATTEMPT_FAILURE";
        Assert.Equal(settled, then.State);
        Assert.Equal(startsAgain || settled == "ERROR", then.Resource.Text("status.details")?.Contains("emulator ended", StringComparison.Ordinal) ?? false);
        Assert.Equal(startsAgain ? 2 : 1, then.Attempt);
        Assert.NotEqual("RUNNING", then.Resource.Children("yarnApplications").FirstOrDefault()?.Text("state"));
    }

    [Fact]
    public void A_job_that_has_failed_too_often_is_not_started_again()
    {
        var job = Job("RUNNING", restartable: true) with { Failures = [Now.AddMinutes(-20), Now.AddMinutes(-10)] };

        Assert.Equal("ERROR", LeftoverJobs.Settled(job, clusterTakesJobs: true, Now).State);
    }

    [Theory]
    [InlineData("PENDING", "DONE")]
    [InlineData("CANCEL_PENDING", "CANCELLED")]
    public async Task What_had_not_begun_begins_and_what_was_being_cancelled_is(string left, string ends)
    {
        using var folder = new TempDir();
        using var killed = new TempDir();
        var objects = new MemoryStore();
        await using var before = await LocalCloud.StartAsync(folder, options => options with { Steps = LocalCloud.Fast with { JobStart = TimeSpan.FromHours(1) } }, objects);
        await before.ClusterAsync("c1", """{"lifecycleConfig":{"idleDeleteTtl":"600s"}}""");
        await before.JobAsync("c1", "j1", "print", "hello");
        if (left == "CANCEL_PENDING") await before.PostAsync("jobs/j1:cancel", "{}");
        await before.UntilAsync("jobs/j1", "status.state", left);
        Copy(folder, killed);

        await using var after = await LocalCloud.StartAsync(killed, objects: objects);
        var job = await after.UntilAsync("jobs/j1", "status.state", ends);
        var cluster = (await after.GetAsync("clusters/c1")).Body;

        Assert.Equal(ends == "DONE" ? 1 : 0, after.Runtime.Runs.Count);
        Assert.Equal(("RUNNING", true), (cluster.Text("status.state"), cluster.Text("config.lifecycleConfig.idleStartTime") is not null));
        Assert.Contains(objects.Writes, write => write.Size == 0 && job.Text("driverOutputResourceUri")!.EndsWith(write.Name[..^".000000000".Length], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_restartable_job_gets_another_attempt_with_output_of_its_own()
    {
        using var folder = new TempDir();
        using var killed = new TempDir();
        var objects = new MemoryStore();
        await using var before = await LocalCloud.StartAsync(folder, objects: objects);
        await before.ClusterAsync("c1");
        await before.PostAsync("jobs:submit", """{"job":{"reference":{"jobId":"j1"},"placement":{"clusterName":"c1"},"scheduling":{"maxFailuresPerHour":1},"hadoopJob":{"mainClass":"A","args":["wait"]}}}""");
        var first = await before.UntilAsync("jobs/j1", "status.state", "RUNNING");
        Copy(folder, killed);

        await using var after = await LocalCloud.StartAsync(killed, objects: objects);
        var second = await after.UntilAsync("jobs/j1", "status.state", "RUNNING");

        Assert.NotEqual(first.Text("driverOutputResourceUri"), second.Text("driverOutputResourceUri"));
        Assert.Equal(["FAILED", "RUNNING"], second.Children("yarnApplications").Select(application => application.Text("state")));
        Assert.Contains(second.Children("statusHistory"), status => status.Text("state") == "ATTEMPT_FAILURE"
            && status.Text("details")!.Contains("its driver with it", StringComparison.Ordinal));
    }

    /// <summary>What a killed process leaves: the records as they are now.</summary>
    private static void Copy(TempDir from, TempDir to)
    {
        foreach (var file in Directory.EnumerateFiles(from.At("dataproc"), "*.json", SearchOption.AllDirectories))
            to.Write(Path.GetRelativePath(from.Path, file), File.ReadAllText(file));
    }

    private static JobRecord Job(string state, bool restartable) => new(1, "europe-west1", new JsonObject
    {
        ["reference"] = new JsonObject { ["projectId"] = "p", ["jobId"] = "j" },
        ["placement"] = new JsonObject { ["clusterName"] = "c", ["clusterUuid"] = "u" },
        ["status"] = new JsonObject { ["state"] = state, ["stateStartTime"] = "2026-11-22T09:00:00Z" },
        ["scheduling"] = restartable ? new JsonObject { ["maxFailuresPerHour"] = 1 } : null,
        ["yarnApplications"] = state is "PENDING" or "SETUP_DONE" or "ATTEMPT_FAILURE" ? null
            : new JsonArray(new JsonObject { ["name"] = "j", ["state"] = "RUNNING", ["trackingUrl"] = "http://c-m:8088/proxy/application_1_0001/" }),
    });
}
