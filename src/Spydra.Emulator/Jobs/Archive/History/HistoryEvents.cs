using System.Text.Json.Nodes;
using Spydra.Emulator.Jobs.Streaming.Counters;
using Spydra.Emulator.Jobs.Streaming.History;

namespace Spydra.Emulator.Jobs.Archive.History;

/// <summary>The events of a job's course, in the order in which an application master would have written them.</summary>
internal sealed class HistoryEvents
{
    private readonly JobRecord job;
    private readonly IReadOnlyList<string> nodes;

    private HistoryEvents(JobRecord job, IReadOnlyList<string> nodes) => (this.job, this.nodes) = (job, nodes);

    /// <param name="job">What happened.</param>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="nodes">The machines that containers ran on; the application master is on the first.</param>
    public static IReadOnlyList<JsonObject> Of(JobRecord job, string cluster, IReadOnlyList<string> nodes)
    {
        var events = new HistoryEvents(job, nodes);
        return [.. events.Beginning(cluster), .. events.Course(), events.End()];
    }

    private IEnumerable<JsonObject> Beginning(string cluster)
    {
        var queue = job.Configuration.GetValueOrDefault("mapreduce.job.queuename", "default");
        var numbers = job.Id["job_".Length..];
        yield return Event("AM_STARTED", "AMStarted", new()
        {
            ["applicationAttemptId"] = $"appattempt_{numbers}_000001",
            ["startTime"] = Millis(job.SubmitTime),
            ["containerId"] = $"container_{numbers}_01_000001",
            ["nodeManagerHost"] = nodes[0],
            ["nodeManagerPort"] = (long)NodePorts.Manager,
            ["nodeManagerHttpPort"] = (long)NodePorts.Http,
        });
        yield return Event("JOB_SUBMITTED", "JobSubmitted", new()
        {
            ["jobid"] = job.Id,
            ["jobName"] = job.Name,
            ["userName"] = job.User,
            ["submitTime"] = Millis(job.SubmitTime),
            ["jobConfPath"] = $"hdfs://{cluster}-m/tmp/hadoop-yarn/staging/{job.User}/.staging/{job.Id}/job.xml",
            ["acls"] = new JsonObject(),
            ["jobQueueName"] = queue,
            ["workflowId"] = "",
            ["workflowName"] = "",
            ["workflowNodeName"] = "",
            ["workflowAdjacencies"] = "",
            ["workflowTags"] = "",
        });
        yield return Event("JOB_QUEUE_CHANGED", "JobQueueChange", new() { ["jobid"] = job.Id, ["jobQueueName"] = queue });
        yield return Event("JOB_INITED", "JobInited", new()
        {
            ["jobid"] = job.Id,
            ["launchTime"] = Millis(job.LaunchTime),
            ["totalMaps"] = (long)job.Tasks.Count(task => task.Kind == "MAP"),
            ["totalReduces"] = (long)job.Tasks.Count(task => task.Kind == "REDUCE"),
            ["jobStatus"] = "INITED",
            ["uberized"] = false,
        });
        yield return Event("JOB_INFO_CHANGED", "JobInfoChange", new()
        {
            ["jobid"] = job.Id,
            ["submitTime"] = Millis(job.SubmitTime),
            ["launchTime"] = Millis(job.LaunchTime),
        });
        foreach (var task in job.Tasks)
            yield return Event("TASK_STARTED", "TaskStarted", new()
            {
                ["taskid"] = task.Id,
                ["taskType"] = task.Kind,
                ["startTime"] = Millis(job.LaunchTime),
                // All nodes are this machine.
                ["splitLocations"] = task.Split is null ? "" : string.Join(',', nodes),
            });
    }

    private IEnumerable<JsonObject> Course()
    {
        List<(DateTimeOffset At, JsonObject Event)> events = [];
        foreach (var task in job.Tasks)
        {
            foreach (var attempt in task.Attempts)
            {
                events.Add((attempt.StartTime, AttemptEvents.Started(task, attempt)));
                events.Add((attempt.FinishTime, AttemptEvents.Ended(task, attempt)));
            }

            var ended = task.Attempts.Count > 0 ? task.Attempts[^1].FinishTime : job.FinishTime;
            events.Add((ended, task.State == "SUCCEEDED" ? Finished(task, ended) : Failed(task, ended)));
        }

        return events.OrderBy(each => each.At).Select(each => each.Event);
    }

    private static JsonObject Finished(TaskRecord task, DateTimeOffset at)
    {
        var attempt = task.Attempts.Last(each => each.State == "SUCCEEDED");
        return Event("TASK_FINISHED", "TaskFinished", new()
        {
            ["taskid"] = task.Id,
            ["taskType"] = task.Kind,
            ["finishTime"] = Millis(at),
            ["status"] = task.State,
            ["counters"] = HistoryCounters.Of("COUNTERS", attempt.Counters),
            ["successfulAttemptId"] = attempt.Id,
        });
    }

    private static JsonObject Failed(TaskRecord task, DateTimeOffset at)
    {
        var because = task.State == "FAILED" ? task.Attempts.Last(attempt => attempt.State == "FAILED") : null;
        return Event("TASK_FAILED", "TaskFailed", new()
        {
            ["taskid"] = task.Id,
            ["taskType"] = task.Kind,
            ["finishTime"] = Millis(at),
            // The comma is Hadoop's: it puts one before each reason.
            ["error"] = because is null ? "" : ", " + because.Diagnostics,
            ["failedDueToAttempt"] = because?.Id,
            ["status"] = task.State,
            ["counters"] = HistoryCounters.Of("COUNTERS", new CounterSet()),
        });
    }

    private JsonObject End()
    {
        JsonObject fields = new()
        {
            ["jobid"] = job.Id,
            ["finishTime"] = Millis(job.FinishTime),
            ["finishedMaps"] = Count("MAP", "SUCCEEDED"),
            ["finishedReduces"] = Count("REDUCE", "SUCCEEDED"),
            ["failedMaps"] = Count("MAP", "FAILED"),
            ["failedReduces"] = Count("REDUCE", "FAILED"),
            ["killedMaps"] = Count("MAP", "KILLED"),
            ["killedReduces"] = Count("REDUCE", "KILLED"),
        };
        if (job.State == "SUCCEEDED")
        {
            fields["totalCounters"] = HistoryCounters.Of("TOTAL_COUNTERS", job.Counters);
            fields["mapCounters"] = HistoryCounters.Of("MAP_COUNTERS", Sum("MAP"));
            fields["reduceCounters"] = HistoryCounters.Of("REDUCE_COUNTERS", Sum("REDUCE"));
            return Event("JOB_FINISHED", "JobFinished", fields);
        }

        fields["jobStatus"] = job.State;
        fields["diagnostics"] = job.Diagnostics;
        return Event($"JOB_{job.State}", "JobUnsuccessfulCompletion", fields);
    }

    private long Count(string kind, string state) => job.Tasks.LongCount(task => task.Kind == kind && task.State == state);

    private CounterSet Sum(string kind)
    {
        var sum = new CounterSet();
        foreach (var attempt in job.Tasks.Where(task => task.Kind == kind).SelectMany(task => task.Attempts))
            if (attempt.State == "SUCCEEDED") sum.Add(attempt.Counters);
        return sum;
    }

    internal static JsonObject Event(string type, string record, JsonObject fields) => new() { ["type"] = type, ["event"] = new JsonObject { [record] = fields } };

    internal static long Millis(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
