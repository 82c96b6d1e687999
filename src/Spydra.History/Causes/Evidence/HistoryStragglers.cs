using System.Collections.Immutable;
using Spydra.Failures;
using Spydra.History.JobHistory;

namespace Spydra.History.Causes.Evidence;

/// <summary>The map or the reduce that took far longer than the others because it had far more to read.</summary>
internal static class HistoryStragglers
{
    private const string TaskCounters = "org.apache.hadoop.mapreduce.TaskCounter";

    public static ImmutableArray<Straggler> Of(MapReduceJob job, string file)
    {
        var lastMap = job.Tasks.Where(task => task.Id.Kind == TaskKind.Map).Select(task => task.FinishTime).DefaultIfEmpty(-1).Max();
        return [.. new[] { TaskKind.Map, TaskKind.Reduce }.Select(kind => Of(job, file, kind, lastMap)).OfType<Straggler>()];
    }

    private static Straggler? Of(MapReduceJob job, string file, TaskKind kind, long lastMap)
    {
        var tasks = job.Tasks.Where(task => task.Id.Kind == kind && task.Status == "SUCCEEDED")
            .Select(task => (Task: task, Attempt: task.Attempts.FirstOrDefault(attempt => attempt.Id == task.SuccessfulAttempt)))
            .Where(each => each.Attempt is { StartTime: > 0 } attempt && attempt.FinishTime >= attempt.StartTime)
            // A reduce may be started long before the last map ends; until then it waits like all the others.
            .Select(each => (each.Task, Duration: Math.Max(0, each.Attempt!.FinishTime - (kind == TaskKind.Reduce ? Math.Max(each.Attempt.StartTime, lastMap) : each.Attempt.StartTime))))
            .OrderBy(each => each.Duration).ToList();
        if (tasks.Count < StragglerRules.FewestTasks) return null;
        var (longest, duration) = tasks[^1];
        var median = tasks[(tasks.Count - 1) / 2].Duration;
        string[] counters = kind == TaskKind.Map ? ["MAP_INPUT_RECORDS", "MAP_OUTPUT_BYTES"] : ["REDUCE_INPUT_RECORDS", "REDUCE_SHUFFLE_BYTES"];
        var shares = counters.Select(counter => StragglerRules.Share(Value(longest, counter), tasks.Sum(each => Value(each.Task, counter)))).Max();
        return StragglerRules.IsStraggler(duration, median, shares, tasks.Count)
            ? new(kind == TaskKind.Map ? "the maps" : "the reduces", HistorySteps.Name(longest.Id), TimeSpan.FromMilliseconds(duration), TimeSpan.FromMilliseconds(median), shares, EvidenceSource.History, file)
            : null;
    }

    private static long Value(MapReduceTask task, string counter) => task.Counters?.Find(TaskCounters, counter) ?? 0;
}
