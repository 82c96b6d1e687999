using Spydra.History.JobHistory.Avro;

namespace Spydra.History.JobHistory;

/// <summary>
/// Makes a job of its events, as Hadoop's own JobHistoryParser does. An event that it does not know is left out, and so is the end of an attempt
/// that never started (it was killed before it got a container).
/// </summary>
internal sealed class JobBuilder
{
    private static readonly HashSet<string> Ends = new(StringComparer.Ordinal) { "JOB_FINISHED", "JOB_FAILED", "JOB_KILLED", "JOB_ERROR" };

    private readonly List<ApplicationMaster> masters = [];
    private readonly CountersPool counters = new();
    private readonly TaskTable tasks;
    private MapReduceJob job = new();
    private bool ended;

    public JobBuilder() => tasks = new(counters);

    /// <exception cref="DamagedDataException">An id in it is none, or of another job.</exception>
    public void On(HistoryEvent happened)
    {
        var body = happened.Body;
        ended = Ends.Contains(happened.Type);
        switch (happened.Type)
        {
            case "AM_STARTED": OnMaster(happened); break;
            case "JOB_SUBMITTED":
                Belongs(happened, "jobid");
                job = job with
                {
                    Name = body.Text("jobName", ""),
                    User = body.Text("userName", ""),
                    Queue = body.Text("jobQueueName", ""),
                    ConfPath = body.Text("jobConfPath", ""),
                    SubmitTime = body.Number("submitTime"),
                };
                break;
            case "JOB_INFO_CHANGED": job = job with { SubmitTime = body.Number("submitTime"), LaunchTime = body.Number("launchTime") }; break;
            case "JOB_INITED":
                job = job with
                {
                    LaunchTime = body.Number("launchTime"),
                    TotalMaps = body.Count("totalMaps"),
                    TotalReduces = body.Count("totalReduces"),
                    Uberized = body.Flag("uberized"),
                };
                break;
            case "JOB_PRIORITY_CHANGED": job = job with { Priority = body.Text("priority") }; break;
            case "JOB_QUEUE_CHANGED": job = job with { Queue = body.Text("jobQueueName", "") }; break;
            case "JOB_FINISHED":
                OnEnd(happened, "SUCCEEDED");
                job = job with
                {
                    TotalCounters = counters.Make(body.Record("totalCounters")),
                    MapCounters = counters.Make(body.Record("mapCounters")),
                    ReduceCounters = counters.Make(body.Record("reduceCounters")),
                };
                break;
            case "JOB_FAILED" or "JOB_KILLED" or "JOB_ERROR": OnEnd(happened, body.Text("jobStatus")); break;
            case "TASK_STARTED": tasks.Started(Task(happened), body); break;
            case "TASK_UPDATED": tasks.Updated(Task(happened), body); break;
            case "TASK_FINISHED": tasks.Finished(Task(happened), body, OtherAttempt(happened, "successfulAttemptId")); break;
            case "TASK_FAILED": tasks.Failed(Task(happened), body, OtherAttempt(happened, "failedDueToAttempt")); break;
            case var type when type.EndsWith("_ATTEMPT_STARTED", StringComparison.Ordinal): tasks.AttemptStarted(Attempt(happened), body); break;
            case var type when type.EndsWith("_ATTEMPT_FINISHED", StringComparison.Ordinal): tasks.AttemptFinished(Attempt(happened), body); break;
            case var type when type.EndsWith("_ATTEMPT_FAILED", StringComparison.Ordinal) || type.EndsWith("_ATTEMPT_KILLED", StringComparison.Ordinal):
                tasks.AttemptFailed(Attempt(happened), body);
                break;
        }
    }

    /// <summary>The job as far as the events told it.</summary>
    public MapReduceJob Build(DamagedDataException? damage) =>
        job with { ApplicationMasters = [.. masters], Tasks = tasks.Build(), Complete = ended && damage is null, Damage = damage };

    private void OnMaster(HistoryEvent happened)
    {
        var body = happened.Body;
        var attempt = body.Text("applicationAttemptId", "");
        // appattempt_<timestamp>_<application>_<attempt>
        var parts = attempt.Split('_');
        if (parts.Length != 4 || !YarnApplicationId.TryParse($"application_{parts[1]}_{parts[2]}", out var id)) throw Damaged(happened, "the id of an attempt of an application", attempt);
        Belongs(happened, id);
        masters.Add(new(attempt, body.Number("startTime"), body.Text("containerId", ""), body.Text("nodeManagerHost", ""), body.Count("nodeManagerPort"), body.Count("nodeManagerHttpPort")));
    }

    private void OnEnd(HistoryEvent happened, string? status)
    {
        Belongs(happened, "jobid");
        var body = happened.Body;
        job = job with
        {
            Status = status,
            FinishTime = body.Number("finishTime"),
            FinishedMaps = body.Count("finishedMaps", 0),
            FinishedReduces = body.Count("finishedReduces", 0),
            FailedMaps = body.Count("failedMaps"),
            FailedReduces = body.Count("failedReduces"),
            KilledMaps = body.Count("killedMaps"),
            KilledReduces = body.Count("killedReduces"),
            Diagnostics = body.Text("diagnostics"),
        };
    }

    private TaskId Task(HistoryEvent happened)
    {
        var text = happened.Body.Text("taskid");
        if (!TaskId.TryParse(text, out var id)) throw Damaged(happened, "the id of a task", text);
        Belongs(happened, id.Job);
        return id;
    }

    private AttemptId Attempt(HistoryEvent happened) => OtherAttempt(happened, "attemptId") ?? throw Damaged(happened, "the id of an attempt", null);

    private AttemptId? OtherAttempt(HistoryEvent happened, string field)
    {
        if (happened.Body.Text(field) is not { Length: > 0 } text) return null;
        if (!AttemptId.TryParse(text, out var id)) throw Damaged(happened, "the id of an attempt", text);
        Belongs(happened, id.Task.Job);
        return id;
    }

    private void Belongs(HistoryEvent happened, string field)
    {
        var text = happened.Body.Text(field);
        if (!YarnApplicationId.TryParse(text, out var id) || !text.StartsWith("job_", StringComparison.Ordinal)) throw Damaged(happened, "the id of a job", text);
        Belongs(happened, id);
    }

    private void Belongs(HistoryEvent happened, YarnApplicationId id)
    {
        if (job.Id is { } own && own != id) throw Damaged(happened, $"something of {own.JobId}", id.JobId);
        if (job.Id is null) job = job with { Id = id };
    }

    private static DamagedDataException Damaged(HistoryEvent happened, string expected, string? found) =>
        new(happened.Offset, $"{expected} in an event {happened.Type}", found is null ? "none" : $"'{(found.Length > 80 ? found[..80] + "..." : found)}'");
}
