namespace Spydra.History.JobHistory;

/// <summary>A map or a reduce: one piece of the work, tried until an attempt succeeds.</summary>
/// <param name="Id">Its id.</param>
public sealed record MapReduceTask(TaskId Id)
{
    /// <summary>In milliseconds since 1970; -1 where it is not known.</summary>
    public long StartTime { get; init; } = -1;

    /// <summary>In milliseconds since 1970; -1 for a task that did not end, also because its successful attempt was lost again.</summary>
    public long FinishTime { get; init; } = -1;

    /// <summary>
    /// <c>SUCCEEDED</c> or <c>FAILED</c>; null for a task that did not end. Hadoop says FAILED of a task that was killed too, and so does this;
    /// <see cref="FailedAs"/> is what the event says.
    /// </summary>
    public string? Status { get; init; }

    /// <summary>Of a task that failed: <c>FAILED</c> or <c>KILLED</c>.</summary>
    public string? FailedAs { get; init; }

    /// <summary>Why it failed.</summary>
    public string Error { get; init; } = "";

    /// <summary>The hosts of its input, with commas between.</summary>
    public string SplitLocations { get; init; } = "";

    /// <summary>What its successful attempt counted, or the last one that failed.</summary>
    public Counters? Counters { get; init; }

    /// <summary>The attempt whose result counts.</summary>
    public AttemptId? SuccessfulAttempt { get; init; }

    /// <summary>The attempt that was one too many.</summary>
    public AttemptId? FailedDueToAttempt { get; init; }

    /// <summary>The attempts, in the order in which they were started. One that was killed before it got a container is none.</summary>
    public IReadOnlyList<TaskAttempt> Attempts { get; init; } = [];
}
