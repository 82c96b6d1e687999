using System.Text.Json;
using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.History.JobHistory;

/// <summary>What Hadoop's JobHistoryServer answers about the golden histories, and what its viewer prints as JSON, against the model.</summary>
public sealed class RestOracleTests
{
    private static readonly IReadOnlyList<GoldenHistory> Answered = [.. GoldenHistories.All.Where(golden => golden.Rest("job.json") is not null)];

    [Fact]
    public async Task The_job_is_what_the_history_server_says()
    {
        AreThere();

        foreach (var golden in Answered)
        {
            var (told, job) = (Object(golden, "job.json")["job"]!, await golden.ReadAsync());
            var (maps, reduces) = (AttemptSummary.Of(job, TaskKind.Map), AttemptSummary.Of(job, TaskKind.Reduce));
            Assert.Equal((Text(told, "id"), Text(told, "name"), Text(told, "user"), Text(told, "queue"), Text(told, "state")), (job.Id!.Value.JobId, job.Name, job.User, job.Queue, job.Status));
            Assert.Equal((Number(told, "submitTime"), Number(told, "startTime"), Number(told, "finishTime")), (job.SubmitTime, job.LaunchTime, job.FinishTime));
            Assert.Equal((Number(told, "mapsTotal"), Number(told, "reducesTotal")), (job.TotalMaps, job.TotalReduces));
            Assert.Equal((Number(told, "failedMapAttempts"), Number(told, "killedMapAttempts"), Number(told, "failedReduceAttempts"), Number(told, "killedReduceAttempts")),
                (maps.Failed, maps.Killed, reduces.Failed, reduces.Killed));
            Assert.Equal(told["uberized"]!.GetValue<bool>(), job.Uberized);
            Assert.True(job.Complete);
        }
    }

    [Fact]
    public async Task The_masters_are_what_the_history_server_says()
    {
        AreThere();

        foreach (var golden in Answered)
        {
            var told = Object(golden, "jobattempts.json")["jobAttempts"]!["jobAttempt"]!.AsArray();
            var job = await golden.ReadAsync();
            Assert.Equal(
                told.Select(each => (Text(each!, "containerId"), Text(each!, "nodeId"), Text(each!, "nodeHttpAddress"), Number(each!, "startTime"))),
                job.ApplicationMasters.Select(master => (master.ContainerId, $"{master.Host}:{master.Port}", $"{master.Host}:{master.HttpPort}", master.StartTime)));
        }
    }

    [Fact]
    public async Task The_tasks_and_attempts_are_what_the_history_server_says()
    {
        AreThere();
        var attempts = 0;

        foreach (var golden in Answered)
        {
            var job = await golden.ReadAsync();
            var told = Object(golden, "tasks.json")["tasks"]!["task"]!.AsArray();
            Assert.Equal(
                told.Select(each => (Text(each!, "id"), Text(each!, "type"), Text(each!, "state"), Text(each!, "successfulAttempt"))).Order(),
                job.Tasks.Select(task => (task.Id.ToString(), task.Id.Kind == TaskKind.Map ? "MAP" : "REDUCE", task.Status ?? "", task.SuccessfulAttempt?.ToString() ?? "")).Order());
            foreach (var task in job.Tasks.Where(task => golden.Rest($"tasks/{task.Id}/attempts.json") is not null))
            {
                var ofTask = Object(golden, $"tasks/{task.Id}/attempts.json")["taskAttempts"]?["taskAttempt"]?.AsArray() ?? [];
                attempts += ofTask.Count;
                Assert.Equal(
                    ofTask.Select(each => (Text(each!, "id"), Number(each!, "startTime"), Number(each!, "finishTime"), Text(each!, "state"), Text(each!, "assignedContainerId"), Text(each!, "nodeHttpAddress"), Text(each!, "rack"), Text(each!, "diagnostics"))).Order(),
                    task.Attempts.Select(attempt => (attempt.Id.ToString(), attempt.StartTime, attempt.FinishTime, attempt.Status!, attempt.ContainerId, $"{attempt.Tracker}:{attempt.HttpPort}", attempt.Rack, attempt.Error)).Order());
                SameCounters(golden, $"tasks/{task.Id}/counters.json", "jobTaskCounters", "taskCounterGroup", "value", task.Counters);
                foreach (var attempt in task.Attempts)
                    SameCounters(golden, $"tasks/{task.Id}/attempts/{attempt.Id}.counters.json", "jobTaskAttemptCounters", "taskAttemptCounterGroup", "value", attempt.Counters);
            }
        }

        Assert.True(attempts > 30, $"{attempts} attempts");
    }

    [Fact]
    public async Task The_counters_of_a_job_are_what_the_history_server_says()
    {
        AreThere();

        foreach (var golden in Answered)
        {
            var job = await golden.ReadAsync();
            if (job.TotalCounters is null) continue;
            SameCounters(golden, "counters.json", "jobCounters", "counterGroup", "totalCounterValue", job.TotalCounters);
            SameCounters(golden, "counters.json", "jobCounters", "counterGroup", "mapCounterValue", job.MapCounters);
            SameCounters(golden, "counters.json", "jobCounters", "counterGroup", "reduceCounterValue", job.ReduceCounters);
        }
    }

    [Fact]
    public async Task The_job_is_what_the_viewer_of_Hadoop_prints_as_JSON()
    {
        var printed = GoldenHistories.All.Where(golden => golden.Expected("history-all.json") is not null).ToList();

        foreach (var golden in printed)
        {
            var (told, job) = (JsonNode.Parse(golden.Expected("history-all.json")!)!, await golden.ReadAsync());
            Assert.Equal((Text(told, "hadoopJob"), Text(told, "jobName"), Text(told, "jobConf"), Text(told, "status")), (job.Id!.Value.JobId, job.Name, job.ConfPath, job.Status));
            foreach (var (name, kind, finished) in new[] { ("map", TaskKind.Map, job.FinishedMaps), ("reduce", TaskKind.Reduce, job.FinishedReduces) })
            {
                var sum = told["taskSummary"]![name]!;
                Assert.Equal((Number(sum, "total"), Number(sum, "failed"), Number(sum, "killed"), Number(sum, "startTime"), Number(sum, "finishTime")) is var (total, failed, killed, first, last)
                    ? new AttemptSummary((int)total, (int)failed, (int)killed, first, last) : default, AttemptSummary.Of(job, kind));
                Assert.Equal(Number(sum, "successful"), finished);
            }
            Assert.Equal(
                told["tasks"]!.AsArray().Select(task => (Text(task!, "taskId"), Text(task!, "status"), Number(task!, "startTime"), Number(task!, "finishTime"), Text(task!, "inputSplits"), Text(task!, "error"))).Order(),
                job.Tasks.Where(task => task.Status is not null).Select(task => (task.Id.ToString(), task.Status!, task.StartTime, task.FinishTime, task.Id.Kind == TaskKind.Map ? task.SplitLocations : "", task.Error)).Order());
        }

        Assert.NotEmpty(printed);
    }

    // The server leaves groups out that have no counter, and shows none for whom it knows none.
    private static void SameCounters(GoldenHistory golden, string file, string root, string groups, string value, Counters? counters)
    {
        if (golden.Rest(file) is null) return;
        var told = (Object(golden, file)[root]![groups]?.AsArray() ?? []).SelectMany(group => group!["counter"]!.AsArray()
            .Select(counter => (Group: Text(group!, "counterGroupName"), Name: Text(counter!, "name"), Value: Number(counter!, value)))).ToList();
        // A counter that the maps do not have is a 0 in the list of all counters of the job.
        Assert.Equal(
            told.Where(each => root != "jobCounters" || counters?.Find(each.Group, each.Name) is not null || each.Value != 0).Select(each => $"{each.Group} {each.Name} {each.Value}").Distinct().Order(StringComparer.Ordinal),
            (counters?.All ?? []).Select(counter => $"{counter.Group} {counter.Name} {counter.Value}").Order(StringComparer.Ordinal));
    }

    private static void AreThere() => Assert.SkipWhen(RepositoryFiles.Shared("hadoop-golden") is null, "The answers of the history server are beside the checkout.");

    private static JsonNode Object(GoldenHistory golden, string file)
    {
        using var document = JsonDocument.Parse(golden.Rest(file)!);
        return Node(document.RootElement)!;
    }

    // The server writes the type of an attempt twice.
    private static JsonNode? Node(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array) return new JsonArray([.. element.EnumerateArray().Select(Node)]);
        if (element.ValueKind != JsonValueKind.Object) return JsonValue.Create(element.Clone());
        var node = new JsonObject();
        foreach (var member in element.EnumerateObject()) node[member.Name] = Node(member.Value);
        return node;
    }

    private static string Text(JsonNode told, string name) => told[name]?.GetValue<string>() ?? "";

    private static long Number(JsonNode told, string name) => told[name]!.GetValue<long>();
}
