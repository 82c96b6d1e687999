namespace Spydra.History.JobHistory;

/// <summary>In which order tasks, the attempts of a task, and hosts are printed.</summary>
internal interface IPrintOrder
{
    IEnumerable<MapReduceTask> Tasks(IReadOnlyList<MapReduceTask> tasks);

    IReadOnlyList<TaskAttempt> Attempts(IReadOnlyList<TaskAttempt> attempts);

    IEnumerable<string> Hosts(IReadOnlyList<string> hosts);
}

/// <summary>For a person: maps before reduces, by number; hosts by name.</summary>
internal sealed class OrderById : IPrintOrder
{
    public IEnumerable<MapReduceTask> Tasks(IReadOnlyList<MapReduceTask> tasks) => tasks.OrderBy(task => task.Id, TaskId.Order);

    public IReadOnlyList<TaskAttempt> Attempts(IReadOnlyList<TaskAttempt> attempts) => [.. attempts.OrderBy(attempt => attempt.Id.Number)];

    public IEnumerable<string> Hosts(IReadOnlyList<string> hosts) => hosts.Order(StringComparer.Ordinal);
}

/// <summary>As Hadoop prints: with it the text is that of Hadoop byte for byte, which is how it is proved.</summary>
internal sealed class OrderOfTables(int attemptSlots) : IPrintOrder
{
    public IEnumerable<MapReduceTask> Tasks(IReadOnlyList<MapReduceTask> tasks) => HadoopTableOrder.Of(tasks, task => HadoopTableOrder.Hash(task.Id));

    public IReadOnlyList<TaskAttempt> Attempts(IReadOnlyList<TaskAttempt> attempts) =>
        HadoopTableOrder.Of(attempts, attempt => HadoopTableOrder.Hash(attempt.Id), attemptSlots);

    public IEnumerable<string> Hosts(IReadOnlyList<string> hosts) => HadoopTableOrder.Of(hosts, HadoopTableOrder.Hash);
}
