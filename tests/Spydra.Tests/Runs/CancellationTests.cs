using Spydra.Emulator.Faults;
using Spydra.Events;

namespace Spydra.Tests.Runs;

/// <summary>An interrupted run gives back what it holds, wherever it was, within its budget.</summary>
public sealed class CancellationTests
{
    private static readonly TimeSpan LongTime = TimeSpan.FromMinutes(5);

    private static readonly Fault Hangs = new() { Method = "jobs.submit", Effect = FaultEffect.JobHangs };

    [Fact]
    public async Task Interrupted_before_anything_is_sent_nothing_is_sent()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        run.Interrupt();

        await CancelledAsync(run);

        Assert.Empty(run.Sent);
    }

    [Fact]
    public async Task Interrupted_while_the_creation_is_asked_for_no_cluster_is_left()
    {
        await using var cloud = await RunCloud.StartAsync(RunCloud.Quick with { Create = LongTime });
        using var run = RecordedRun.Against(cloud);
        run.Sending = InterruptAt(run, HttpMethod.Post, "/clusters");

        await CancelledAsync(run);

        await NothingLeftAsync(cloud, clustersMade: 1);
    }

    [Fact]
    public async Task Interrupted_while_the_cluster_is_made_no_cluster_is_left()
    {
        await using var cloud = await RunCloud.StartAsync(RunCloud.Quick with { Create = LongTime });
        using var run = RecordedRun.Against(cloud).InterruptedAt<RunEvent.ClusterStateChanged>(cluster => cluster.State == "CREATING");

        await CancelledAsync(run);

        await NothingLeftAsync(cloud, clustersMade: 1);
    }

    [Fact]
    public async Task Interrupted_while_files_are_staged_nothing_is_submitted()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud).InterruptedAt<RunEvent.FileStaging>(_ => true);
        run.SubmitOptions["files"] = run.Write("side.txt", "side");

        await CancelledAsync(run);

        await NothingLeftAsync(cloud, clustersMade: 1);
    }

    [Fact]
    public async Task Interrupted_while_the_job_is_handed_over_it_is_cancelled()
    {
        await using var cloud = await RunCloud.StartAsync(Hangs);
        using var run = RecordedRun.Against(cloud);
        run.Sending = InterruptAt(run, HttpMethod.Post, "/jobs:submit");

        await CancelledAsync(run);

        await NothingLeftAsync(cloud, clustersMade: 1, "CANCELLED");
    }

    [Theory]
    [InlineData(JobState.Pending)]
    [InlineData(JobState.SetupDone)]
    [InlineData(JobState.Running)]
    public async Task Interrupted_in_any_state_of_the_job_it_is_cancelled_before_the_cluster_goes(JobState state)
    {
        await using var cloud = await RunCloud.StartAsync(RunCloud.Quick with { JobStart = TimeSpan.FromMilliseconds(200) }, Hangs);
        using var run = RecordedRun.Against(cloud).InterruptedAt<RunEvent.JobStateChanged>(job => job.State == state);

        await CancelledAsync(run);

        await NothingLeftAsync(cloud, clustersMade: 1, "CANCELLED");
        Assert.DoesNotContain(run.Events, happened => happened is RunEvent.Warned);
    }

    [Fact]
    public async Task Interrupted_while_it_waits_for_the_history_only_the_cluster_goes()
    {
        await using var cloud = await RunCloud.StartAsync(RunCloud.Quick with { LogAggregation = TimeSpan.FromMinutes(1) });
        using var run = RecordedRun.Against(cloud).InterruptedAt<RunEvent.Waiting>(_ => true);

        await CancelledAsync(run);

        await NothingLeftAsync(cloud, clustersMade: 1, "DONE");
    }

    [Fact]
    public async Task Interrupted_while_the_cluster_is_deleted_the_deletion_goes_on()
    {
        await using var cloud = await RunCloud.StartAsync(RunCloud.Quick with { Delete = TimeSpan.FromMilliseconds(100) });
        using var run = RecordedRun.Against(cloud).InterruptedAt<RunEvent.ClusterStateChanged>(cluster => cluster.State == "DELETING");

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        await NothingLeftAsync(cloud, clustersMade: 1, "DONE");
    }

    [Fact]
    public async Task A_deletion_that_does_not_end_is_given_up_and_reported_within_the_budget()
    {
        await using var cloud = await RunCloud.StartAsync(RunCloud.Quick with { Delete = LongTime });
        using var run = RecordedRun.Against(cloud).InterruptedAt<RunEvent.ClusterStateChanged>(cluster => cluster.State == "DELETING");
        run.Poll = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1));
        var begun = run.Clock.GetUtcNow();

        await run.RunAsync();

        Assert.Contains("time limit", Assert.Single(run.Events.OfType<RunEvent.ClusterLeftBehind>()).Reason);
        Assert.InRange(run.Clock.GetUtcNow() - begun, run.Limits.Interrupt - TimeSpan.FromSeconds(1), run.Limits.Interrupt + TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Job_and_cluster_that_both_do_not_end_share_one_budget()
    {
        await using var cloud = await RunCloud.StartAsync(
            RunCloud.Quick with { Delete = LongTime }, Hangs, new Fault { Method = "jobs.cancel", Effect = FaultEffect.Error, Code = 503 });
        using var run = RecordedRun.Against(cloud);
        run.Poll = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1));
        DateTimeOffset? interrupted = null;
        run.When<RunEvent.JobStateChanged>(job => job.State == JobState.Running, () => interrupted = run.Clock.GetUtcNow());
        run.InterruptedAt<RunEvent.JobStateChanged>(job => job.State == JobState.Running);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(run.RunAsync);

        Assert.InRange(run.Clock.GetUtcNow() - interrupted!.Value, TimeSpan.FromSeconds(50), run.Limits.Interrupt + TimeSpan.FromSeconds(1));
        Assert.Single(run.Events.OfType<RunEvent.ClusterLeftBehind>());
        Assert.Contains(await cloud.CallsAsync(), call => call.Method == "clusters.delete");
    }

    private static Action<HttpRequestMessage> InterruptAt(RecordedRun run, HttpMethod method, string pathEnd) => request =>
    {
        if (request.Method == method && request.RequestUri!.AbsolutePath.EndsWith(pathEnd, StringComparison.Ordinal)) run.Interrupt();
    };

    private static async Task CancelledAsync(RecordedRun run)
    {
        var begun = run.Clock.GetUtcNow();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(run.RunAsync);
        Assert.True(run.Clock.GetUtcNow() - begun < run.Limits.Interrupt, "It took longer than an interruption may.");
    }

    private static async Task NothingLeftAsync(RunCloud cloud, int clustersMade, params string[] jobs)
    {
        Assert.Equal(clustersMade, await cloud.ClustersMadeAsync());
        Assert.Empty(await cloud.ClustersAsync());
        Assert.Equal(jobs, await cloud.JobStatesAsync());
    }
}
