using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>Signals to the real process, against an emulator that goes on living: that is where a cluster would be left.</summary>
public sealed class InterruptionTests : IDisposable
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(3);

    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    public async Task A_signal_while_the_cluster_is_made_leaves_none(string signal, int exitCode)
    {
        await using var cloud = await Cloud.StartAsync(new StepTimes { Create = TimeSpan.FromMinutes(5) });

        var run = await InterruptAsync(cloud, "is CREATING", signal, mapper: "cat");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Theory]
    [InlineData("TERM", 143)]
    [InlineData("INT", 130)]
    [InlineData("HUP", 129)]
    public async Task A_signal_while_the_job_runs_cancels_it_and_deletes_the_cluster(string signal, int exitCode)
    {
        await using var cloud = await Cloud.StartAsync();

        var run = await InterruptAsync(cloud, "job is RUNNING", signal, mapper: "sleep 300");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(["CANCELLED"], await cloud.JobStatesAsync());
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_signal_while_the_cluster_is_deleted_does_not_stop_the_deletion()
    {
        await using var cloud = await Cloud.StartAsync(new StepTimes { Delete = Slow });

        var run = await InterruptAsync(cloud, "is DELETING", "TERM", mapper: "cat");

        Assert.Equal(143, run.ExitCode);
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_second_signal_leaves_at_once_and_says_what_is_left()
    {
        await using var cloud = await Cloud.StartAsync(new StepTimes { Delete = TimeSpan.FromMinutes(5) });
        using var spydra = Start(cloud, "cat");
        await spydra.SeesAsync("is DELETING");
        spydra.Signal("TERM");
        await spydra.SeesAsync("interrupted");

        var run = await spydra.SignalUntilItEndsAsync("TERM");

        Assert.Equal(143, run.ExitCode);
        Assert.Contains("gcloud dataproc clusters delete spydra-", run.Error);
    }

    [Fact]
    public async Task Two_signals_of_one_moment_are_one_interruption()
    {
        await using var cloud = await Cloud.StartAsync();
        using var spydra = Start(cloud, "sleep 300");
        await spydra.SeesAsync("job is RUNNING");

        using var kill = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"kill -TERM {spydra.Id}; kill -TERM {spydra.Id}; kill -INT {spydra.Id}"]);
        await kill.WaitForExitAsync();
        var run = await spydra.EndAsync();

        Assert.Contains(run.ExitCode, new[] { 130, 143 });
        Assert.Equal(["CANCELLED"], await cloud.JobStatesAsync());
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task The_result_tells_the_state_in_which_the_job_was_left()
    {
        await using var cloud = await Cloud.StartAsync();
        using var spydra = Start(cloud, "sleep 300", "--format", "json");
        await spydra.SeesAsync("job is RUNNING");

        spydra.Signal("TERM");
        var run = await spydra.EndAsync();

        Assert.Equal("CANCELLED", (string?)JsonNode.Parse(run.Output)!["state"]);
        Assert.Contains("job is CANCELLED", run.Error);
        Assert.EndsWith("exit code 143\n", run.Error);
    }

    [Fact]
    public async Task Grace_is_how_long_giving_back_may_take()
    {
        await using var cloud = await Cloud.StartAsync(new StepTimes { Delete = TimeSpan.FromMinutes(5) });
        using var spydra = Start(cloud, "sleep 300", "--grace", "2s");
        await spydra.SeesAsync("job is RUNNING");
        var signalled = TimeProvider.System.GetTimestamp();

        spydra.Signal("TERM");
        var run = await spydra.EndAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(signalled), TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(20));
        Assert.Equal(143, run.ExitCode);
        Assert.Contains("CLUSTER LEFT BEHIND", run.Error);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5s")]
    [InlineData("soon")]
    public async Task Grace_is_longer_than_nothing(string grace)
    {
        var run = await SpydraProcess.RunAsync(home, "submit", "--grace=" + grace, "--spydra-json", Specs.Streaming(home, "gs://test-logs/out"));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"--grace is '{grace}', and a duration longer than zero is expected", run.Error);
    }

    private async Task<Finished> InterruptAsync(Cloud cloud, string when, string signal, string mapper)
    {
        using var spydra = Start(cloud, mapper);
        await spydra.SeesAsync(when);
        spydra.Signal(signal);
        return await spydra.EndAsync();
    }

    private SpydraProcess Start(Cloud cloud, string mapper, params string[] words) => SpydraProcess.Start(
        home, ["submit", "--spydra-json", Specs.Streaming(home, "gs://test-logs/out", mapper), .. words], SpydraProcess.At(cloud.Server));
}
