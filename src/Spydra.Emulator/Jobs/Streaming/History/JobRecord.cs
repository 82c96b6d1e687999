using Spydra.Emulator.Jobs.Streaming.Counters;

namespace Spydra.Emulator.Jobs.Streaming.History;

/// <summary>What happened to a streaming job, once it is over: what a job history file tells.</summary>
public sealed record JobRecord
{
    /// <summary>The id: <c>job_1790000000000_0001</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The application's id: <c>application_1790000000000_0001</c>.</summary>
    public required string ApplicationId { get; init; }

    /// <summary>The name; the jar's where the job gives none.</summary>
    public required string Name { get; init; }

    /// <summary>Who the job ran as.</summary>
    public required string User { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset SubmitTime { get; init; }

    /// <summary>When its first task could start.</summary>
    public required DateTimeOffset LaunchTime { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset FinishTime { get; init; }

    /// <summary>SUCCEEDED, FAILED or KILLED.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed; empty where it did not.</summary>
    public required string Diagnostics { get; init; }

    /// <summary>The job's properties, expanded.</summary>
    public required IReadOnlyDictionary<string, string> Configuration { get; init; }

    /// <summary>The sums over the tasks that succeeded, and the job's own.</summary>
    public required CounterSet Counters { get; init; }

    /// <summary>The map tasks in their order, then the reduce tasks.</summary>
    public required IReadOnlyList<TaskRecord> Tasks { get; init; }
}

/// <summary>One task and its attempts.</summary>
public sealed record TaskRecord
{
    /// <summary>The id: <c>task_1790000000000_0001_m_000000</c>.</summary>
    public required string Id { get; init; }

    /// <summary>MAP or REDUCE.</summary>
    public required string Kind { get; init; }

    /// <summary>The number among the tasks of its kind, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>What a map task reads, as <c>path:start+length</c>; null for a reduce task.</summary>
    public required string? Split { get; init; }

    /// <summary>SUCCEEDED, FAILED or KILLED.</summary>
    public required string State { get; init; }

    /// <summary>The attempts in their order; none where the job ended before.</summary>
    public required IReadOnlyList<TaskAttemptRecord> Attempts { get; init; }
}

/// <summary>One attempt of a task.</summary>
public sealed record TaskAttemptRecord
{
    /// <summary>The id: <c>attempt_1790000000000_0001_m_000000_0</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The container: <c>container_1790000000000_0001_01_000002</c>.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The worker it ran on.</summary>
    public required string Host { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset StartTime { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset FinishTime { get; init; }

    /// <summary>SUCCEEDED, FAILED or KILLED.</summary>
    public required string State { get; init; }

    /// <summary>The last status that the command reported; empty where it reported none.</summary>
    public required string Status { get; init; }

    /// <summary>Why it failed; empty where it did not.</summary>
    public required string Diagnostics { get; init; }

    /// <summary>What it counted.</summary>
    public required CounterSet Counters { get; init; }

    /// <summary>
    /// The folder that holds its <c>stdout</c>, <c>stderr</c> and <c>syslog</c>; it is gone when the service deletes the job's folder.
    /// </summary>
    public required string LogFolder { get; init; }
}
