namespace Spydra.History.JobHistory;

/// <summary>What a task does, in the order in which Hadoop sorts the ids of tasks. Hadoop 2 and later have none but maps and reduces.</summary>
public enum TaskKind
{
    /// <summary>Reads a split of the input.</summary>
    Map,

    /// <summary>Reads a part of what all maps wrote.</summary>
    Reduce,

    /// <summary>Prepared the output, in Hadoop 1.</summary>
    JobSetup,

    /// <summary>Committed the output, in Hadoop 1.</summary>
    JobCleanup,

    /// <summary>Cleaned up behind an attempt, in Hadoop 1.</summary>
    TaskCleanup,
}
