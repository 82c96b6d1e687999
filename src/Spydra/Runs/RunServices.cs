using Spydra.Clusters;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.Jobs;

namespace Spydra.Runs;

/// <summary>What every run is given from outside. Here, and nowhere else, the parts of a run are put together.</summary>
/// <param name="Api">The way to the services.</param>
/// <param name="Endpoints">The services' addresses.</param>
/// <param name="Poll">How often they are asked.</param>
/// <param name="Limits">How long they are waited for.</param>
/// <param name="Time">The clock.</param>
public sealed record RunServices(ApiClient Api, Endpoints Endpoints, PollSchedule Poll, TimeLimits Limits, TimeProvider Time)
{
    /// <summary>An environment variable by its name.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    private static readonly TimeSpan ShortestHistory = TimeSpan.FromSeconds(15);

    private DataprocClient Dataproc => new(Api, Endpoints);

    private StorageClient Storage => new(Api, Endpoints);

    private FileUploader Uploader => new(Api, Endpoints, Storage, Time);

    /// <summary>Of operations, clusters and the history; a job, which may run for hours, is asked for less often.</summary>
    private Poller Poller => new(Time, Poll.AtMost(TimeSpan.FromSeconds(5)));

    /// <summary>The runner of a plan, which tells what happens to <paramref name="listener"/>.</summary>
    public JobRunner RunnerOf(RunPlan plan, IRunListener listener)
    {
        var inTurn = new OneAtATime(listener);
        var services = this with { Api = Api.For(CallBudget.OrdinaryWithin(Limits)).Telling(new ServiceTroubles(inTurn, Time)) };
        return services.RunnerOf(plan, new InterruptedAt(Time), inTurn);
    }

    private JobRunner RunnerOf(RunPlan plan, InterruptedAt moment, IRunListener listener) => new(
        ClustersOf(plan, moment, listener), ExecutorOf(plan, moment, listener), new HistoryArchive(plan.History, Storage.For(HistoryBudget(plan)), Poller, listener), listener);

    /// <summary>What is only looked at for a while is not waited for longer; a single try takes its time.</summary>
    private CallBudget HistoryBudget(RunPlan plan) => plan.History is { Timeout: var limit } && limit < Api.Budget.Limit
        ? new CallBudget(limit < ShortestHistory ? ShortestHistory : limit)
        : Api.Budget;

    private IClusterSource ClustersOf(RunPlan plan, InterruptedAt moment, IRunListener listener) => plan.Cluster switch
    {
        ClusterPlan.Ephemeral ephemeral => new EphemeralClusterSource(ephemeral, Dataproc, Poller, Limits, moment, listener, Time),
        ClusterPlan.Pooled pooled => new PooledClusterSource(pooled, Dataproc, Poller, Limits, moment, listener, Time),
        ClusterPlan.Labelled labelled => new LabelledClusterSource(labelled),
        ClusterPlan.Static there => new StaticClusterSource(there, Dataproc, listener),
        ClusterPlan.None => new NoClusterSource(),
        var other => throw new InvalidOperationException($"No source for {other}."),
    };

    private IJobExecutor ExecutorOf(RunPlan plan, InterruptedAt moment, IRunListener listener)
    {
        var executor = UnlimitedOf(plan, moment, listener);
        return plan.Job.MaxRuntime is { } limit ? new LimitedJobExecutor(executor, limit, TimeSpan.Zero, Time) : executor;
    }

    private IJobExecutor UnlimitedOf(RunPlan plan, InterruptedAt moment, IRunListener listener) => plan.Job switch
    {
        JobPlan.Dataproc { Async: true } job => new DetachedJobExecutor(OnDataproc(plan, job, moment, listener)),
        JobPlan.Dataproc job => OnDataproc(plan, job, moment, listener),
        JobPlan.OnPremise job => new HadoopJobExecutor(job, new HadoopClient(Variable), listener, Time),
        JobPlan.Nothing nothing => new NothingExecutor(nothing),
        var other => throw new InvalidOperationException($"No executor for {other}."),
    };

    private DataprocJobExecutor OnDataproc(RunPlan plan, JobPlan.Dataproc job, InterruptedAt moment, IRunListener listener) => new(
        job, Dataproc, new FileStager(job, Uploader, listener, Time), Storage, Poll, Limits, moment,
        plan.Cluster is ClusterPlan.Ephemeral ? InterruptedAt.Job : 1, listener, Time);
}
