namespace Spydra.History.Spark;

/// <summary>The driver, or an executor.</summary>
public sealed record SparkExecutor
{
    /// <summary><c>driver</c>, or its number.</summary>
    public required string Id { get; init; }

    /// <summary>The machine.</summary>
    public string? Host { get; init; }

    /// <summary>The machine and the port of its blocks.</summary>
    public string? HostPort { get; init; }

    /// <summary>The container of YARN that it ran in, by its attributes or the addresses of its logs; null where they tell none.</summary>
    public string? ContainerId { get; init; }

    /// <summary>Its cores; 0 of a driver.</summary>
    public int Cores { get; init; }

    /// <summary>Memory for storage, in bytes.</summary>
    public long MaxMemory { get; init; }

    /// <summary>When it came.</summary>
    public DateTimeOffset? Added { get; init; }

    /// <summary>When it went; null: it was there until the end.</summary>
    public DateTimeOffset? Removed { get; init; }

    /// <summary>Why it went.</summary>
    public string? RemovedReason { get; init; }

    /// <summary>Tasks that were started on it.</summary>
    public int Tasks { get; init; }

    /// <summary>Tasks whose end it did not live to see.</summary>
    public int ActiveTasks { get; init; }

    /// <summary>Tasks that went well.</summary>
    public int CompletedTasks { get; init; }

    /// <summary>Tasks that failed.</summary>
    public int FailedTasks { get; init; }

    /// <summary>How long its tasks took together, in milliseconds.</summary>
    public long TaskTime { get; init; }

    /// <summary>How long it collected garbage meanwhile, in milliseconds.</summary>
    public long GcTime { get; init; }

    /// <summary>What its tasks read from files or caches, in bytes.</summary>
    public long InputBytes { get; init; }

    /// <summary>What its tasks read of other stages' results, in bytes.</summary>
    public long ShuffleReadBytes { get; init; }

    /// <summary>What its tasks wrote for later stages, in bytes.</summary>
    public long ShuffleWriteBytes { get; init; }

    /// <summary>Whether it got no more tasks at the end (<c>spark.excludeOnFailure</c>, once blacklist).</summary>
    public bool IsExcluded { get; init; }

    /// <summary>Whether it ever was excluded, or was for a stage.</summary>
    public bool WasExcluded { get; init; }

    /// <summary>The stages that it was excluded from when the log was last heard of them.</summary>
    public IReadOnlyList<int> ExcludedInStages { get; init; } = [];
}

/// <summary>A container of YARN that a log names.</summary>
/// <param name="Id">The container.</param>
/// <param name="Host">The machine; null where the log does not say.</param>
/// <param name="Role">What ran in it: <c>driver</c>, <c>executor 1</c>, <c>yarn-am</c>.</param>
public sealed record SparkContainer(string Id, string? Host, string Role);

/// <summary>An attempt of a task that failed.</summary>
public sealed record FailedTask
{
    /// <summary>Its stage.</summary>
    public required int StageId { get; init; }

    /// <summary>The attempt of the stage.</summary>
    public required int StageAttempt { get; init; }

    /// <summary>Its number in the application, from 0.</summary>
    public required long TaskId { get; init; }

    /// <summary>Which partition of the stage it computed.</summary>
    public required int Index { get; init; }

    /// <summary>The attempt of the task, from 0.</summary>
    public required int Attempt { get; init; }

    /// <summary>Where it ran.</summary>
    public string? ExecutorId { get; init; }

    /// <summary>The machine.</summary>
    public string? Host { get; init; }

    /// <summary>When it was started.</summary>
    public DateTimeOffset? Launched { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public long Duration { get; init; }

    /// <summary>Why, with the stack trace where there is one; long ones are cut.</summary>
    public required string Reason { get; init; }
}
