using System.Text.Json;

namespace Spydra.History.JobHistory;

/// <summary>
/// A job as one JSON object: what <see cref="JobHistoryText"/> prints, and what it leaves out. Times are ISO 8601 in UTC, durations milliseconds; what
/// is not known is null.
/// </summary>
public static class JobHistoryJson
{
    // A hundred thousand tasks are some hundred megabytes of JSON, which need not be in memory.
    private const int FlushedTasks = 200;

    /// <summary>Writes the object.</summary>
    /// <param name="job">The job.</param>
    /// <param name="all">Whether all tasks are in it with their attempts; otherwise those that failed or did not end, without.</param>
    /// <param name="json">Where to. It is flushed.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(MapReduceJob job, bool all, Utf8JsonWriter json, CancellationToken cancellationToken)
    {
        json.WriteStartObject();
        Head(json, job);
        json.WriteStartObject("task_summary");
        Summary(json, "map", AttemptSummary.Of(job, TaskKind.Map), job.TotalMaps, job.FinishedMaps);
        Summary(json, "reduce", AttemptSummary.Of(job, TaskKind.Reduce), job.TotalReduces, job.FinishedReduces);
        json.WriteEndObject();
        Counters(json, job);
        json.WriteStartArray("application_masters");
        foreach (var master in job.ApplicationMasters) Master(json, master);
        json.WriteEndArray();

        json.WriteStartArray("tasks");
        var written = 0;
        foreach (var task in job.Tasks.Where(task => all || task.Status != "SUCCEEDED").OrderBy(task => task.Id, TaskId.Order))
        {
            JobHistoryTaskJson.Write(json, task, all);
            if (++written % FlushedTasks == 0) await json.FlushAsync(cancellationToken);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    internal static void Time(Utf8JsonWriter json, string name, long time)
    {
        // The years 1 to 9999, which are all that ISO 8601 has.
        if (time is <= 0 or > 253_402_300_799_999) json.WriteNull(name);
        else json.WriteString(name, DateTimeOffset.FromUnixTimeMilliseconds(time).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
    }

    internal static void Count(Utf8JsonWriter json, string name, long count)
    {
        if (count < 0) json.WriteNull(name);
        else json.WriteNumber(name, count);
    }

    internal static void CounterGroups(Utf8JsonWriter json, string name, Counters? counters)
    {
        if (counters is null)
        {
            json.WriteNull(name);
            return;
        }
        json.WriteStartObject(name);
        foreach (var group in counters.InOrder().GroupBy(counter => counter.Group, StringComparer.Ordinal))
        {
            json.WriteStartObject(group.Key);
            foreach (var counter in group.DistinctBy(counter => counter.Name, StringComparer.Ordinal)) json.WriteNumber(counter.Name, counter.Value);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Head(Utf8JsonWriter json, MapReduceJob job)
    {
        json.WriteString("job_id", job.Id?.JobId);
        json.WriteString("application_id", job.Id?.ToString());
        json.WriteString("name", job.Name);
        json.WriteString("user", job.User);
        json.WriteString("queue", job.Queue);
        json.WriteString("priority", job.Priority);
        json.WriteString("conf_path", job.ConfPath);
        json.WriteString("status", job.Status);
        json.WriteBoolean("complete", job.Complete);
        json.WriteString("missing", MissingParts.Of(job));
        json.WriteString("diagnostics", job.Diagnostics);
        Time(json, "submitted", job.SubmitTime);
        Time(json, "launched", job.LaunchTime);
        Time(json, "finished", job.FinishTime);
        json.WriteBoolean("uberized", job.Uberized);
    }

    private static void Summary(Utf8JsonWriter json, string name, AttemptSummary sum, int total, int finished)
    {
        json.WriteStartObject(name);
        Count(json, "tasks", total);
        Count(json, "succeeded_tasks", finished);
        Count(json, "attempts", sum.Total);
        Count(json, "failed_attempts", sum.Failed);
        Count(json, "killed_attempts", sum.Killed);
        Time(json, "started", sum.FirstStart);
        Time(json, "finished", sum.LastFinish);
        json.WriteEndObject();
    }

    private static void Counters(Utf8JsonWriter json, MapReduceJob job)
    {
        if (job.TotalCounters is null)
        {
            json.WriteNull("counters");
            return;
        }
        json.WriteStartObject("counters");
        CounterGroups(json, "total", job.TotalCounters);
        CounterGroups(json, "map", job.MapCounters);
        CounterGroups(json, "reduce", job.ReduceCounters);
        json.WriteEndObject();
    }

    private static void Master(Utf8JsonWriter json, ApplicationMaster master)
    {
        json.WriteStartObject();
        json.WriteString("attempt_id", master.AttemptId);
        Time(json, "started", master.StartTime);
        json.WriteString("container_id", master.ContainerId);
        json.WriteString("host", master.Host);
        Count(json, "port", master.Port);
        Count(json, "http_port", master.HttpPort);
        json.WriteEndObject();
    }
}
