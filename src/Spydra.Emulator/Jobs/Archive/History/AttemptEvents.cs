using System.Text.Json.Nodes;
using Spydra.Emulator.Jobs.Streaming.History;

namespace Spydra.Emulator.Jobs.Archive.History;

/// <summary>The two events of a task's attempt.</summary>
internal static class AttemptEvents
{
    private const string Rack = "/default-rack";

    // How long, how much processor and memory, in twelve parts of the attempt's life. -1 is what Hadoop itself writes where it did not measure.
    private static readonly string[] NotMeasured = ["clockSplits", "cpuUsages", "vMemKbytes", "physMemKbytes"];
    private const int Parts = 12;

    public static JsonObject Started(TaskRecord task, TaskAttemptRecord attempt) => HistoryEvents.Event($"{task.Kind}_ATTEMPT_STARTED", "TaskAttemptStarted", new()
    {
        ["taskid"] = task.Id,
        ["taskType"] = task.Kind,
        ["attemptId"] = attempt.Id,
        ["startTime"] = HistoryEvents.Millis(attempt.StartTime),
        ["trackerName"] = attempt.Host,
        ["httpPort"] = (long)NodePorts.Http,
        ["shufflePort"] = (long)NodePorts.Shuffle,
        ["containerId"] = attempt.ContainerId,
        ["locality"] = task.Kind == "MAP" ? "NODE_LOCAL" : "OFF_SWITCH",
        ["avataar"] = "VIRGIN",
    });

    public static JsonObject Ended(TaskRecord task, TaskAttemptRecord attempt)
    {
        var finished = HistoryEvents.Millis(attempt.FinishTime);
        JsonObject fields = new()
        {
            ["taskid"] = task.Id,
            ["taskType"] = task.Kind,
            ["attemptId"] = attempt.Id,
            ["finishTime"] = finished,
            ["hostname"] = attempt.Host,
            ["port"] = (long)NodePorts.Manager,
            ["rackname"] = Rack,
            ["counters"] = HistoryCounters.Of("COUNTERS", attempt.Counters),
        };
        foreach (var name in NotMeasured) fields[name] = new JsonArray([.. Enumerable.Repeat(-1L, Parts).Select(part => JsonValue.Create(part))]);
        if (attempt.State != "SUCCEEDED")
        {
            fields["status"] = attempt.State;
            fields["error"] = attempt.Diagnostics;
            return HistoryEvents.Event($"{task.Kind}_ATTEMPT_{attempt.State}", "TaskAttemptUnsuccessfulCompletion", fields);
        }

        fields["taskStatus"] = attempt.State;
        fields["state"] = attempt.Status;
        if (task.Kind == "MAP")
        {
            fields["mapFinishTime"] = finished;
            return HistoryEvents.Event("MAP_ATTEMPT_FINISHED", "MapAttemptFinished", fields);
        }

        // The maps have ended when a reduce starts, and their output is here: there is no shuffle that would take its time.
        fields["shuffleFinishTime"] = HistoryEvents.Millis(attempt.StartTime);
        fields["sortFinishTime"] = HistoryEvents.Millis(attempt.StartTime);
        return HistoryEvents.Event("REDUCE_ATTEMPT_FINISHED", "ReduceAttemptFinished", fields);
    }
}
