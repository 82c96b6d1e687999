using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;
using Spydra.Testing;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Jobs;

public sealed class LimitedJobTests
{
    private static readonly Fault Hangs = new() { Method = "jobs.submit", Effect = FaultEffect.JobHangs };

    private static readonly Cluster Nowhere = new("c", "", "RUNNING", null, null, null, new Dictionary<string, string>());

    [Theory]
    [InlineData("5s")]
    [InlineData("PT5S")]
    [InlineData(5)]
    public async Task A_job_that_runs_longer_than_it_may_is_cancelled_and_its_cluster_deleted(object limit)
    {
        await using var cloud = await RunCloud.StartAsync(Hangs);
        using var run = RecordedRun.Against(cloud);
        run.Spec["max_runtime"] = System.Text.Json.JsonSerializer.SerializeToNode(limit);

        var thrown = await Assert.ThrowsAsync<JobTimeLimitException>(run.RunAsync);

        Assert.Equal(FailureClass.TimeLimit, FailureClasses.Of(thrown));
        Assert.Contains("5 s", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("max_runtime", thrown.Message + thrown.NextStep, StringComparison.Ordinal);
        Assert.Equal(["CANCELLED"], await cloud.JobStatesAsync());
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_cluster_that_stays_only_the_job_is_cancelled(bool pooled)
    {
        await using var cloud = await RunCloud.StartAsync(Hangs);
        await cloud.CreateClusterAsync("mine");
        using var run = RecordedRun.Against(cloud);
        run.Spec["max_runtime"] = "5s";
        var before = pooled ? 1 : 0;
        if (pooled) run.Pooled();
        else run.OnCluster("mine");

        await Assert.ThrowsAsync<JobTimeLimitException>(run.RunAsync);

        Assert.Equal(["CANCELLED"], await cloud.JobStatesAsync());
        Assert.Equal(1 + before, (await cloud.ClustersAsync()).Count);
    }

    [Theory]
    [InlineData("2h", 7200)]
    [InlineData("PT1H30M", 5400)]
    [InlineData("90m", 5400)]
    [InlineData("90", 90)]
    [InlineData("0.5s", 0.5)]
    public async Task The_plan_has_the_limit_of_the_spec(string limit, double seconds)
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud).OnCluster("mine");
        run.Spec["max_runtime"] = limit;
        run.SubmitOptions["no-async"] = true;

        Assert.Equal(TimeSpan.FromSeconds(seconds), run.Planned().Job.MaxRuntime);
    }

    [Fact]
    public async Task The_time_counts_from_the_submission_and_not_from_what_came_before_it()
    {
        var clock = new ManualTimeProvider();
        var executor = new LimitedJobExecutor(new Endless(clock), TimeSpan.FromMinutes(90), TimeSpan.Zero, clock);
        clock.Advance(TimeSpan.FromHours(3));
        var job = await executor.SubmitAsync(Nowhere, CancellationToken.None);
        var submitted = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromMinutes(20));

        await Assert.ThrowsAsync<JobTimeLimitException>(() => clock.DriveAsync(AllAsync(executor, job, CancellationToken.None), TimeSpan.FromHours(3)));

        Assert.Equal(TimeSpan.FromMinutes(90), clock.GetUtcNow() - submitted);
    }

    [Fact]
    public async Task What_the_job_has_run_before_counts()
    {
        var clock = new ManualTimeProvider();
        var executor = new LimitedJobExecutor(new Endless(clock), TimeSpan.FromMinutes(90), already: TimeSpan.FromMinutes(60), clock);
        var job = new JobHandle("j", () => Task.CompletedTask);
        var begun = clock.GetUtcNow();

        await Assert.ThrowsAsync<JobTimeLimitException>(() => clock.DriveAsync(AllAsync(executor, job, CancellationToken.None), TimeSpan.FromHours(3)));

        Assert.Equal(TimeSpan.FromMinutes(30), clock.GetUtcNow() - begun);
    }

    [Fact]
    public async Task A_limit_that_passed_before_anybody_followed_ends_the_job_at_once()
    {
        var clock = new ManualTimeProvider();
        var executor = new LimitedJobExecutor(new Endless(clock), TimeSpan.FromMinutes(90), already: TimeSpan.FromHours(5), clock);
        var begun = clock.GetUtcNow();

        await Assert.ThrowsAsync<JobTimeLimitException>(() => clock.DriveAsync(
            AllAsync(executor, new JobHandle("j", () => Task.CompletedTask), CancellationToken.None), TimeSpan.FromMinutes(1)));

        Assert.Equal(begun, clock.GetUtcNow());
    }

    [Fact]
    public async Task A_limit_longer_than_any_timer_is_taken()
    {
        var clock = new ManualTimeProvider();
        var executor = new LimitedJobExecutor(new Endless(clock, turns: 3), TimeSpan.FromDays(400), TimeSpan.Zero, clock);
        await executor.SubmitAsync(Nowhere, CancellationToken.None);

        var events = await clock.DriveAsync(AllAsync(executor, new JobHandle("j", () => Task.CompletedTask), CancellationToken.None), TimeSpan.FromHours(3));

        Assert.Equal(3, events);
    }

    [Fact]
    public async Task An_interruption_stays_an_interruption()
    {
        var clock = new ManualTimeProvider();
        using var stop = new CancellationTokenSource();
        var executor = new LimitedJobExecutor(new Endless(clock), TimeSpan.FromMinutes(90), TimeSpan.Zero, clock);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AllAsync(executor, new JobHandle("j", () => Task.CompletedTask), stop.Token));
    }

    [Fact]
    public async Task A_job_that_has_ended_keeps_its_limit_while_its_last_output_is_read()
    {
        var clock = new ManualTimeProvider();
        var executor = new LimitedJobExecutor(new Endless(clock, turns: 9), TimeSpan.FromMinutes(5), TimeSpan.Zero, clock);
        var job = new JobHandle("j", () => Task.CompletedTask) { State = JobState.Done };

        Assert.Equal(9, await clock.DriveAsync(AllAsync(executor, job, CancellationToken.None), TimeSpan.FromHours(3)));
    }

    private static async Task<int> AllAsync(LimitedJobExecutor executor, JobHandle job, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var _ in executor.FollowAsync(job, cancellationToken)) count++;
        return count;
    }

    /// <summary>A job that says something every minute, for ever or some turns long.</summary>
    private sealed class Endless(TimeProvider time, int turns = int.MaxValue) : IJobExecutor
    {
        public Task<JobHandle> SubmitAsync(Cluster cluster, CancellationToken cancellationToken) => Task.FromResult(new JobHandle("j", () => Task.CompletedTask));

        public async IAsyncEnumerable<RunEvent> FollowAsync(
            JobHandle job, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var turn = 0; turn < turns; turn++)
            {
                await Task.Delay(TimeSpan.FromMinutes(1), time, cancellationToken);
                yield return new RunEvent.Waiting("more");
            }
        }
    }
}
