using Spydra.Gcp.Storage;

namespace Spydra.Runs;

/// <summary>What a run waits for after its job, so that it can be read when the cluster is gone.</summary>
/// <param name="Folders">Where the cluster's machines write.</param>
/// <param name="Timeout">For how long to wait: the spec's <c>history_timeout</c>.</param>
public sealed record ArchivePlan(ArchiveFolders Folders, TimeSpan Timeout);

/// <summary>
/// Where the machines of a cluster write what outlives it, by the cluster's properties; null where that is not in a bucket, and goes with the
/// cluster.
/// </summary>
public sealed record ArchiveFolders
{
    private const string Policy = "yarn:yarn.nodemanager.log-aggregation.policy.class";

    /// <summary>None.</summary>
    public static ArchiveFolders None { get; } = new();

    /// <summary>Where a MapReduce job leaves its history.</summary>
    public GsUri? Intermediate { get; init; }

    /// <summary>Where the history server moves it to.</summary>
    public GsUri? Done { get; init; }

    /// <summary>Where the NodeManagers write the logs of containers.</summary>
    public GsUri? Logs { get; init; }

    /// <summary>Where Spark's drivers write their event logs.</summary>
    public GsUri? SparkEvents { get; init; }

    /// <summary>Whether the logs of all containers are kept, which is how YARN is set unless the user says otherwise.</summary>
    public bool EveryContainer { get; init; } = true;

    /// <summary>Whether nothing outlives the cluster.</summary>
    public bool IsEmpty => (Intermediate ?? Done ?? Logs ?? SparkEvents) is null;

    /// <summary>Where it is written down what a job left: beside the logs. Null where there are no logs.</summary>
    public GsUri? Manifest(string jobId) => Logs is { } logs ? logs with { Name = $"{logs.Name}_manifests/{jobId}.json" } : null;

    /// <summary>Of a cluster's properties, each by its key with its prefix.</summary>
    public static ArchiveFolders Of(Func<string, string?> property)
    {
        return new()
        {
            Intermediate = Folder("mapred:mapreduce.jobhistory.intermediate-done-dir"),
            Done = Folder("mapred:mapreduce.jobhistory.done-dir"),
            Logs = property("yarn:yarn.log-aggregation-enable") == "true" ? Folder("yarn:yarn.nodemanager.remote-app-log-dir") : null,
            SparkEvents = property("spark:spark.eventLog.enabled") == "true" ? Folder("spark:spark.eventLog.dir") : null,
            EveryContainer = property(Policy) is null or "org.apache.hadoop.yarn.server.nodemanager.containermanager.logaggregation.AllContainerLogAggregationPolicy",
        };

        GsUri? Folder(string name) => GsUri.TryParse(property(name), out var folder) ? folder with { Name = folder.Name.TrimEnd('/') + "/" } : null;
    }
}
