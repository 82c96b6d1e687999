namespace Spydra.History.Archive;

/// <summary>What made a job.</summary>
public enum ArchivedJobKind
{
    /// <summary>MapReduce, whose history is there.</summary>
    MapReduce,

    /// <summary>Spark, whose event log is there.</summary>
    Spark,

    /// <summary>Something of which only the logs are there: an application master that was killed, or did not come up, or that is neither.</summary>
    Other,
}

/// <summary>A job of an archive, in one line.</summary>
/// <param name="Kind">What made it.</param>
/// <param name="Id">The application: YARN's id, or another of Spark's.</param>
/// <param name="State">
/// SUCCEEDED, FAILED, KILLED, ERROR, INCOMPLETE (it did not tell its end), COMPLETED (an event log that shows no failure), UNKNOWN (only its logs are
/// there).
/// </param>
public sealed record ArchivedJob(ArchivedJobKind Kind, string Id, string State)
{
    /// <summary>The Dataproc job that it was of, as the manifest says; null without one.</summary>
    public string? JobId { get; init; }

    /// <summary>What it was called; null where nobody tells. MapReduce cuts it, to 50 characters.</summary>
    public string? Name { get; init; }

    /// <summary>As whom it ran.</summary>
    public string? User { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>MapReduce: tasks that succeeded. Spark: attempts of tasks that were started.</summary>
    public long? Tasks { get; init; }

    /// <summary>The attempt of a Spark application that had several.</summary>
    public string? Attempt { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan? Duration => Ended - Started;

    /// <summary>Whether it is known not to have succeeded.</summary>
    public bool HasFailed => State is not ("SUCCEEDED" or "COMPLETED" or "UNKNOWN");
}
