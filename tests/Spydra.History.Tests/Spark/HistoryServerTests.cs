using System.Globalization;
using System.Text.Json;

namespace Spydra.History.Spark;

/// <summary>Every log of the shared corpora against the REST answers of Spark's own history server, field by field.</summary>
public sealed class HistoryServerTests
{
    [Fact]
    public async Task Applications_are_what_the_history_server_says() => await CompareAsync("", (application, answer) =>
    {
        var attempt = answer.GetProperty("attempts").EnumerateArray().Single(each => Text(each, "attemptId") == application.Attempt);
        return new()
        {
            ["id"] = (application.Id, Text(answer, "id")),
            ["name"] = (application.Name, Text(answer, "name")),
            ["user"] = (application.User, Text(attempt, "sparkUser")),
            ["start"] = (Time(application.Started), Text(attempt, "startTime")),
            ["end"] = (application.IsComplete ? Time(application.Ended) : "1969-12-31T23:59:59.999GMT", Text(attempt, "endTime")),
            ["completed"] = (application.IsComplete, attempt.GetProperty("completed").GetBoolean()),
            // The older corpus has the version taken out.
            ["version"] = (Text(attempt, "appSparkVersion") is "" ? "" : application.SparkVersion, Text(attempt, "appSparkVersion")),
        };
    });

    [Fact]
    public async Task Jobs_are_what_the_history_server_says() => await CompareAsync("/jobs", (application, answer) => Each(
        answer, "jobId", application.Jobs.ToDictionary(job => job.Id.ToString(CultureInfo.InvariantCulture)), (job, expected) => new()
        {
            ["name"] = (job.Name, Text(expected, "name")),
            ["description"] = (job.Description, Text(expected, "description")),
            ["group"] = (job.Group, Text(expected, "jobGroup")),
            ["status"] = (job.Status.ToString().ToUpperInvariant(), Text(expected, "status")),
            ["submitted"] = (Time(job.Submitted), Text(expected, "submissionTime")),
            ["completed"] = (Time(job.Completed), Text(expected, "completionTime")),
            ["stages"] = (string.Join(',', job.StageIds.Order()), string.Join(',', expected.GetProperty("stageIds").EnumerateArray().Select(each => each.GetInt32()).Order())),
            ["numTasks"] = (job.Tasks.Total, Number(expected, "numTasks")),
            ["numActiveTasks"] = (job.Tasks.Active, Number(expected, "numActiveTasks")),
            ["numCompletedTasks"] = (job.Tasks.Completed, Number(expected, "numCompletedTasks")),
            ["numSkippedTasks"] = (job.Tasks.Skipped, Number(expected, "numSkippedTasks")),
            ["numFailedTasks"] = (job.Tasks.Failed, Number(expected, "numFailedTasks")),
            ["numKilledTasks"] = (job.Tasks.Killed, Number(expected, "numKilledTasks")),
            ["numCompletedIndices"] = (job.CompletedIndices, Number(expected, "numCompletedIndices")),
            ["numActiveStages"] = (job.ActiveStages, Number(expected, "numActiveStages")),
            ["numCompletedStages"] = (job.CompletedStages, Number(expected, "numCompletedStages")),
            ["numSkippedStages"] = (job.SkippedStages, Number(expected, "numSkippedStages")),
            ["numFailedStages"] = (job.FailedStages, Number(expected, "numFailedStages")),
        }));

    [Fact]
    public async Task Stages_are_what_the_history_server_says() => await CompareAsync("/stages", (application, answer) => Each(
        answer, "stageId", application.Stages.ToDictionary(stage => $"{stage.Id}.{stage.Attempt}"), (stage, expected) => new()
        {
            ["name"] = (stage.Name, Text(expected, "name")),
            ["description"] = (stage.Description, Text(expected, "description")),
            ["status"] = (stage.Status.ToString().ToUpperInvariant(), Text(expected, "status")),
            ["submitted"] = (Time(stage.Submitted), Text(expected, "submissionTime")),
            ["first"] = (Time(stage.FirstTaskLaunched), Text(expected, "firstTaskLaunchedTime")),
            ["completed"] = (Time(stage.Completed), Text(expected, "completionTime")),
            ["failure"] = (stage.Failure, Text(expected, "failureReason")),
            ["numTasks"] = (stage.Tasks.Total, Number(expected, "numTasks")),
            ["numActiveTasks"] = (stage.Tasks.Active, Number(expected, "numActiveTasks")),
            ["numCompleteTasks"] = (stage.Tasks.Completed, Number(expected, "numCompleteTasks")),
            ["numFailedTasks"] = (stage.Tasks.Failed, Number(expected, "numFailedTasks")),
            ["numKilledTasks"] = (stage.Tasks.Killed, Number(expected, "numKilledTasks")),
            ["numCompletedIndices"] = (stage.CompletedIndices, Number(expected, "numCompletedIndices")),
            ["executorDeserializeTime"] = (stage.Metrics.DeserializeTime, Number(expected, "executorDeserializeTime")),
            ["executorDeserializeCpuTime"] = (stage.Metrics.DeserializeCpuNanoseconds, Number(expected, "executorDeserializeCpuTime")),
            ["executorRunTime"] = (stage.Metrics.RunTime, Number(expected, "executorRunTime")),
            ["executorCpuTime"] = (stage.Metrics.CpuNanoseconds, Number(expected, "executorCpuTime")),
            ["resultSize"] = (stage.Metrics.ResultBytes, Number(expected, "resultSize")),
            ["jvmGcTime"] = (stage.Metrics.GcTime, Number(expected, "jvmGcTime")),
            ["resultSerializationTime"] = (stage.Metrics.ResultSerializationTime, Number(expected, "resultSerializationTime")),
            ["memoryBytesSpilled"] = (stage.Metrics.MemorySpilledBytes, Number(expected, "memoryBytesSpilled")),
            ["diskBytesSpilled"] = (stage.Metrics.DiskSpilledBytes, Number(expected, "diskBytesSpilled")),
            ["peakExecutionMemory"] = (stage.Metrics.PeakExecutionMemory, Number(expected, "peakExecutionMemory")),
            ["inputBytes"] = (stage.Metrics.InputBytes, Number(expected, "inputBytes")),
            ["inputRecords"] = (stage.Metrics.InputRecords, Number(expected, "inputRecords")),
            ["outputBytes"] = (stage.Metrics.OutputBytes, Number(expected, "outputBytes")),
            ["outputRecords"] = (stage.Metrics.OutputRecords, Number(expected, "outputRecords")),
            ["shuffleRemoteBlocksFetched"] = (stage.Metrics.ShuffleRemoteBlocks, Number(expected, "shuffleRemoteBlocksFetched")),
            ["shuffleLocalBlocksFetched"] = (stage.Metrics.ShuffleLocalBlocks, Number(expected, "shuffleLocalBlocksFetched")),
            ["shuffleFetchWaitTime"] = (stage.Metrics.ShuffleFetchWaitTime, Number(expected, "shuffleFetchWaitTime")),
            ["shuffleRemoteBytesRead"] = (stage.Metrics.ShuffleRemoteBytes, Number(expected, "shuffleRemoteBytesRead")),
            ["shuffleRemoteBytesReadToDisk"] = (stage.Metrics.ShuffleRemoteBytesToDisk, Number(expected, "shuffleRemoteBytesReadToDisk")),
            ["shuffleLocalBytesRead"] = (stage.Metrics.ShuffleLocalBytes, Number(expected, "shuffleLocalBytesRead")),
            ["shuffleReadBytes"] = (stage.Metrics.ShuffleReadBytes, Number(expected, "shuffleReadBytes")),
            ["shuffleReadRecords"] = (stage.Metrics.ShuffleReadRecords, Number(expected, "shuffleReadRecords")),
            ["shuffleWriteBytes"] = (stage.Metrics.ShuffleWriteBytes, Number(expected, "shuffleWriteBytes")),
            ["shuffleWriteTime"] = (stage.Metrics.ShuffleWriteNanoseconds, Number(expected, "shuffleWriteTime")),
            ["shuffleWriteRecords"] = (stage.Metrics.ShuffleWriteRecords, Number(expected, "shuffleWriteRecords")),
        }));

    [Theory]
    [InlineData("/allexecutors", true)]
    [InlineData("/executors", false)]
    public async Task Executors_are_what_the_history_server_says(string request, bool isAll) => await CompareAsync(request, (application, answer) => Each(
        answer, "id", application.Executors.Where(executor => isAll || executor.Removed is null).ToDictionary(executor => executor.Id), (executor, expected) => new()
        {
            ["hostPort"] = (executor.HostPort, Text(expected, "hostPort")),
            ["isActive"] = (executor.Removed is null, expected.GetProperty("isActive").GetBoolean()),
            ["totalCores"] = (executor.Cores, Number(expected, "totalCores")),
            ["maxMemory"] = (executor.MaxMemory, Number(expected, "maxMemory")),
            ["addTime"] = (Time(executor.Added), Text(expected, "addTime")),
            ["removeTime"] = (Time(executor.Removed), Text(expected, "removeTime")),
            ["removeReason"] = (executor.RemovedReason, Text(expected, "removeReason")),
            ["totalTasks"] = (executor.Tasks, Number(expected, "totalTasks")),
            ["activeTasks"] = (executor.ActiveTasks, Number(expected, "activeTasks")),
            ["completedTasks"] = (executor.CompletedTasks, Number(expected, "completedTasks")),
            ["failedTasks"] = (executor.FailedTasks, Number(expected, "failedTasks")),
            // For the driver the history server puts the application's own time and the garbage collection of its process there.
            ["totalDuration"] = (executor.Id == "driver" ? 0 : executor.TaskTime, executor.Id == "driver" ? 0 : Number(expected, "totalDuration")),
            ["totalGCTime"] = (executor.Id == "driver" ? 0 : executor.GcTime, executor.Id == "driver" ? 0 : Number(expected, "totalGCTime")),
            ["totalInputBytes"] = (executor.InputBytes, Number(expected, "totalInputBytes")),
            ["totalShuffleRead"] = (executor.ShuffleReadBytes, Number(expected, "totalShuffleRead")),
            ["totalShuffleWrite"] = (executor.ShuffleWriteBytes, Number(expected, "totalShuffleWrite")),
            ["isExcluded"] = (executor.IsExcluded, expected.GetProperty("isExcluded").GetBoolean()),
            ["excludedInStages"] = (string.Join(',', executor.ExcludedInStages), string.Join(',', expected.GetProperty("excludedInStages").EnumerateArray())),
            ["container"] = (executor.ContainerId, expected.TryGetProperty("attributes", out var attributes) ? Text(attributes, "CONTAINER_ID") : null),
        }));

    [Fact]
    public async Task Failed_tasks_are_what_the_history_server_says()
    {
        var compared = 0;
        foreach (var corpus in SparkCorpus.All())
            foreach (var application in await corpus.ReadAllAsync())
                foreach (var stage in application.Stages)
                {
                    if (corpus.Answer($"{Path(application)}/stages/{stage.Id}/{stage.Attempt}/taskList?status=failed") is not { } answer) continue;
                    var failed = application.FailedTasks.Where(each => (each.StageId, each.StageAttempt) == (stage.Id, stage.Attempt))
                        .Select(each => (each.TaskId, (long)each.Index, (long)each.Attempt, each.ExecutorId, each.Host, Time(each.Launched), each.Duration, each.Reason)).Take(20);

                    Assert.Equal(answer.EnumerateArray().Select(each => (Number(each, "taskId"), Number(each, "index"), Number(each, "attempt"), Text(each, "executorId"),
                        Text(each, "host"), Text(each, "launchTime"), Number(each, "duration"), Text(each, "errorMessage") ?? "")), failed!);
                    compared++;
                }

        Assert.True(compared > 0 || !SparkCorpus.All().Any());
    }

    [Fact]
    public async Task Properties_are_what_the_history_server_says() => await CompareAsync("/environment", (application, answer) => new()
    {
        ["properties"] = (
            string.Join('\n', application.Properties.Where(each => each.Value != "*********(redacted)").Select(each => $"{each.Key}={each.Value}")),
            string.Join('\n', answer.GetProperty("sparkProperties").EnumerateArray().Where(each => each[1].GetString() != "*********(redacted)").Select(each => $"{each[0]}={each[1]}"))),
    });

    private static async Task CompareAsync(string request, Func<SparkApplication, JsonElement, Dictionary<string, (object? Ours, object? Theirs)>> fields)
    {
        List<string> wrong = [];
        foreach (var corpus in SparkCorpus.All())
        {
            var compared = 0;
            foreach (var application in await corpus.ReadAllAsync())
            {
                var path = request.Length == 0 ? $"applications/{application.Id}" : Path(application) + request;
                if (corpus.Answer(path) is not { } answer) continue;
                compared++;
                wrong.AddRange(from field in fields(application, answer)
                               let ours = field.Value.Ours is int number ? (long)number : field.Value.Ours
                               where !Equals(ours, field.Value.Theirs)
                               select $"{application.Log.Name} {field.Key}: ours {ours}, theirs {field.Value.Theirs}");
            }
            if (request is not "/environment" and not "/allexecutors") Assert.NotEqual(0, compared);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(50)));
    }

    private static Dictionary<string, (object?, object?)> Each<T>(
        JsonElement answer, string id, Dictionary<string, T> ours, Func<T, JsonElement, Dictionary<string, (object?, object?)>> fields)
    {
        var theirs = answer.EnumerateArray().ToDictionary(each => each.TryGetProperty("attemptId", out var attempt) ? $"{each.GetProperty(id)}.{attempt}" : each.GetProperty(id).ToString());
        Dictionary<string, (object?, object?)> all = new() { ["ids"] = (string.Join(' ', ours.Keys.Order()), string.Join(' ', theirs.Keys.Order())) };
        foreach (var (key, mine) in ours)
            if (theirs.TryGetValue(key, out var expected))
                foreach (var (name, values) in fields(mine, expected)) all[$"{id} {key} {name}"] = values;
        return all;
    }

    private static string Path(SparkApplication application) =>
        application.Attempt is null ? $"applications/{application.Id}" : $"applications/{application.Id}/{application.Attempt}";

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static string? Time(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'GMT'", CultureInfo.InvariantCulture);
}
