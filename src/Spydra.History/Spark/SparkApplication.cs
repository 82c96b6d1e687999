namespace Spydra.History.Spark;

/// <summary>
/// One attempt of a Spark application, as its event log tells it. The counts and times are those that Spark's own history server gives for the same log.
/// What stands in a log without an end is what was written until it was cut off.
/// </summary>
public sealed record SparkApplication
{
    /// <summary>Which log it was read from.</summary>
    public required SparkEventLog Log { get; init; }

    /// <summary>The application's id; as the log's name has it where the log does not say.</summary>
    public required string Id { get; init; }

    /// <summary>What the program calls itself (<c>spark.app.name</c>); null if the log ends before it says so.</summary>
    public string? Name { get; init; }

    /// <summary>The attempt, from 1; null where there can be one only (a driver outside of the cluster).</summary>
    public string? Attempt { get; init; }

    /// <summary>As whom it ran.</summary>
    public string? User { get; init; }

    /// <summary>The version of Spark that wrote the log; null before 1.3.</summary>
    public string? SparkVersion { get; init; }

    /// <summary>When its context was made.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When its context was stopped; null: the log is not complete.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The driver's exit code, from Spark 4 on. Python in client mode leaves it 0 when the program failed.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What became of it, as far as the log can know.</summary>
    public SparkState State { get; init; }

    /// <summary>Its jobs, by number.</summary>
    public IReadOnlyList<SparkJob> Jobs { get; init; } = [];

    /// <summary>Its stages, by number and attempt.</summary>
    public IReadOnlyList<SparkStage> Stages { get; init; } = [];

    /// <summary>The driver and its executors, removed ones too, by number.</summary>
    public IReadOnlyList<SparkExecutor> Executors { get; init; } = [];

    /// <summary>The first tasks that failed: at most 100 of a stage and 1,000 in all. How many there were is told by the stages.</summary>
    public IReadOnlyList<FailedTask> FailedTasks { get; init; } = [];

    /// <summary>How many tasks were started, every attempt counted.</summary>
    public long Tasks { get; init; }

    /// <summary>How many queries of Spark SQL were begun.</summary>
    public int SqlExecutions { get; init; }

    /// <summary>The queries that failed, the first 100.</summary>
    public IReadOnlyList<FailedQuery> FailedQueries { get; init; } = [];

    /// <summary>The properties of Spark, as the log has them, secrets hidden: what Spark redacted stays so, and what looks like a secret is redacted here.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Properties { get; init; } = [];

    /// <summary>The containers of YARN that the log names.</summary>
    public IReadOnlyList<SparkContainer> Containers { get; init; } = [];

    /// <summary>Places where the log is broken or cut off, the first 10. What stands around them was read.</summary>
    public IReadOnlyList<DamagedDataException> Damage { get; init; } = [];

    /// <summary>Whether the log has the application's end.</summary>
    public bool IsComplete => Ended is not null;
}

/// <summary>What became of an application, as far as its event log can know: a driver that fails between its jobs stops its context like any other.</summary>
public enum SparkState
{
    /// <summary>The log does not have its end: it runs, or its driver was killed.</summary>
    Incomplete,

    /// <summary>Its context was stopped, and the log shows no failure: its last job or query went well, or it had none.</summary>
    Completed,

    /// <summary>Its driver ended with an exit code, or its last job or query failed.</summary>
    Failed,
}

/// <summary>A query of Spark SQL that failed.</summary>
/// <param name="Id">Its number, from 0.</param>
/// <param name="Reason">Why, without stack trace.</param>
public sealed record FailedQuery(long Id, string Reason);
