using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Spydra.Specs;

/// <summary>What a key of a spec takes.</summary>
public enum KeyType
{
    /// <summary>A text; numbers and booleans are taken as written.</summary>
    Text,

    /// <summary>A whole number, also in quotes.</summary>
    WholeNumber,

    /// <summary>A number, also in quotes.</summary>
    Number,

    /// <summary>true or false, also in quotes.</summary>
    Boolean,

    /// <summary>A duration: <c>30m</c>, <c>PT12H</c>, a bare number for seconds.</summary>
    Duration,

    /// <summary>One of some words.</summary>
    Choice,

    /// <summary>An <c>http</c> or <c>https</c> address.</summary>
    Address,

    /// <summary>A list of texts; a single one may stand alone.</summary>
    TextList,

    /// <summary>Options of gcloud by name.</summary>
    Options,

    /// <summary>An object with keys of its own.</summary>
    Block,
}

/// <summary>One key of the spec.</summary>
/// <param name="Path">Its path: <c>submit.py_file</c>.</param>
/// <param name="Type">What it takes.</param>
/// <param name="Help">One line for the documentation.</param>
/// <param name="Layers">What becomes of several layers, in words for the documentation.</param>
public sealed record SpecKey(string Path, KeyType Type, string Help, string Layers = "later wins")
{
    /// <summary>The words of a <see cref="KeyType.Choice"/>.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>What holds where no layer says anything, in words for the documentation; null for nothing.</summary>
    public string? Default { get; init; }

    /// <summary>The last part of the path.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>The path of the block that the key is in; empty at the top.</summary>
    public string Parent => Path.Contains('.', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('.')] : "";

    /// <summary>Whether it is of the machine and not of a job: only site and user files may hold it.</summary>
    public bool IsSetting => Path == SpecShape.Settings || Path.StartsWith(SpecShape.Settings + ".", StringComparison.Ordinal);
}

/// <summary>Every key there is. The key checker, the documentation and the test of the example file all read this table.</summary>
public static class SpecShape
{
    /// <summary>The block of settings that are not of a job.</summary>
    public const string Settings = "settings";

    /// <summary>The one metrics class of the original that is accepted; it means the built-in metrics.</summary>
    public const string MetricClass = "com.spotify.spydra.metrics.impl.LoggingMetrics";

    private const string Whole = "the block is replaced whole";

    /// <summary>The keys, in the order of the documentation.</summary>
    public static ImmutableArray<SpecKey> Keys { get; } =
    [
        new("client_id", KeyType.Text, "Who runs this: the folder of the history and the logs in the bucket.") { Default = "the host's name" },
        new("cluster_type", KeyType.Choice, "Where the job runs: a Hadoop client here, Dataproc, or nowhere.")
            { Choices = ["onpremise", "dataproc", "null"], Default = "onpremise" },
        new("job_type", KeyType.Text, "The type of the job; any case.") { Default = "hadoop" },
        new("log_bucket", KeyType.Text, "The bucket of history and logs: its bare name. A run that makes a cluster needs it."),
        new("region", KeyType.Text, "The Dataproc region; a real one, not global."),
        new("history_timeout", KeyType.WholeNumber, "Seconds to wait until history and logs are in the bucket; 0 or less: do not wait.") { Default = "60" },
        new("max_runtime", KeyType.Duration, "The longest time that the job may run, from its submission; then it is cancelled, exit code 7."),
        new("dry_run", KeyType.Boolean, "Print the requests and send none that changes anything.") { Default = "false" },
        new("metric_class", KeyType.Text, "Of the original, which loaded a Java class; only its default is accepted.") { Default = MetricClass },
        new("cluster", KeyType.Block, "The cluster that a run makes.", "key by key"),
        new("cluster.name", KeyType.Text, "Never to be set: the run names its cluster. To use one that is there, set submit.options.cluster."),
        new("cluster.options", KeyType.Options, "Options of gcloud dataproc clusters create.", "option by option, as its row says"),
        new("submit", KeyType.Block, "The job.", "key by key"),
        new("submit.options", KeyType.Options, "Options of gcloud dataproc jobs submit.", "option by option, as its row says"),
        new("submit.job_args", KeyType.TextList, "The job's arguments.", "the list is replaced whole"),
        new("submit.py_file", KeyType.Text, "The main Python file of a pyspark or pyflink job."),
        new("submit.r_file", KeyType.Text, "The main R file of a spark-r job."),
        new("auto_scaler", KeyType.Block, "Preemptible workers that follow the load.", Whole),
        new("auto_scaler.interval", KeyType.WholeNumber, "Minutes between two looks at the load; 1 or more.", Whole),
        new("auto_scaler.max", KeyType.WholeNumber, "Preemptible workers at most; 0 or more.", Whole),
        new("auto_scaler.factor", KeyType.Number, "Share of all wanted containers that should run at once; above 0.", Whole),
        new("auto_scaler.downscale", KeyType.Boolean, "Whether workers are given back, too.", Whole),
        new("auto_scaler.downscale_timeout", KeyType.WholeNumber, "Minutes that a worker has to finish; needed with downscale.", Whole),
        new("pooling", KeyType.Block, "Clusters that the runs of one client share.", Whole),
        new("pooling.limit", KeyType.WholeNumber, "Clusters at most; 1 or more.", Whole),
        new("pooling.max_age", KeyType.Duration, "Age at which a cluster gets no more jobs.", Whole),
        new("on_premise", KeyType.Block, "Jobs of the Hadoop client here.", "key by key"),
        new("on_premise.property_position", KeyType.Choice, "Where the -D properties stand: before the arguments, or after as in the original.")
            { Choices = ["before", "after"], Default = "before" },
        new(Settings, KeyType.Block, "Of the machine and not of a job; only in the site and the user file.", "key by key"),
        new("settings.data_folder", KeyType.Text, "The folder of Spydra's own files."),
        new("settings.endpoints", KeyType.Block, "Addresses of the APIs, where they are not Google's.", "key by key"),
        new("settings.endpoints.dataproc", KeyType.Address, "The Dataproc API."),
        new("settings.endpoints.storage", KeyType.Address, "The Cloud Storage API."),
        new("settings.time_limits", KeyType.Block, "How long to wait for the service.", "key by key"),
        new("settings.time_limits.create", KeyType.Duration, "For a cluster to run."),
        new("settings.time_limits.release", KeyType.Duration, "For a cluster to be deleted."),
        new("settings.time_limits.interrupt", KeyType.Duration, "For an interrupted run to cancel its job and delete its cluster."),
        new("settings.time_limits.unreachable", KeyType.Duration, "For a service that is away while a job runs."),
        new("settings.poll", KeyType.Block, "How often the service is asked.", "key by key"),
        new("settings.poll.first", KeyType.Duration, "The first pause between two questions."),
        new("settings.poll.slowest", KeyType.Duration, "The longest pause between two questions."),
        new("settings.exit_codes", KeyType.Choice, "Exit codes by kind of failure, 0 and 1 as in the original, or those of Styx; or an object of codes by class.") { Choices = ["typed", "classic", "styx"] },
        new("settings.exit_codes.application", KeyType.WholeNumber, "When the job failed; 1 to 255, as all of them."),
        new("settings.exit_codes.usage", KeyType.WholeNumber, "For wrong usage or a wrong spec."),
        new("settings.exit_codes.permission", KeyType.WholeNumber, "For no permission, or no credentials."),
        new("settings.exit_codes.capacity", KeyType.WholeNumber, "For no quota, or no machines."),
        new("settings.exit_codes.cluster", KeyType.WholeNumber, "When the cluster failed."),
        new("settings.exit_codes.unreachable", KeyType.WholeNumber, "When a service cannot be reached."),
        new("settings.exit_codes.time_limit", KeyType.WholeNumber, "When a limit passed."),
        new("settings.exit_codes.cancelled", KeyType.WholeNumber, "When someone else cancelled the job."),
    ];

    private static readonly FrozenDictionary<string, SpecKey> ByPath = Keys.ToFrozenDictionary(key => key.Path, StringComparer.Ordinal);

    /// <summary>The blocks that a later layer replaces whole.</summary>
    public static ImmutableArray<string> WholeBlocks { get; } =
        [.. Keys.Where(key => key is { Type: KeyType.Block, Layers: Whole }).Select(key => key.Path)];

    /// <summary>The key of a path; null when there is none.</summary>
    public static SpecKey? Find(string path) => ByPath.GetValueOrDefault(path);

    /// <summary>The keys of a block; of the top for an empty path.</summary>
    public static IEnumerable<SpecKey> Below(string parent) => Keys.Where(key => key.Parent == parent);
}
