namespace Spydra.History.JobHistory;

/// <summary>
/// A job as <c>mapred job -history [all]</c> of Hadoop 3.3.6 prints it: the same lines, tasks ordered by their ids and hosts by their names (Hadoop:
/// by the slots of its hash tables). Where Hadoop's own tool dies, of a history that is not complete, the same is printed with what there is, and at the
/// end what is missing.
/// </summary>
public sealed class JobHistoryText
{
    private static readonly (TaskKind Kind, string Name)[] Kinds =
        [(TaskKind.JobSetup, "JOB_SETUP"), (TaskKind.Map, "MAP"), (TaskKind.Reduce, "REDUCE"), (TaskKind.JobCleanup, "JOB_CLEANUP")];

    private readonly MapReduceJob job;
    private readonly IPrintOrder order;
    private readonly HadoopTime time;
    private readonly TextWriter writer;
    private readonly List<(MapReduceTask Task, IReadOnlyList<TaskAttempt> Attempts)> tasks;

    private JobHistoryText(MapReduceJob job, IPrintOrder order, TimeZoneInfo zone, TextWriter writer)
    {
        (this.job, this.order, time, this.writer) = (job, order, new HadoopTime(zone), writer);
        tasks = [.. order.Tasks(job.Tasks).Select(task => (task, order.Attempts(task.Attempts)))];
    }

    /// <summary>Prints a job, with line feeds whatever the machine's lines end in.</summary>
    /// <param name="job">The job.</param>
    /// <param name="all">Whether tasks that succeeded and all attempts are printed too.</param>
    /// <param name="zone">The zone of the times.</param>
    /// <param name="writer">Where to. Names and errors go there as the job wrote them, control characters and all.</param>
    public static void Write(MapReduceJob job, bool all, TimeZoneInfo zone, TextWriter writer) => Write(job, all, zone, writer, new OrderById());

    internal static void Write(MapReduceJob job, bool all, TimeZoneInfo zone, TextWriter writer, IPrintOrder order) =>
        new JobHistoryText(job, order, zone, writer).Write(all);

    private void Write(bool all)
    {
        Details();
        Summary();
        if (job.Status == "SUCCEEDED") TaskAnalysis.Write(job, time, writer);
        else writer.Write("No Analysis available as job did not finish\n");
        foreach (var kind in Kinds)
            foreach (var status in new[] { "FAILED", "KILLED" }) Tasks(kind, status);
        if (all)
        {
            foreach (var kind in Kinds) Tasks(kind, "SUCCEEDED");
            foreach (var kind in Kinds) Attempts(kind);
        }
        Nodes("FAILED");
        Nodes("KILLED");
        if (MissingParts.Of(job) is { } missing) writer.Write($"\n{missing}\n");
    }

    private void Details()
    {
        writer.Write($"\nHadoop job: {JobId}\n=====================================\n");
        writer.Write($"User: {job.User}\nJobName: {job.Name}\nJobConf: {job.ConfPath}\n");
        writer.Write($"Submitted At: {time.Text(job.SubmitTime)}\n");
        writer.Write($"Launched At: {time.Text(job.LaunchTime, job.SubmitTime)}\n");
        writer.Write($"Finished At: {time.Text(job.FinishTime, job.LaunchTime)}\n");
        writer.Write($"Status: {job.Status ?? "Incomplete"}");
        CounterRows();
        writer.Write("\n\n=====================================\n");
    }

    private void CounterRows()
    {
        if (job.TotalCounters is null) return;
        writer.Write("\nCounters: \n\n");
        writer.Write("|Group Name                    |Counter name                  |Map Value |Reduce Value|Total Value|\n");
        writer.Write(new string('-', 87));
        var maps = ByName(job.MapCounters);
        var reduces = ByName(job.ReduceCounters);
        foreach (var counter in job.TotalCounters.InOrder())
        {
            var key = (counter.Group, counter.Name);
            writer.Write($"\n|{counter.GroupDisplayName,-30}|{counter.DisplayName,-30}|{maps.GetValueOrDefault(key),-10:N0}|{reduces.GetValueOrDefault(key),-10:N0}|{counter.Value,-10:N0}");
        }
    }

    private static Dictionary<(string, string), long> ByName(Counters? counters)
    {
        Dictionary<(string, string), long> byName = [];
        foreach (var counter in counters?.All ?? []) byName[(counter.Group, counter.Name)] = counter.Value;
        return byName;
    }

    private void Summary()
    {
        writer.Write("\nTask Summary\n============================\nKind\tTotal\tSuccessful\tFailed\tKilled\tStartTime\tFinishTime\n\n");
        Row("Setup", TaskKind.JobSetup, null);
        Row("Map", TaskKind.Map, job.FinishedMaps);
        Row("Reduce", TaskKind.Reduce, job.FinishedReduces);
        Row("Cleanup", TaskKind.JobCleanup, null);
        writer.Write("============================\n\n");

        void Row(string name, TaskKind kind, int? finished)
        {
            var sum = AttemptSummary.Of(job, kind);
            writer.Write($"{name}\t{sum.Total}\t{finished ?? sum.Total - sum.Failed - sum.Killed}\t\t{sum.Failed}\t{sum.Killed}\t");
            writer.Write($"{time.Text(sum.FirstStart)}\t{time.Text(sum.LastFinish, sum.FirstStart)}\n");
        }
    }

    private void Tasks((TaskKind Kind, string Name) kind, string status)
    {
        var isMap = kind.Kind == TaskKind.Map;
        foreach (var task in tasks.Select(each => each.Task).Where(task => task.Id.Kind == kind.Kind && task.Status == status))
        {
            writer.Write($"\n{status} {kind.Name} task list for {JobId}\nTaskId\t\tStartTime\tFinishTime\tError{(isMap ? "\tInputSplits" : "")}\n{Rule}\n");
            writer.Write($"{task.Id}\t{time.Text(task.StartTime)}\t{time.Text(task.FinishTime, task.StartTime)}\t{task.Error}{(isMap ? "\t" + task.SplitLocations : "")}\n");
        }
    }

    private void Attempts((TaskKind Kind, string Name) kind)
    {
        var isReduce = kind.Kind == TaskKind.Reduce;
        writer.Write($"\n{kind.Name} task list for {JobId}\nTaskId\t\tStartTime{(isReduce ? "\tShuffleFinished\tSortFinished" : "")}\tFinishTime\tHostName\tError\tTaskLogs\n{Rule}\n");
        foreach (var attempt in tasks.Where(each => each.Task.Id.Kind == kind.Kind).SelectMany(each => each.Attempts))
        {
            writer.Write($"{attempt.Id}\t{time.Text(attempt.StartTime)}\t");
            if (isReduce) writer.Write($"{End(attempt, attempt.ShuffleFinishTime, attempt.StartTime)}\t{End(attempt, attempt.SortFinishTime, attempt.ShuffleFinishTime)}");
            writer.Write($"{End(attempt, attempt.FinishTime, attempt.StartTime)}\t{attempt.Host}\t{attempt.Error}{LogUrl(attempt)}\n");
        }
    }

    // Hadoop dies of an attempt that did not end, before it could print the second before 1970.
    private string End(TaskAttempt attempt, long at, long since) => attempt.Status is null ? "" : time.Text(at, since);

    private void Nodes(string status)
    {
        Dictionary<string, SortedSet<TaskId>> nodes = new(StringComparer.Ordinal);
        List<string> hosts = [];
        foreach (var attempt in tasks.SelectMany(each => each.Attempts).Where(attempt => attempt.Status == status))
        {
            if (!nodes.TryGetValue(attempt.Host, out var ids))
            {
                nodes.Add(attempt.Host, ids = new(TaskId.Order));
                hosts.Add(attempt.Host);
            }
            ids.Add(attempt.Id.Task);
        }
        if (hosts.Count == 0) return;
        writer.Write($"\n{status} task attempts by nodes\nHostname\tFailedTasks\n===============================\n");
        foreach (var host in order.Hosts(hosts)) writer.Write($"{host}\t{string.Concat(nodes[host].Select(id => $"{id}, "))}\n");
    }

    // Hadoop takes off as many characters as 'tracker_' has, a prefix that trackers had in Hadoop 1: of 'spydra-lab-w-1' it leaves 'ab-w-1'. It dies
    // of a shorter name, which is left whole here.
    private static string LogUrl(TaskAttempt attempt)
    {
        if (attempt.HttpPort == -1 || attempt.Tracker.Length == 0) return "n/a";
        var host = attempt.Tracker.Split(':', 2)[0];
        return $"http://{(host.Length < 8 ? host : host[8..])}:{attempt.HttpPort}/tasklog?attemptid={attempt.Id}";
    }

    private const string Rule = "====================================================";

    private string JobId => job.Id?.JobId ?? "null";
}
