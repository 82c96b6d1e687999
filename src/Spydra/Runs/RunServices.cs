using Spydra.Clusters;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.Jobs;
using Spydra.Runs.Journal;
using Spydra.Specs;

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

    /// <summary>What makes sure that the history and the logs of a job can be read later: readers of their formats, which are not of this library.</summary>
    public Func<ArchiveParts, IRunArchive> Archive { get; init; } = _ => new NoArchive();

    /// <summary>What finds out why a job failed: readers of what it left, which are not of this library; null where nobody looks.</summary>
    public Func<DiagnosisParts, IRunDiagnosis>? Why { get; init; }

    /// <summary>For how long a service that fails is tried, when it is asked why a job failed: the run has its result, and waits only for the reason.</summary>
    private static readonly TimeSpan DiagnosisPatience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ShortestArchive = TimeSpan.FromSeconds(15);

    /// <summary>For how long it is not believed that what the journal has is gone: one odd answer would run a job twice, or leave a cluster.</summary>
    private static readonly TimeSpan Disbelief = TimeSpan.FromSeconds(3);

    private DataprocClient Dataproc => new(Api, Endpoints);

    private StorageClient Storage => new(Api, Endpoints);

    private FileUploader Uploader => new(Api, Endpoints, Storage, Time);

    /// <summary>Of operations, clusters and the history; a job, which may run for hours, is asked for less often.</summary>
    private Poller Poller => new(Time, Poll.AtMost(TimeSpan.FromSeconds(5)));

    /// <summary>The runner of a plan, which tells what happens to <paramref name="listener"/>, and leaves no trace if it dies.</summary>
    public JobRunner RunnerOf(RunPlan plan, IRunListener listener)
    {
        var inTurn = new OneAtATime(listener);
        return Telling(inTurn).RunnerOf(plan, new InterruptedAt(Time), inTurn);
    }

    /// <summary>The runner of a plan that is written down; <paramref name="seen"/> is its job where an earlier client handed it over.</summary>
    internal JobRunner RunnerOf(RunPlan plan, Recollection? seen, RunJournal journal, RunHold hold, IRunListener listener)
    {
        var services = Telling(listener) with { Fence = journal.LeadLost };
        var moment = new InterruptedAt(Time);
        var clusters = seen?.Job is null ? services.ClustersOf(plan, moment, listener) : services.Recalled(plan, seen.Cluster, moment, listener);
        var executor = services.ExecutorOf(plan, seen?.Job is { } job ? new EarlierJob(job, journal.PrintedOf(job.DriverOutputUri), Time.GetUtcNow() - journal.Story.Submitted) : null, moment, listener);
        return new JobRunner(
            new JournaledClusterSource(clusters, journal, hold), new JournaledJobExecutor(executor, journal, hold), services.ArchiveOf(plan, listener), listener);
    }

    /// <summary>What the service shows of an attempt: its job, and the cluster that it made; <paramref name="known"/> is what its journal tells.</summary>
    internal async Task<Recollection> RecallAsync(RunPlan plan, RunStory known, IRunListener listener, CancellationToken cancellationToken)
    {
        if (plan.Region is not { } region || plan.Job is not JobPlan.Dataproc job) return new Recollection(null, null);
        var seen = await Looking(known.MayHaveJob, listener).FindJobAsync(region, job.Id, cancellationToken);
        return new Recollection(
            seen is not null && job.IsOurs(seen) ? seen : null,
            plan.Cluster is ClusterPlan.Ephemeral own ? await FindOursAsync(own, known.MayHaveCluster, listener, cancellationToken) : null);
    }

    /// <summary>What the service shows of an attempt that a journal tells of. Changes nothing.</summary>
    /// <exception cref="SpydraException">It could not be asked.</exception>
    public Task<Recollection> LookAsync(RunFacts facts, IRunListener listener, CancellationToken cancellationToken) =>
        RecallAsync(RunPlans.Recalled(facts), RunStory.Empty, listener, cancellationToken);

    /// <summary>Every cluster of a region that has our label.</summary>
    /// <exception cref="SpydraException">They could not be listed.</exception>
    public IAsyncEnumerable<Cluster> OurClustersAsync(RegionPath region, CancellationToken cancellationToken) =>
        Dataproc.ListClustersAsync(region, $"labels.{ClusterBody.Label} = 1", cancellationToken);

    /// <summary>A cluster of a run's own, if it is there and is its; <paramref name="known"/>: the journal says that it was there.</summary>
    internal async Task<Cluster?> FindOursAsync(ClusterPlan.Ephemeral own, bool known, IRunListener listener, CancellationToken cancellationToken) =>
        await Looking(known, listener).FindClusterAsync(own.Region, own.Name, cancellationToken) is { } there
        && there.Labels.GetValueOrDefault(RunLabel.Key) == own.RunId.ToString() ? there : null;

    private DataprocClient Looking(bool known, IRunListener listener) =>
        Telling(listener).Dataproc.For(CallBudget.OrdinaryWithin(Limits) with { Missing = known ? Disbelief : TimeSpan.Zero });

    /// <summary>A hold on a cluster that an attempt left, to give it back.</summary>
    internal ClusterLease HoldOn(ClusterPlan.Ephemeral own, Cluster left, IRunListener listener, CancellationToken cancellationToken) =>
        Telling(listener).OwnClusters(own, new InterruptedAt(Time), listener).Recall(left, cancellationToken);

    /// <summary>Follows a job that another client leads, and changes nothing.</summary>
    internal IAsyncEnumerable<RunEvent> WatchAsync(RunPlan plan, Job job, OutputPosition? printedTo, IRunListener listener, CancellationToken cancellationToken)
    {
        var services = Telling(listener);
        var executor = services.OnDataproc(plan, (JobPlan.Dataproc)plan.Job, new InterruptedAt(Time), listener);
        return executor.FollowAsync(executor.Recall(job, printedTo, cancellationToken), cancellationToken);
    }

    /// <summary>Cancels a job, and waits until it has ended.</summary>
    internal async Task CancelAsync(RunPlan plan, Job job, IRunListener listener, CancellationToken cancellationToken)
    {
        await using var handle = Telling(listener).OnDataproc(plan, (JobPlan.Dataproc)plan.Job, new InterruptedAt(Time), listener).Recall(job, null, cancellationToken);
    }

    /// <summary>What finds out why a job failed; null where nobody looks.</summary>
    internal IRunDiagnosis? DiagnosisOf(Action<string> report)
    {
        var budget = new CallBudget(DiagnosisPatience);
        return Why?.Invoke(new DiagnosisParts(Dataproc.For(budget), Storage.For(budget), report, Time));
    }

    /// <summary>The copy of a key's journal in a log bucket.</summary>
    public JournalObject CopyIn(string bucket, string clientId, Guid keyId) => new(
        Storage.For(new CallBudget(TimeSpan.FromSeconds(10))), CopyOf(bucket, clientId, keyId));

    /// <summary>The address of that copy.</summary>
    public static GsUri CopyOf(string bucket, string clientId, Guid keyId) => new(bucket, $"runs/{clientId}/{keyId}.jsonl");

    /// <summary>Cancelled when another client has taken the lead of the run: from then on nothing is given back.</summary>
    private CancellationToken Fence { get; init; }

    private RunServices Telling(IRunListener listener) => this with { Api = Api.For(CallBudget.OrdinaryWithin(Limits)).Telling(new ServiceTroubles(listener, Time)) };

    /// <summary>The reaper of forgotten clusters, which asks the journals of this machine and of the log buckets who holds a run.</summary>
    public Reaper Reaper(JournalFolder journals) =>
        Reaper(new RunHolders(journals, new StorageClient(Api.For(CallBudget.OrdinaryWithin(Limits)), Endpoints), Api.Clock).OfAsync);

    /// <summary>The reaper of forgotten clusters; <paramref name="heldBy"/> says who holds the run of a cluster, where somebody is known to (<see cref="Runs.Reaper.HeldBy"/>).</summary>
    public Reaper Reaper(Func<Cluster, CancellationToken, Task<string?>>? heldBy = null) =>
        new(new DataprocClient(Api.For(CallBudget.OrdinaryWithin(Limits)), Endpoints), Api.Clock, Poller, Limits, Time) { HeldBy = heldBy ?? Runs.Reaper.Nobody };

    private JobRunner RunnerOf(RunPlan plan, InterruptedAt moment, IRunListener listener) => new(
        ClustersOf(plan, moment, listener), ExecutorOf(plan, null, moment, listener), ArchiveOf(plan, listener), listener);

    private IRunArchive ArchiveOf(RunPlan plan, IRunListener listener)
    {
        if (plan is not { Archive: { } awaited, Region: { } region }) return new NoArchive();
        var budget = ArchiveBudget(awaited);
        return Archive(new ArchiveParts(awaited, region, Dataproc.For(budget), Storage.For(budget), Poller, listener, Time));
    }

    private RecalledCluster Recalled(RunPlan plan, Cluster? there, InterruptedAt moment, IRunListener listener) => new(
        plan.Cluster is ClusterPlan.Ephemeral own ? OwnClusters(own, moment, listener) : null,
        plan.Cluster switch { ClusterPlan.Ephemeral made => made.Name, ClusterPlan.Static named => named.Name, ClusterPlan.Pooled pool => pool.Shared.Member.Name, _ => "" }, there);

    private EphemeralClusterSource OwnClusters(ClusterPlan.Ephemeral own, InterruptedAt moment, IRunListener listener) =>
        new(own, Dataproc, new ClusterLog(Storage, listener, Time), Poller, Limits, moment, listener, Time, Fence);

    /// <summary>What is only looked at for a while is not waited for longer; a single try takes its time.</summary>
    private CallBudget ArchiveBudget(ArchivePlan plan) => plan.Timeout < Api.Budget.Limit
        ? new CallBudget(plan.Timeout < ShortestArchive ? ShortestArchive : plan.Timeout)
        : Api.Budget;

    private IClusterSource ClustersOf(RunPlan plan, InterruptedAt moment, IRunListener listener) => plan.Cluster switch
    {
        ClusterPlan.Ephemeral ephemeral => OwnClusters(ephemeral, moment, listener),
        ClusterPlan.Pooled pooled => new PooledClusterSource(pooled, Dataproc, new ClusterLog(Storage, listener, Time), Poller, Limits, moment, listener, Time),
        ClusterPlan.Labelled labelled => new LabelledClusterSource(labelled),
        ClusterPlan.Static there => new StaticClusterSource(there, Dataproc, listener),
        ClusterPlan.None => new NoClusterSource(),
        var other => throw new InvalidOperationException($"No source for {other}."),
    };

    private IJobExecutor ExecutorOf(RunPlan plan, EarlierJob? earlier, InterruptedAt moment, IRunListener listener)
    {
        var executor = UnlimitedOf(plan, earlier, moment, listener);
        return plan.Job.MaxRuntime is { } limit ? new LimitedJobExecutor(executor, limit, earlier?.Age ?? TimeSpan.Zero, Time) : executor;
    }

    private IJobExecutor UnlimitedOf(RunPlan plan, EarlierJob? earlier, InterruptedAt moment, IRunListener listener) => plan.Job switch
    {
        JobPlan.Dataproc { Async: true } job when earlier?.Job.State.IsFinal() != true => new DetachedJobExecutor(UnlimitedOf(plan with { Job = job with { Async = false } }, earlier, moment, listener)),
        JobPlan.Dataproc job when earlier is not null => new RecalledJob(OnDataproc(plan, job, moment, listener), earlier),
        JobPlan.Dataproc job => OnDataproc(plan, job, moment, listener),
        JobPlan.OnPremise job => new HadoopJobExecutor(job, new HadoopClient(Variable), listener, Time),
        JobPlan.Nothing nothing => new NothingExecutor(nothing),
        var other => throw new InvalidOperationException($"No executor for {other}."),
    };

    private DataprocJobExecutor OnDataproc(RunPlan plan, JobPlan.Dataproc job, InterruptedAt moment, IRunListener listener) => new(
        job, Dataproc, new FileStager(job, Uploader, listener, Time), Storage, Poll, Limits, moment,
        plan.Cluster is ClusterPlan.Ephemeral ? InterruptedAt.Job : 1, listener, Time, fence: Fence);
}
