using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Spydra.History.JobHistory;

/// <summary>A job of maps, each with attempts, made up for a test, and its events.</summary>
internal sealed record MadeUpJob(string Name, string User, long Finish, IReadOnlyList<MadeUpTask> Tasks)
{
    public const string Id = "1795306400786_0001";

    // Whatever Java can write: its texts are cut between characters, not within one.
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Elements("", "word count", "Räksmörgås – 100%", "a\tb\nc", "\u001b[31mred", "\U0001F600", "{\"json\":\"or not\"}", new string('x', 3000)),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => new string([.. text.Get.Where(each => !char.IsSurrogate(each))])));

    private static readonly Gen<long> Numbers = Gen.OneOf(Gen.Elements(0L, 1, -1, 63, 64, -64, -65, long.MaxValue, long.MinValue), ArbMap.Default.GeneratorFor<long>());

    private static readonly Gen<MadeUpTask> TaskGen =
        from host in Texts
        from error in Texts
        from start in Numbers
        from statuses in Gen.Elements("SUCCEEDED", "FAILED", "KILLED", "").ArrayOf()
        from counted in Numbers.ArrayOf()
        select new MadeUpTask(host, error, start, [.. statuses.Take(20)], [.. counted.Take(5)]);

    public static Gen<MadeUpJob> Any { get; } =
        from name in Texts
        from user in Texts
        from finish in Numbers
        from tasks in TaskGen.ArrayOf()
        select new MadeUpJob(name, user, finish, [.. tasks.Take(8)]);

    public IEnumerable<JsonNode> Events()
    {
        yield return HistoryWriter.Event("AM_STARTED", "AMStarted", new()
        {
            ["applicationAttemptId"] = $"appattempt_{Id}_000001",
            ["startTime"] = 1L,
            ["containerId"] = $"container_{Id}_01_000001",
            ["nodeManagerHost"] = "w-0",
            ["nodeManagerPort"] = 8026L,
            ["nodeManagerHttpPort"] = 8042L,
        });
        yield return HistoryWriter.Event("JOB_SUBMITTED", "JobSubmitted", new()
        {
            ["jobid"] = $"job_{Id}",
            ["jobName"] = Name,
            ["userName"] = User,
            ["submitTime"] = 2L,
            ["jobConfPath"] = "c",
            ["acls"] = new JsonObject { ["VIEW"] = " ", ["MODIFY"] = "*" },
            ["jobQueueName"] = "default",
            ["workflowId"] = new JsonObject { ["string"] = "" },
        });
        foreach (var each in Tasks.SelectMany((task, number) => task.Events(number))) yield return each;
        yield return HistoryWriter.Event("JOB_FAILED", "JobUnsuccessfulCompletion", new()
        {
            ["jobid"] = $"job_{Id}",
            ["finishTime"] = Finish,
            ["finishedMaps"] = 3L,
            ["finishedReduces"] = 0L,
            ["jobStatus"] = "FAILED",
            ["diagnostics"] = new JsonObject { ["string"] = Name },
            ["failedMaps"] = 1L,
            ["failedReduces"] = 0L,
            ["killedMaps"] = 2L,
            ["killedReduces"] = 0L,
        });
    }
}

/// <summary>A map; the status of an attempt that did not end is empty.</summary>
internal sealed record MadeUpTask(string Host, string Error, long Start, IReadOnlyList<string> Attempts, IReadOnlyList<long> Counted)
{
    public IEnumerable<JsonNode> Events(int number)
    {
        var id = $"{MadeUpJob.Id}_m_{number:000000}";
        yield return HistoryWriter.Event("TASK_STARTED", "TaskStarted", new() { ["taskid"] = "task_" + id, ["taskType"] = "MAP", ["startTime"] = Start, ["splitLocations"] = Host });
        for (var attempt = 0; attempt < Attempts.Count; attempt++)
        {
            yield return HistoryWriter.Event("MAP_ATTEMPT_STARTED", "TaskAttemptStarted", new()
            {
                ["taskid"] = "task_" + id,
                ["taskType"] = "MAP",
                ["attemptId"] = $"attempt_{id}_{attempt}",
                ["startTime"] = Start,
                ["trackerName"] = Host,
                ["httpPort"] = 8042L,
                ["shufflePort"] = 13562L,
                ["containerId"] = $"container_{MadeUpJob.Id}_01_{number:000000}",
                ["locality"] = new JsonObject { ["string"] = "NODE_LOCAL" },
            });
            if (Attempts[attempt] == "SUCCEEDED") yield return Finished(id, attempt);
            else if (Attempts[attempt].Length > 0) yield return Failed(id, attempt);
        }
    }

    private JsonNode Finished(string id, int attempt) => HistoryWriter.Event("MAP_ATTEMPT_FINISHED", "MapAttemptFinished", new()
    {
        ["taskid"] = "task_" + id,
        ["attemptId"] = $"attempt_{id}_{attempt}",
        ["taskType"] = "MAP",
        ["taskStatus"] = "SUCCEEDED",
        ["mapFinishTime"] = Start,
        ["finishTime"] = Start,
        ["hostname"] = Host,
        ["port"] = 8026L,
        ["rackname"] = "/r",
        ["state"] = "map",
        ["counters"] = Counters(),
        ["clockSplits"] = new JsonArray(1L, 2L),
        ["cpuUsages"] = new JsonArray(3L),
        ["vMemKbytes"] = new JsonArray(),
        ["physMemKbytes"] = new JsonArray(4L, 5L, 6L, 7L),
    });

    private JsonNode Failed(string id, int attempt) => HistoryWriter.Event("MAP_ATTEMPT_" + Attempts[attempt], "TaskAttemptUnsuccessfulCompletion", new()
    {
        ["taskid"] = "task_" + id,
        ["taskType"] = "MAP",
        ["attemptId"] = $"attempt_{id}_{attempt}",
        ["finishTime"] = Start,
        ["hostname"] = Host,
        ["port"] = -1L,
        ["rackname"] = "",
        ["status"] = Attempts[attempt],
        ["error"] = Error,
        ["counters"] = new JsonObject { ["org.apache.hadoop.mapreduce.jobhistory.JhCounters"] = Counters() },
        ["clockSplits"] = new JsonArray(),
        ["cpuUsages"] = new JsonArray(),
        ["vMemKbytes"] = new JsonArray(),
        ["physMemKbytes"] = new JsonArray(),
    });

    private JsonObject Counters() => new()
    {
        ["name"] = "COUNTERS",
        ["groups"] = new JsonArray(new JsonObject
        {
            ["name"] = "g",
            ["displayName"] = Host,
            ["counts"] = new JsonArray([.. Counted.Select((value, place) => new JsonObject { ["name"] = $"c{place}", ["displayName"] = Error, ["value"] = value })]),
        }),
    };
}
