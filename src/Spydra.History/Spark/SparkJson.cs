using System.Text.Json;

namespace Spydra.History.Spark;

/// <summary>An application as JSON: one object, whose <c>attempts</c> are what was read of its logs. Keys are snake_case, times ISO 8601 in UTC.</summary>
public static class SparkJson
{
    /// <summary>Writes the attempts of an application.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="attempts">What was read of their logs; one at least.</param>
    /// <param name="all">Also what each stage read, wrote and took, and Spark's properties.</param>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<SparkApplication> attempts, bool all)
    {
        writer.WriteStartObject();
        writer.WriteString("id", attempts[0].Id);
        writer.WriteString("type", "spark");
        writer.WriteStartArray("attempts");
        foreach (var application in attempts) Write(writer, application, all);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, SparkApplication application, bool all)
    {
        writer.WriteStartObject();
        Text(writer, "attempt", application.Attempt);
        Text(writer, "name", application.Name);
        Text(writer, "user", application.User);
        Text(writer, "spark_version", application.SparkVersion);
        Text(writer, "event_log", application.Log.Name);
        Text(writer, "state", Lower(application.State));
        Time(writer, "started", application.Started);
        Time(writer, "ended", application.Ended);
        if (application is { Started: { } started, Ended: { } ended }) writer.WriteNumber("duration_ms", (long)(ended - started).TotalMilliseconds);
        else writer.WriteNull("duration_ms");
        if (application.ExitCode is { } code) writer.WriteNumber("exit_code", code);
        else writer.WriteNull("exit_code");
        writer.WriteBoolean("complete", application.IsComplete);
        List(writer, "damage", application.Damage, each => writer.WriteStringValue(each.Message));
        writer.WriteNumber("tasks", application.Tasks);
        writer.WriteNumber("sql_executions", application.SqlExecutions);
        Objects(writer, "failed_queries", application.FailedQueries, query =>
        {
            writer.WriteNumber("id", query.Id);
            writer.WriteString("reason", query.Reason);
        });
        Objects(writer, "jobs", application.Jobs, job => Job(writer, job));
        Objects(writer, "stages", application.Stages, stage => Stage(writer, stage, all));
        Objects(writer, "executors", application.Executors, executor => Executor(writer, executor));
        Objects(writer, "failed_tasks", application.FailedTasks, task => Failure(writer, task));
        Objects(writer, "containers", application.Containers, container =>
        {
            writer.WriteString("id", container.Id);
            Text(writer, "host", container.Host);
            writer.WriteString("role", container.Role);
        });
        if (all)
        {
            writer.WriteStartObject("properties");
            foreach (var (key, value) in application.Properties) writer.WriteString(key, value);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static void Job(Utf8JsonWriter writer, SparkJob job)
    {
        writer.WriteNumber("id", job.Id);
        writer.WriteString("name", job.Name);
        Text(writer, "description", job.Description);
        Text(writer, "group", job.Group);
        Text(writer, "status", Lower(job.Status));
        Time(writer, "submitted", job.Submitted);
        Time(writer, "completed", job.Completed);
        List(writer, "stage_ids", job.StageIds, writer.WriteNumberValue);
        Counts(writer, job.Tasks);
        writer.WriteNumber("skipped_tasks", job.Tasks.Skipped);
        writer.WriteNumber("completed_stages", job.CompletedStages);
        writer.WriteNumber("skipped_stages", job.SkippedStages);
        writer.WriteNumber("failed_stages", job.FailedStages);
        Text(writer, "failure", job.Failure);
    }

    private static void Stage(Utf8JsonWriter writer, SparkStage stage, bool all)
    {
        writer.WriteNumber("id", stage.Id);
        writer.WriteNumber("attempt", stage.Attempt);
        writer.WriteString("name", stage.Name);
        Text(writer, "description", stage.Description);
        Text(writer, "status", Lower(stage.Status));
        Time(writer, "submitted", stage.Submitted);
        Time(writer, "first_task_launched", stage.FirstTaskLaunched);
        Time(writer, "completed", stage.Completed);
        Counts(writer, stage.Tasks);
        Text(writer, "failure", stage.Failure);
        foreach (var row in MetricRow.All)
            if (all || row.Key is "input_bytes" or "output_bytes" or "shuffle_read_bytes" or "shuffle_write_bytes") writer.WriteNumber(row.Key, row.Value(stage.Metrics));
    }

    private static void Executor(Utf8JsonWriter writer, SparkExecutor executor)
    {
        writer.WriteString("id", executor.Id);
        Text(writer, "host", executor.Host);
        Text(writer, "host_port", executor.HostPort);
        Text(writer, "container_id", executor.ContainerId);
        writer.WriteNumber("cores", executor.Cores);
        writer.WriteNumber("max_memory_bytes", executor.MaxMemory);
        Time(writer, "added", executor.Added);
        Time(writer, "removed", executor.Removed);
        Text(writer, "removed_reason", executor.RemovedReason);
        writer.WriteNumber("tasks", executor.Tasks);
        writer.WriteNumber("active_tasks", executor.ActiveTasks);
        writer.WriteNumber("completed_tasks", executor.CompletedTasks);
        writer.WriteNumber("failed_tasks", executor.FailedTasks);
        writer.WriteNumber("task_time_ms", executor.TaskTime);
        writer.WriteNumber("gc_time_ms", executor.GcTime);
        writer.WriteNumber("input_bytes", executor.InputBytes);
        writer.WriteNumber("shuffle_read_bytes", executor.ShuffleReadBytes);
        writer.WriteNumber("shuffle_write_bytes", executor.ShuffleWriteBytes);
        writer.WriteBoolean("excluded", executor.IsExcluded);
        writer.WriteBoolean("was_excluded", executor.WasExcluded);
        List(writer, "excluded_in_stages", executor.ExcludedInStages, writer.WriteNumberValue);
    }

    private static void Failure(Utf8JsonWriter writer, FailedTask task)
    {
        writer.WriteNumber("task_id", task.TaskId);
        writer.WriteNumber("stage_id", task.StageId);
        writer.WriteNumber("stage_attempt", task.StageAttempt);
        writer.WriteNumber("index", task.Index);
        writer.WriteNumber("attempt", task.Attempt);
        Text(writer, "executor_id", task.ExecutorId);
        Text(writer, "host", task.Host);
        Time(writer, "launched", task.Launched);
        writer.WriteNumber("duration_ms", task.Duration);
        writer.WriteString("reason", task.Reason);
    }

    private static void Counts(Utf8JsonWriter writer, TaskCounts counts)
    {
        writer.WriteNumber("tasks", counts.Total);
        writer.WriteNumber("active_tasks", counts.Active);
        writer.WriteNumber("completed_tasks", counts.Completed);
        writer.WriteNumber("failed_tasks", counts.Failed);
        writer.WriteNumber("killed_tasks", counts.Killed);
    }

    private static void Objects<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> write) => List(writer, name, items, item =>
    {
        writer.WriteStartObject();
        write(item);
        writer.WriteEndObject();
    });

    private static void List<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items) write(item);
        writer.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter writer, string name, string? value) => writer.WriteString(name, value);

    private static void Time(Utf8JsonWriter writer, string name, DateTimeOffset? time)
    {
        if (time is { } known) writer.WriteString(name, known.UtcDateTime);
        else writer.WriteNull(name);
    }

    private static string Lower<T>(T status) where T : struct, Enum => status.ToString().ToLowerInvariant();
}
