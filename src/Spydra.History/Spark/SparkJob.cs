namespace Spydra.History.Spark;

/// <summary>A job: what one action of the program has Spark do.</summary>
public sealed record SparkJob
{
    /// <summary>Its number, from 0.</summary>
    public required int Id { get; init; }

    /// <summary>The name of its last stage: which call of the program it is.</summary>
    public required string Name { get; init; }

    /// <summary>What the program says it is (<c>setJobDescription</c>); of a query its first line.</summary>
    public string? Description { get; init; }

    /// <summary>The group it belongs to.</summary>
    public string? Group { get; init; }

    /// <summary>What became of it.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset? Submitted { get; init; }

    /// <summary>When it was over; null while it runs, and before Spark 1.3.</summary>
    public DateTimeOffset? Completed { get; init; }

    /// <summary>The stages it needs, those too whose results were there already, in the order of the log.</summary>
    public IReadOnlyList<int> StageIds { get; init; } = [];

    /// <summary>Why it failed; null if it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>Its tasks: of all stages together, before any of them is done again.</summary>
    public TaskCounts Tasks { get; init; } = new();

    /// <summary>How many partitions were computed.</summary>
    public int CompletedIndices { get; init; }

    /// <summary>Stages that were running when the log was last heard of it.</summary>
    public int ActiveStages { get; init; }

    /// <summary>Stages that went well.</summary>
    public int CompletedStages { get; init; }

    /// <summary>Stages whose results were there already.</summary>
    public int SkippedStages { get; init; }

    /// <summary>Attempts of stages that failed.</summary>
    public int FailedStages { get; init; }
}

/// <summary>What became of a job, by the names of Spark's REST API.</summary>
public enum JobStatus
{
    /// <summary>The log does not have its end.</summary>
    Running,

    /// <summary>It went well.</summary>
    Succeeded,

    /// <summary>It failed or was cancelled.</summary>
    Failed,
}

/// <summary>How many tasks, every attempt of each counted but in <paramref name="Total"/>.</summary>
/// <param name="Total">How many there are to do.</param>
/// <param name="Active">Running when the log was last heard of them.</param>
/// <param name="Completed">Went well.</param>
/// <param name="Failed">Failed.</param>
/// <param name="Killed">Killed, most often because another attempt was faster or the stage was over.</param>
/// <param name="Skipped">Not needed, because the stage's results were there already; of jobs only.</param>
public sealed record TaskCounts(long Total = 0, int Active = 0, int Completed = 0, int Failed = 0, int Killed = 0, long Skipped = 0);
