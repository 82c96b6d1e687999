namespace Spydra.History.JobHistory;

/// <summary>
/// A MapReduce job as its history tells it. Times are milliseconds since 1970; -1 where the history does not say, and what it says where it does: a file
/// of a stranger may hold any number.
/// </summary>
public sealed record MapReduceJob
{
    /// <summary>Whose job it is; null where the file ends before the first event.</summary>
    public YarnApplicationId? Id { get; init; }

    /// <summary>The whole name, which the file's name has cut.</summary>
    public string Name { get; init; } = "";

    /// <summary>Who submitted it.</summary>
    public string User { get; init; } = "";

    /// <summary>The queue that it ran in.</summary>
    public string Queue { get; init; } = "";

    /// <summary>The priority, where it was changed while the job ran.</summary>
    public string? Priority { get; init; }

    /// <summary>Where its configuration lay while it ran.</summary>
    public string ConfPath { get; init; } = "";

    /// <summary>When it was submitted.</summary>
    public long SubmitTime { get; init; } = -1;

    /// <summary>When its application master began with it.</summary>
    public long LaunchTime { get; init; } = -1;

    /// <summary>When it ended.</summary>
    public long FinishTime { get; init; } = -1;

    /// <summary><c>SUCCEEDED</c>, <c>FAILED</c>, <c>KILLED</c> or <c>ERROR</c>; null where the history does not tell the end.</summary>
    public string? Status { get; init; }

    /// <summary>Why it did not succeed, as Hadoop says it.</summary>
    public string? Diagnostics { get; init; }

    /// <summary>Whether its tasks ran within the application master.</summary>
    public bool Uberized { get; init; }

    /// <summary>How many maps there were to be; -1 where it is not known.</summary>
    public int TotalMaps { get; init; } = -1;

    /// <summary>How many reduces there were to be; -1 where it is not known.</summary>
    public int TotalReduces { get; init; } = -1;

    /// <summary>Maps that succeeded, as the last event counts them.</summary>
    public int FinishedMaps { get; init; }

    /// <summary>Reduces that succeeded, as the last event counts them.</summary>
    public int FinishedReduces { get; init; }

    /// <summary>Maps that failed, or -1: Hadoop 2 does not count them for a job that failed.</summary>
    public int FailedMaps { get; init; } = -1;

    /// <summary>Reduces that failed, or -1.</summary>
    public int FailedReduces { get; init; } = -1;

    /// <summary>Maps that were killed, or -1: counted since Hadoop 3.</summary>
    public int KilledMaps { get; init; } = -1;

    /// <summary>Reduces that were killed, or -1: counted since Hadoop 3.</summary>
    public int KilledReduces { get; init; } = -1;

    /// <summary>The counters of all; null for a job that did not succeed.</summary>
    public Counters? TotalCounters { get; init; }

    /// <summary>The counters of the maps; null for a job that did not succeed.</summary>
    public Counters? MapCounters { get; init; }

    /// <summary>The counters of the reduces; null for a job that did not succeed.</summary>
    public Counters? ReduceCounters { get; init; }

    /// <summary>Its application masters, in the order in which they were started; all but the last one died.</summary>
    public IReadOnlyList<ApplicationMaster> ApplicationMasters { get; init; } = [];

    /// <summary>Its tasks, in the order in which they were started.</summary>
    public IReadOnlyList<MapReduceTask> Tasks { get; init; } = [];

    /// <summary>Whether the history is whole: it ends with the end of the job, and nothing in it is damaged.</summary>
    public bool Complete { get; init; }

    /// <summary>Where and how the file is damaged; null where it is not, and where it merely ends before the job did.</summary>
    public DamagedDataException? Damage { get; init; }

    /// <summary>Every attempt that was started, task by task.</summary>
    public IEnumerable<TaskAttempt> Attempts => Tasks.SelectMany(task => task.Attempts);

    /// <summary>Every container that the job ran in, with the node of each: those of its masters, then those of its attempts.</summary>
    public IEnumerable<JobContainer> Containers =>
        ApplicationMasters.Select(master => new JobContainer(master.ContainerId, master.Host, null))
            .Concat(Attempts.Where(attempt => attempt.ContainerId.Length > 0).Select(attempt => new JobContainer(attempt.ContainerId, attempt.Node, attempt.Id)));
}
