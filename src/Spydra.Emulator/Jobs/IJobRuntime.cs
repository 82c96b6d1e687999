using System.Text.Json.Nodes;
using Spydra.Emulator.Jobs.Streaming.History;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Jobs;

/// <summary>Runs the driver of a job for real. The service picks the first runtime that says it can.</summary>
public interface IJobRuntime
{
    /// <summary>Whether this runtime is the one for the job; <paramref name="job"/> is the API's Job resource.</summary>
    bool CanRun(JsonObject job);

    /// <summary>
    /// Runs the job to its end. What the driver prints goes to <see cref="DriverContext.Output"/>. A job that fails is a result, not an
    /// exception; a cancelled one stops all its processes and throws <see cref="OperationCanceledException"/>.
    /// </summary>
    Task<DriverResult> RunAsync(DriverContext context, CancellationToken cancellationToken);
}

/// <summary>All that a driver is given.</summary>
public sealed record DriverContext
{
    /// <summary>The API's Job resource as the service holds it.</summary>
    public required JsonObject Job { get; init; }

    /// <summary>The job's id; safe as a file name.</summary>
    public required string JobId { get; init; }

    /// <summary>The application that the job is: <c>application_1790000000000_0001</c>.</summary>
    public required string ApplicationId { get; init; }

    /// <summary>The cluster's name.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The machines of the cluster on which containers run; never none.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>Whom the job runs as.</summary>
    public required string User { get; init; }

    /// <summary>How many tasks may run at once: the slots of the cluster, and never less than one.</summary>
    public required int Slots { get; init; }

    /// <summary>Cluster-wide Hadoop properties, by their key with its prefix (<c>mapred:mapreduce.map.maxattempts</c>).</summary>
    public required IReadOnlyDictionary<string, string> ClusterProperties { get; init; }

    /// <summary>Where the driver's output goes, stdout and stderr merged. Writing is safe from many threads; a write is never split.</summary>
    public required Stream Output { get; init; }

    /// <summary>The emulated Cloud Storage.</summary>
    public required IObjectStore Objects { get; init; }

    /// <summary>The address of the emulated Cloud Storage, for programs with a connector of their own.</summary>
    public required Uri StorageUrl { get; init; }

    /// <summary>An empty folder of the job's own; the service deletes it afterwards.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>The folder that relative local paths start from.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>The emulator's clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Tells the service how far the application is, from 0 to 1, and its YARN state (RUNNING, FINISHED, FAILED, KILLED).</summary>
    public required Action<string, double> Progress { get; init; }

    /// <summary>Is told what happened to a MapReduce job that began, whose files are still in <see cref="WorkFolder"/>.</summary>
    public Action<JobRecord> Finished { get; init; } = _ => { };
}

/// <summary>How a driver ended. <paramref name="Details"/> is a text for the job's status when it failed.</summary>
public sealed record DriverResult(int ExitCode, string? Details = null)
{
    /// <summary>Whether the job is DONE rather than ERROR.</summary>
    public bool Succeeded => ExitCode == 0;
}
