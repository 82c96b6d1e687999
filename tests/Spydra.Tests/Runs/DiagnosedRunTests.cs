using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Runs;
using Spydra.Runs.Journal;
using Spydra.Testing;

namespace Spydra.Tests.Runs;

/// <summary>Runs whose failure is looked into, or should be: nothing of that may fail a run, or keep it waiting.</summary>
public sealed class DiagnosedRunTests : IRunListener, IDisposable
{
    private static readonly Diagnosis Found = new("missing_program", FailureClass.Application, 0.9, "There is no program 'false'") { Next = ["Ship it"] };

    private readonly TempDir home = new();
    private readonly ManualTimeProvider clock = new();
    private readonly List<RunEvent> events = [];

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task It_is_asked_when_the_cluster_is_gone_and_kept_for_whoever_asks_again()
    {
        await using var cloud = await RunCloud.StartAsync();
        FailedJob? asked = null;

        var first = await RunAsync(cloud, "false", (job, _) =>
        {
            asked = job;
            Assert.Contains(events, happened => happened is RunEvent.ClusterReleased);
            return Task.FromResult(Found);
        });
        var second = await RunAsync(cloud, "false", (_, _) => throw new InvalidOperationException("asked again"));

        Assert.Equal((JobState.Error, "test", RunCloud.Bucket), (asked!.State, asked.ClientId, asked.LogBucket));
        Assert.StartsWith("gs://", asked.OutputUri);
        Assert.Equal(("There is no program 'false'", "Ship it", "missing_program"), (first.Result!.Cause, first.Result.WhatToDo, first.Result.Why!.Cause));
        Assert.Equal("missing_program", second.Result!.Why!.Cause);
    }

    [Fact]
    public async Task Of_a_job_that_is_done_nobody_asks()
    {
        await using var cloud = await RunCloud.StartAsync();

        var answer = await RunAsync(cloud, "cat", (_, _) => throw new InvalidOperationException("asked"));

        Assert.Null(answer.Result!.Class);
        Assert.Null(answer.Result.Why);
    }

    [Theory]
    [InlineData(true, "what the job left: nobody is there")]
    [InlineData(false, "what the job left: something went wrong that Spydra has no words for: InvalidOperationException: nobody is there")]
    public async Task A_diagnosis_that_fails_is_named_and_the_run_ends_as_it_would(bool known, string missing)
    {
        await using var cloud = await RunCloud.StartAsync();

        var answer = await RunAsync(cloud, "false", (_, _) => throw (known ? new UnknownRunException("nobody is there", "") : new InvalidOperationException("nobody is there")));

        Assert.Equal(FailureClass.Application, answer.Result!.Class);
        Assert.Equal([missing], answer.Result.Why!.Missing);
    }

    [Fact]
    public async Task A_diagnosis_that_takes_its_time_is_told_of_and_then_left()
    {
        await using var cloud = await RunCloud.StartAsync();
        CancellationToken stopped = default;

        var answer = await RunAsync(cloud, "false", async (_, token) =>
        {
            stopped = token;
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, CancellationToken.None);
            return Found;
        });

        Assert.Contains("looking took longer than 30 s", Assert.Single(answer.Result!.Why!.Missing), StringComparison.Ordinal);
        Assert.True(stopped.IsCancellationRequested);
        Assert.Contains(events, happened => happened is RunEvent.Waiting { For: "the cause of the failure (reading logs)" });
    }

    void IRunListener.On(RunEvent happened)
    {
        lock (events) events.Add(happened);
    }

    private async Task<RunAnswer> RunAsync(RunCloud cloud, string mapper, Func<FailedJob, CancellationToken, Task<Diagnosis>> explain)
    {
        using var recorded = RecordedRun.Against(cloud).Runs(mapper);
        var plan = recorded.Planned();
        var key = new RunKey("k", "--run-key");
        var facts = new RunFacts(key.Text, key.Origin, 1, plan.RunId, "d", "test", plan.Job.Id) { LogBucket = RunCloud.Bucket };
        using var http = ApiClient.NewHttpClient();
        var services = new RunServices(new ApiClient(http, new NoCredentials(), clock), recorded.Endpoints, recorded.Poll, recorded.Limits, clock)
        {
            Why = parts =>
            {
                parts.Report("reading logs");
                return new Explaining(explain);
            },
        };
        using var file = new JournalFolder(home.At("runs")).OpenFor(new Guid("11111111-2222-3333-4444-555555555555"));
        var start = new RunStart(key, Guid.NewGuid(), "d", (_, _) => Task.FromResult(new PlannedAttempt(plan, plan.Facts(facts))));
        var run = Task.Run(() => new KeyedRunner(services, start, new JournalPlaces(file, null, "m", 1), this).RunAsync(CancellationToken.None));
        using var stuck = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!run.IsCompleted)
        {
            Assert.False(stuck.IsCancellationRequested, $"The run hangs after: {string.Join("\n", events.TakeLast(5))}");
            clock.AdvanceToNext(TimeSpan.FromSeconds(12));
            await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        return await run;
    }

    private sealed class Explaining(Func<FailedJob, CancellationToken, Task<Diagnosis>> explain) : IRunDiagnosis
    {
        public Task<Diagnosis> ExplainAsync(FailedJob job, CancellationToken cancellationToken) => explain(job, cancellationToken);
    }
}
