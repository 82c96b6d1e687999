using System.Text.Json;

namespace Spydra.History.Spark;

/// <summary>
/// The jobs, stages and tasks of an application while its events come. It counts as the listener does that fills Spark's own pages
/// (org.apache.spark.status.AppStatusListener): when an entity is over it is written down, and what comes later is not counted.
/// </summary>
internal sealed class LiveWork(LiveExecutors executors)
{
    private const int MostFailuresOfStage = 100;
    private const int MostFailures = 1000;

    private readonly Dictionary<int, LiveJob> liveJobs = [];
    private readonly Dictionary<int, HashSet<LiveJob>> jobsOfStages = [];
    private readonly Dictionary<(int Id, int Attempt), LiveStage> liveStages = [];
    private readonly Dictionary<int, HashSet<int>> attemptsOfStages = [];
    private readonly HashSet<long> liveTasks = [];
    private readonly Dictionary<int, SparkJob> jobs = [];
    private readonly Dictionary<(int Id, int Attempt), SparkStage> stages = [];
    private readonly Dictionary<(int Id, int Attempt), int> failuresOfStages = [];
    private readonly List<FailedTask> failures = [];

    /// <summary>How many tasks were started.</summary>
    public long Tasks { get; private set; }

    /// <summary>Whether the job that ended last failed; null if none ended.</summary>
    public bool? LastJobFailed { get; private set; }

    public IReadOnlyList<FailedTask> Failures => [.. failures.OrderBy(each => each.StageId).ThenBy(each => each.StageAttempt).ThenBy(each => each.TaskId)];

    public IReadOnlyList<SparkJob> ToJobs()
    {
        foreach (var (id, job) in liveJobs) jobs[id] = job.ToJob();
        return [.. jobs.Values.OrderBy(each => each.Id)];
    }

    public IReadOnlyList<SparkStage> ToStages()
    {
        foreach (var (key, stage) in liveStages) stages[key] = stage.ToStage();
        return [.. stages.Values.OrderBy(each => each.Id).ThenBy(each => each.Attempt)];
    }

    public void JobStarted(JsonElement line)
    {
        if (line.Int("Job ID"u8) is not { } id) return;
        int[] ids = [.. line.Items("Stage IDs"u8).Where(each => each.ValueKind == JsonValueKind.Number && each.TryGetInt32(out _)).Select(each => each.GetInt32())];
        StageInfo[] infos = [.. line.Items("Stage Infos"u8).Select(StageInfo.Parse).OfType<StageInfo>()];
        // Spark 1.1 and older tell the numbers only.
        if (line.Field("Stage Infos"u8) is null) infos = [.. ids.Select(each => new StageInfo(each, 0, "unknown", 0))];
        var properties = line.Field("Properties"u8) ?? default;
        var job = new LiveJob(new()
        {
            Id = id,
            Name = infos.MaxBy(each => each.Id)?.Name ?? "",
            Description = properties.LongText("spark.job.description"u8),
            Group = properties.LongText("spark.jobGroup.id"u8),
            Status = JobStatus.Running,
            Submitted = line.Time("Submission Time"u8),
            StageIds = ids,
        }, infos.Where(each => each.Completed is null).Sum(each => (long)each.Tasks));

        Forget(id);
        liveJobs[id] = job;
        foreach (var stage in ids) (jobsOfStages.TryGetValue(stage, out var those) ? those : jobsOfStages[stage] = []).Add(job);
        foreach (var info in infos) GetOrAdd(info).Jobs.Add(job);
    }

    public void JobEnded(JsonElement line)
    {
        var result = line.Field("Job Result"u8) ?? default;
        var failed = result.Text("Result"u8) != "JobSucceeded";
        LastJobFailed = failed;
        if (line.Int("Job ID"u8) is not { } id || Forget(id) is not { } job) return;
        // What has not begun by now is not needed.
        foreach (var stage in job.Begun.StageIds.Distinct().SelectMany(Attempts).Where(each => each.Status == StageStatus.Pending).ToList())
        {
            stage.Status = StageStatus.Skipped;
            job.StageSkipped(stage.Info);
            Over(stage);
        }
        job.End(failed ? JobStatus.Failed : JobStatus.Succeeded, line.Time("Completion Time"u8),
            failed ? (result.Field("Exception"u8) ?? default).LongText("Message"u8) ?? "unknown" : null);
        jobs[id] = job.ToJob();
    }

    public void StageSubmitted(JsonElement line)
    {
        if (line.Field("Stage Info"u8) is not { } described || StageInfo.Parse(described) is not { } info) return;
        var stage = GetOrAdd(info);
        stage.Status = StageStatus.Active;
        stage.Jobs = jobsOfStages.TryGetValue(info.Id, out var those) ? [.. those] : [];
        stage.Description = (line.Field("Properties"u8) ?? default).LongText("spark.job.description"u8);
        foreach (var job in stage.Jobs) job.StageSubmitted(info.Id);
    }

    public void StageCompleted(JsonElement line)
    {
        if (line.Field("Stage Info"u8) is not { } described || StageInfo.Parse(described) is not { } info
            || !liveStages.TryGetValue((info.Id, info.Attempt), out var stage)) return;
        stage.Info = info;
        // Where the submission is not told, it was skipped (SPARK-20205).
        stage.Status = info.Failure is not null ? StageStatus.Failed : info.Submitted is not null ? StageStatus.Complete : StageStatus.Skipped;
        foreach (var job in stage.Jobs)
        {
            if (stage.Status == StageStatus.Complete) job.StageCompleted(info.Id);
            else if (stage.Status == StageStatus.Skipped) job.StageSkipped(info);
            else job.FailedStages++;
            job.ActiveStages--;
        }
        foreach (var id in stage.ExcludedExecutors) executors[id]?.IncludeIn(info.Id);
        if (stage.ActiveTasks == 0) Over(stage);
    }

    public void TaskStarted(in TaskEvent task)
    {
        Tasks++;
        liveTasks.Add(task.TaskId);
        executors[task.ExecutorId]?.TaskStarted();
        if (!liveStages.TryGetValue((task.StageId, task.StageAttempt), out var stage)) return;
        stage.TaskStarted(task);
        foreach (var job in stage.Jobs) job.TaskStarted();
    }

    public void TaskEnded(in TaskEvent task)
    {
        if (task.Reason is not { } reason) return;
        var isKnown = liveTasks.Remove(task.TaskId);
        if (reason.Outcome == TaskOutcome.Failed) Keep(task, reason);
        executors[task.ExecutorId]?.TaskEnded(task, reason);
        if (!liveStages.TryGetValue((task.StageId, task.StageAttempt), out var stage)) return;
        stage.TaskEnded(task, reason.Outcome, isKnown);
        foreach (var job in stage.Jobs) job.TaskEnded(task, reason.Outcome);
        if (!stage.IsOver) return;
        // A job that ended before its last tasks did is written down once more.
        foreach (var job in stage.Jobs) jobs[job.Begun.Id] = job.ToJob();
        Over(stage);
    }

    public void ExcludedForStage(JsonElement line, bool isNode)
    {
        if (line.Int("stageId"u8) is not { } id) return;
        var stage = liveStages.GetValueOrDefault((id, line.Int("stageAttemptId"u8) ?? 0));
        foreach (var executor in Excluded(line, isNode).ToList())
        {
            executor.ExcludeFrom(id);
            stage?.ExcludedExecutors.Add(executor.Id);
        }
    }

    private IEnumerable<LiveExecutor> Excluded(JsonElement line, bool isNode)
    {
        if (isNode) return line.Text("hostId"u8) is { } host ? executors.On(host) : [];
        return line.Text("executorId"u8) is { } id && executors[id] is { } executor ? [executor] : [];
    }

    private void Keep(in TaskEvent task, EndReason reason)
    {
        var key = (task.StageId, task.StageAttempt);
        var before = failuresOfStages.GetValueOrDefault(key);
        if (before == MostFailuresOfStage || failures.Count == MostFailures) return;
        failuresOfStages[key] = before + 1;
        failures.Add(new()
        {
            StageId = task.StageId,
            StageAttempt = task.StageAttempt,
            TaskId = task.TaskId,
            Index = task.Index,
            Attempt = task.Attempt,
            ExecutorId = task.ExecutorId,
            Host = task.Host,
            Launched = task.Launched is > 0 and < 253_402_300_800_000 and var launched ? DateTimeOffset.FromUnixTimeMilliseconds(launched) : null,
            Duration = task.Duration,
            Reason = reason.Text,
        });
    }

    private LiveJob? Forget(int id)
    {
        if (!liveJobs.Remove(id, out var job)) return null;
        foreach (var stage in job.Begun.StageIds)
            if (jobsOfStages.TryGetValue(stage, out var those) && those.Remove(job) && those.Count == 0) jobsOfStages.Remove(stage);
        return job;
    }

    private IEnumerable<LiveStage> Attempts(int id) =>
        attemptsOfStages.TryGetValue(id, out var attempts) ? attempts.Select(attempt => liveStages[(id, attempt)]) : [];

    private LiveStage GetOrAdd(StageInfo info)
    {
        var key = (info.Id, info.Attempt);
        if (liveStages.TryGetValue(key, out var stage))
        {
            stage.Info = info;
            return stage;
        }
        (attemptsOfStages.TryGetValue(info.Id, out var attempts) ? attempts : attemptsOfStages[info.Id] = []).Add(info.Attempt);
        return liveStages[key] = new() { Info = info };
    }

    private void Over(LiveStage stage)
    {
        var (id, attempt) = (stage.Info.Id, stage.Info.Attempt);
        stages[(id, attempt)] = stage.ToStage();
        liveStages.Remove((id, attempt));
        if (attemptsOfStages.TryGetValue(id, out var attempts) && attempts.Remove(attempt) && attempts.Count == 0) attemptsOfStages.Remove(id);
    }
}
