namespace Spydra.History.Spark;

/// <summary>An attempt of a stage: the same work on each partition.</summary>
public sealed record SparkStage
{
    /// <summary>Its number, from 0.</summary>
    public required int Id { get; init; }

    /// <summary>The attempt, from 0.</summary>
    public required int Attempt { get; init; }

    /// <summary>Which call of the program it is.</summary>
    public required string Name { get; init; }

    /// <summary>What the program says it is.</summary>
    public string? Description { get; init; }

    /// <summary>What became of it.</summary>
    public required StageStatus Status { get; init; }

    /// <summary>Its tasks.</summary>
    public TaskCounts Tasks { get; init; } = new();

    /// <summary>How many partitions were computed.</summary>
    public int CompletedIndices { get; init; }

    /// <summary>When it was submitted; null of a stage that never was.</summary>
    public DateTimeOffset? Submitted { get; init; }

    /// <summary>When its first task was started.</summary>
    public DateTimeOffset? FirstTaskLaunched { get; init; }

    /// <summary>When it was over.</summary>
    public DateTimeOffset? Completed { get; init; }

    /// <summary>Why it failed; null if it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>What its tasks that ended read, wrote and took.</summary>
    public SparkMetrics Metrics { get; init; }

    /// <summary>How the tasks that went well differ; null if there was none.</summary>
    public TaskSpread? Spread { get; init; }
}

/// <summary>What became of a stage, by the names of Spark's REST API.</summary>
public enum StageStatus
{
    /// <summary>Its turn had not come.</summary>
    Pending,

    /// <summary>The log does not have its end.</summary>
    Active,

    /// <summary>It went well.</summary>
    Complete,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>Its results were there already, or were not needed any more.</summary>
    Skipped,
}
