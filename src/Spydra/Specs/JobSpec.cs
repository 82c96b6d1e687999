using System.Collections.Immutable;
using Spydra.Options;

namespace Spydra.Specs;

/// <summary>Where the job runs.</summary>
public enum ClusterType
{
    /// <summary><c>onpremise</c>: the Hadoop client of this machine.</summary>
    OnPremise,

    /// <summary><c>dataproc</c>.</summary>
    Dataproc,

    /// <summary><c>null</c>: plans, runs nothing, succeeds.</summary>
    Null,
}

/// <summary>
/// What the user asked for, after all layers are merged, placeholders replaced and everything checked. Nothing writes into it.
/// The keys are those of the original's JSON (../docs/spec.md).
/// </summary>
public sealed record JobSpec
{
    /// <summary><c>client_id</c>: who runs this; the folder of the history and the logs in the bucket.</summary>
    public required string ClientId { get; init; }

    /// <summary>Whether no layer has <c>client_id</c>: then it is this machine's name, and on another machine another.</summary>
    public bool ClientIdDefaulted { get; init; }

    /// <summary><c>cluster_type</c>.</summary>
    public required ClusterType ClusterType { get; init; }

    /// <summary>Whether no layer has <c>cluster_type</c>: then it is on-premises, as in the original, which many a reader does not expect.</summary>
    public bool ClusterTypeDefaulted { get; init; }

    /// <summary><c>job_type</c>: <c>hadoop</c>, <c>spark</c>, <c>pyspark</c> and so on, lower case.</summary>
    public required string JobType { get; init; }

    /// <summary><c>log_bucket</c>: the bucket of history and logs, without <c>gs://</c>; null where the run needs none.</summary>
    public string? LogBucket { get; init; }

    /// <summary><c>region</c>; <c>global</c> only where the user wrote it together with a zone.</summary>
    public string? Region { get; init; }

    /// <summary>The project that the cluster and the job belong to, from the spec, the environment or the credentials.</summary>
    public string? Project { get; init; }

    /// <summary><c>impersonate-service-account</c>: the service accounts that every call is made as, one through the other; the last is the one that calls.</summary>
    public ImmutableArray<string> Impersonate { get; init; } = [];

    /// <summary><c>billing-project</c>: the project that is charged for the calls; null for that of the credentials.</summary>
    public string? BillingProject { get; init; }

    /// <summary><c>history_timeout</c>; zero: do not wait for the history.</summary>
    public TimeSpan HistoryTimeout { get; init; }

    /// <summary><c>max_runtime</c>: the longest time that the job may run, from its submission; null for no limit.</summary>
    public TimeSpan? MaxRuntime { get; init; }

    /// <summary><c>cluster.options</c>, each read by its row of the table.</summary>
    public OptionValues ClusterOptions { get; init; } = OptionValues.Empty;

    /// <summary><c>submit.options</c>, each read by its row of the table.</summary>
    public OptionValues SubmitOptions { get; init; } = OptionValues.Empty;

    /// <summary><c>submit.job_args</c>, or what follows on the command line.</summary>
    public ImmutableArray<string> JobArgs { get; init; } = [];

    /// <summary><c>submit.py_file</c>.</summary>
    public string? PyFile { get; init; }

    /// <summary><c>submit.r_file</c>.</summary>
    public string? RFile { get; init; }

    /// <summary><c>auto_scaler</c>.</summary>
    public AutoScalerSpec? AutoScaler { get; init; }

    /// <summary><c>pooling</c>.</summary>
    public PoolingSpec? Pooling { get; init; }

    /// <summary><c>on_premise.property_position</c>: whether <c>-D</c> properties stand after the arguments, as in the original.</summary>
    public bool PropertiesAfterArguments { get; init; }

    /// <summary><c>dry_run</c>, or <c>--dry-run</c>.</summary>
    public bool DryRun { get; init; }

    /// <summary>The id that replaced <c>${UUID}</c> everywhere: one per run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>Who runs it; see <see cref="SpecContext.Owner"/>.</summary>
    public string? Owner { get; init; }

    /// <summary>How long the creation of a cluster may take, by the settings; null for the built-in limit.</summary>
    public TimeSpan? CreateLimit { get; init; }

    /// <summary>The id of the run's key, under which its journal is kept; null for a run without a journal.</summary>
    public Guid? KeyId { get; init; }

    /// <summary>When the spec was read: the time that all of the run is reckoned from.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>The job's id: <c>submit.options.id</c>, from <c>--job-name</c> or the spec, else the run's id.</summary>
    public string JobId => SubmitOptions.Text("id") ?? JobIds.From(null, RunId);

    /// <summary>Whether the job runs on a cluster that is there: a named one, or one that the service picks by <c>cluster-labels</c>.</summary>
    public bool UsesExistingCluster => StaticCluster is not null || SubmitOptions.Has("cluster-labels");

    /// <summary>Where every value comes from and what it overrode; null for a spec made by hand.</summary>
    public MergedSpec? Sources { get; init; }

    /// <summary>Where a key of the spec stands, for what the planner has to say of it.</summary>
    public SpecLocation LocationOf(string path) =>
        Sources?.Values.FirstOrDefault(value => value.Key == path || value.Key.StartsWith(path + ".", StringComparison.Ordinal)).Value?.At
        ?? (path.StartsWith("cluster.", StringComparison.Ordinal) ? Sources?.ClusterOptions : Sources?.SubmitOptions)?.GetValueOrDefault(path.Split('.')[^1])?.At
        ?? new SpecLocation("built-in defaults");

    /// <summary>The cluster named by <c>submit.options.cluster</c>: a static run; null for a run that makes its own.</summary>
    public string? StaticCluster => SubmitOptions.Text("cluster");
}

/// <summary><c>auto_scaler</c>: how preemptible workers follow the load. Times are in minutes, as in the original.</summary>
public sealed record AutoScalerSpec(TimeSpan Interval, int Max, double Factor, bool Downscale, TimeSpan? DownscaleTimeout);

/// <summary><c>pooling</c>: how many clusters a client shares, and for how long each lives.</summary>
public sealed record PoolingSpec(int Limit, TimeSpan MaxAge);
