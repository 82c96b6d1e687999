using System.Net;
using Spydra.Emulator.Dataproc;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Dataproc;

/// <summary>What happens by itself when time passes; the clock stands still until the test turns it.</summary>
public sealed class ClockTests
{
    private static readonly StepTimes Slow = new()
    {
        Create = TimeSpan.FromSeconds(90),
        Delete = TimeSpan.FromSeconds(60),
        Update = TimeSpan.FromSeconds(30),
        JobStart = TimeSpan.FromSeconds(10),
        DriverOutputFlush = TimeSpan.FromSeconds(1),
    };

    [Fact]
    public async Task Steps_take_the_time_they_are_told()
    {
        using var folder = new TempDir();
        var clock = new ManualTimeProvider();
        await using var cloud = await StartAsync(folder, clock);

        var operation = await cloud.PostAsync("clusters", """{"clusterName":"c1"}""");
        Assert.Equal("PENDING", await OperationStateAsync());
        clock.Advance(TimeSpan.FromSeconds(45));
        Assert.Equal("RUNNING", await OperationStateAsync());
        clock.Advance(TimeSpan.FromSeconds(44));
        Assert.Equal("CREATING", await ClusterStateAsync(cloud));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("RUNNING", await ClusterStateAsync(cloud));
        Assert.Equal("DONE", await OperationStateAsync());

        async Task<string?> OperationStateAsync() => (await cloud.SendAsync("GET", "v1/" + operation.Text("name"))).Text("metadata.status.state");
    }

    [Fact]
    public async Task A_cluster_older_than_its_limit_is_deleted()
    {
        using var folder = new TempDir();
        var clock = new ManualTimeProvider();
        await using var cloud = await StartAsync(folder, clock);
        await RunningAsync(cloud, clock, """{"autoDeleteTtl":"3600s"}""");

        var cluster = (await cloud.GetAsync("clusters/c1")).Body;
        clock.Advance(TimeSpan.FromSeconds(3600 - 90 - 1));
        Assert.Equal("RUNNING", await ClusterStateAsync(cloud));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("DELETING", await ClusterStateAsync(cloud));
        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(HttpStatusCode.NotFound, (await cloud.GetAsync("clusters/c1")).Code);
        Assert.Equal("2026-11-22T11:00:00.000000Z", cluster.Text("config.lifecycleConfig.autoDeleteTime"));
        Assert.Null(cluster.At("config.lifecycleConfig.autoDeleteTtl"));
    }

    [Fact]
    public async Task An_idle_cluster_is_deleted_and_a_job_starts_its_clock_anew()
    {
        using var folder = new TempDir();
        var clock = new ManualTimeProvider();
        await using var cloud = await StartAsync(folder, clock);
        await RunningAsync(cloud, clock, """{"idleDeleteTtl":"600s"}""");
        Assert.Equal("2026-11-22T10:01:30.000000Z", await IdleStartAsync());

        clock.Advance(TimeSpan.FromSeconds(599));
        await cloud.JobAsync("c1", "j1", "wait");
        Assert.Null(await IdleStartAsync());
        await cloud.UntilAsync("jobs/j1", body => body.Text("status.state") == "RUNNING", "RUNNING", () => clock.Advance(TimeSpan.FromSeconds(1)));
        clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("RUNNING", await ClusterStateAsync(cloud));

        await cloud.PostAsync("jobs/j1:cancel", "{}");
        await cloud.UntilAsync("jobs/j1", body => body.Flag("done"), "an end", () => clock.Advance(TimeSpan.FromSeconds(1)));
        clock.Advance(TimeSpan.FromSeconds(590));
        Assert.Equal("RUNNING", await ClusterStateAsync(cloud));
        clock.Advance(TimeSpan.FromSeconds(100));
        await cloud.UntilGoneAsync("clusters/c1", () => clock.Advance(TimeSpan.FromSeconds(1)));

        async Task<string?> IdleStartAsync() => (await cloud.GetAsync("clusters/c1")).Text("config.lifecycleConfig.idleStartTime");
    }

    [Fact]
    public async Task A_patch_sets_the_idle_limit_of_a_cluster_that_has_been_idle_for_long()
    {
        using var folder = new TempDir();
        var clock = new ManualTimeProvider();
        await using var cloud = await StartAsync(folder, clock);
        await RunningAsync(cloud, clock, "{}");
        clock.Advance(TimeSpan.FromHours(1));

        await cloud.SendAsync("PATCH", $"{LocalCloud.Region}/clusters/c1?updateMask=config.lifecycle_config.idle_delete_ttl", """{"config":{"lifecycleConfig":{"idleDeleteTtl":"600s"}}}""");
        Assert.Equal("UPDATING", await ClusterStateAsync(cloud));
        clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("DELETING", await ClusterStateAsync(cloud));
    }

    [Fact]
    public async Task A_cluster_is_stopped_when_its_stop_time_comes()
    {
        using var folder = new TempDir();
        var clock = new ManualTimeProvider();
        await using var cloud = await StartAsync(folder, clock);
        await RunningAsync(cloud, clock, """{"autoStopTtl":"3600s"}""");

        clock.Advance(TimeSpan.FromHours(2));

        Assert.Equal("STOPPED", await ClusterStateAsync(cloud));
    }

    [Fact]
    public async Task A_restart_goes_on_with_what_was_begun()
    {
        using var folder = new TempDir();
        var clock = new ManualTimeProvider();
        var objects = new MemoryStore();
        var before = await StartAsync(folder, clock, objects);
        var create = await before.PostAsync("clusters?requestId=r1", """{"clusterName":"c1","config":{"lifecycleConfig":{"autoDeleteTtl":"3600s"}}}""");
        await before.DisposeAsync();
        clock.Advance(TimeSpan.FromSeconds(50));

        var between = await StartAsync(folder, clock, objects);
        Assert.Equal("CREATING", await ClusterStateAsync(between));
        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal("RUNNING", await ClusterStateAsync(between));
        var again = await between.PostAsync("clusters?requestId=r1", """{"clusterName":"c1"}""");
        await between.DisposeAsync();
        clock.Advance(TimeSpan.FromHours(2));

        await using var after = await StartAsync(folder, clock, objects);
        // The timer of a time that has passed fires as soon as the clock moves.
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("DELETING", await ClusterStateAsync(after));
        Assert.Equal(create.Text("name"), again.Text("name"));
        Assert.True(again.Body.Flag("done"));
    }

    [Fact]
    public async Task The_clock_of_an_idle_cluster_goes_on_over_a_restart()
    {
        using var folder = new TempDir();
        var clock = new ManualTimeProvider();
        var objects = new MemoryStore();
        var before = await StartAsync(folder, clock, objects);
        await RunningAsync(before, clock, """{"idleDeleteTtl":"600s"}""");
        clock.Advance(TimeSpan.FromSeconds(400));
        await before.DisposeAsync();

        await using var after = await StartAsync(folder, clock, objects);
        clock.Advance(TimeSpan.FromSeconds(199));
        Assert.Equal("RUNNING", await ClusterStateAsync(after));
        clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("DELETING", await ClusterStateAsync(after));
    }

    [Fact]
    public async Task A_job_that_was_active_when_the_emulator_ended_is_an_error_afterwards()
    {
        using var folder = new TempDir();
        var objects = new MemoryStore();
        var before = await LocalCloud.StartAsync(folder, objects: objects);
        await before.ClusterAsync("c1");
        await before.PostAsync("jobs:submit", """{"requestId":"r1","job":{"reference":{"jobId":"j1"},"placement":{"clusterName":"c1"},"hadoopJob":{"mainClass":"A","args":["wait"]}}}""");
        await before.UntilAsync("jobs/j1", "status.state", "RUNNING");
        // What a killed process leaves: the records as they are now.
        using var killed = new TempDir();
        foreach (var file in Directory.EnumerateFiles(folder.At("dataproc"), "*.json", SearchOption.AllDirectories))
            killed.Write(Path.GetRelativePath(folder.Path, file), await File.ReadAllTextAsync(file));
        await before.DisposeAsync();

        await using var stopped = await LocalCloud.StartAsync(folder, objects: objects);
        await using var restarted = await LocalCloud.StartAsync(killed, objects: objects);
        var afterStop = (await stopped.GetAsync("jobs/j1")).Body;
        var afterKill = (await restarted.GetAsync("jobs/j1")).Body;
        var repeated = await restarted.PostAsync("jobs:submit", """{"requestId":"r1","job":{"placement":{"clusterName":"c1"},"hadoopJob":{"mainClass":"A"}}}""");

        Assert.Contains("was stopped while the job was active", afterStop.Text("status.details"), StringComparison.Ordinal);
        Assert.Equal("ERROR", afterKill.Text("status.state"));
        Assert.Contains("ended while the job was active", afterKill.Text("status.details"), StringComparison.Ordinal);
        Assert.Equal("j1", repeated.Text("reference.jobId"));
        Assert.Equal(HttpStatusCode.OK, repeated.Code);
    }

    [Fact]
    public async Task The_stream_of_a_job_that_died_with_its_emulator_is_closed()
    {
        var objects = new MemoryStore();
        objects.CreateBucket("b");
        using var text = new MemoryStream("half"u8.ToArray());
        await objects.WriteAsync("b", "jobs/j/driveroutput.000000000", text, null, default);

        await DriverOutput.CloseLeftOpenAsync(objects, "b", "jobs/j/driveroutput", default);
        await DriverOutput.CloseLeftOpenAsync(objects, "b", "jobs/j/driveroutput", default);

        Assert.Equal([("jobs/j/driveroutput.000000000", 4L), ("jobs/j/driveroutput.000000001", 0L)], objects.Writes);
    }

    private static Task<LocalCloud> StartAsync(TempDir folder, ManualTimeProvider clock, MemoryStore? objects = null) =>
        LocalCloud.StartAsync(folder, options => options with { Time = clock, Steps = Slow }, objects);

    private static async Task RunningAsync(LocalCloud cloud, ManualTimeProvider clock, string lifecycle)
    {
        await cloud.PostAsync("clusters", $$$"""{"clusterName":"c1","config":{"lifecycleConfig":{{{lifecycle}}}}}""");
        clock.Advance(Slow.Create);
        Assert.Equal("RUNNING", await ClusterStateAsync(cloud));
    }

    private static async Task<string?> ClusterStateAsync(LocalCloud cloud) => (await cloud.GetAsync("clusters/c1")).Text("status.state");
}
