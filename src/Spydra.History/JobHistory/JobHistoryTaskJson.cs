using System.Text.Json;

namespace Spydra.History.JobHistory;

/// <summary>The tasks and attempts in <see cref="JobHistoryJson"/>.</summary>
internal static class JobHistoryTaskJson
{
    public static void Write(Utf8JsonWriter json, MapReduceTask task, bool attempts)
    {
        json.WriteStartObject();
        json.WriteString("id", task.Id.ToString());
        json.WriteString("type", Name(task.Id.Kind));
        json.WriteString("status", task.Status);
        json.WriteString("failed_as", task.FailedAs);
        JobHistoryJson.Time(json, "started", task.StartTime);
        JobHistoryJson.Time(json, "finished", task.FinishTime);
        json.WriteString("error", task.Error);
        json.WriteString("input_splits", task.SplitLocations);
        json.WriteString("successful_attempt", task.SuccessfulAttempt?.ToString());
        json.WriteString("failed_due_to_attempt", task.FailedDueToAttempt?.ToString());
        if (attempts)
        {
            JobHistoryJson.CounterGroups(json, "counters", task.Counters);
            json.WriteStartArray("attempts");
            foreach (var attempt in task.Attempts.OrderBy(attempt => attempt.Id.Number)) Write(json, attempt);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TaskAttempt attempt)
    {
        json.WriteStartObject();
        json.WriteString("id", attempt.Id.ToString());
        json.WriteString("status", attempt.Status);
        json.WriteString("state", attempt.State);
        JobHistoryJson.Time(json, "started", attempt.StartTime);
        if (attempt.Id.Task.Kind == TaskKind.Map) JobHistoryJson.Time(json, "map_finished", attempt.MapFinishTime);
        if (attempt.Id.Task.Kind == TaskKind.Reduce)
        {
            JobHistoryJson.Time(json, "shuffle_finished", attempt.ShuffleFinishTime);
            JobHistoryJson.Time(json, "sort_finished", attempt.SortFinishTime);
        }
        JobHistoryJson.Time(json, "finished", attempt.FinishTime);
        json.WriteString("host", attempt.Node);
        JobHistoryJson.Count(json, "port", attempt.Port);
        json.WriteString("rack", attempt.Rack);
        json.WriteString("container_id", attempt.ContainerId);
        json.WriteString("locality", attempt.Locality);
        json.WriteString("avataar", attempt.Avataar);
        json.WriteString("error", attempt.Error);
        JobHistoryJson.CounterGroups(json, "counters", attempt.Counters);
        json.WriteEndObject();
    }

    private static string Name(TaskKind kind) => kind switch
    {
        TaskKind.Map => "MAP",
        TaskKind.Reduce => "REDUCE",
        TaskKind.JobSetup => "JOB_SETUP",
        TaskKind.JobCleanup => "JOB_CLEANUP",
        _ => "TASK_CLEANUP",
    };
}
