using System.Globalization;
using Spydra.Emulator.Jobs.Archive.Logs;
using Spydra.Emulator.Jobs.Streaming.History;

namespace Spydra.Emulator.Jobs.Archive.History;

/// <summary>Writes a job's <c>.summary</c>, one line that the history server reads, logs and deletes.</summary>
internal static class JobSummary
{
    private const int LongestText = 60_000 / 3;

    public static byte[] Of(JobRecord job)
    {
        (string Key, string Value)[] fields =
        [
            ("jobId", job.Id), ("submitTime", Millis(job.SubmitTime)), ("launchTime", Millis(job.LaunchTime)),
            ("firstMapTaskLaunchTime", First("MAP")), ("firstReduceTaskLaunchTime", First("REDUCE")), ("finishTime", Millis(job.FinishTime)),
            ("resourcesPerMap", Property("mapreduce.map.memory.mb")), ("resourcesPerReduce", Property("mapreduce.reduce.memory.mb")),
            ("numMaps", Count("MAP")), ("numReduces", Count("REDUCE")), ("user", job.User), ("queue", Property("mapreduce.job.queuename")),
            ("status", job.State), ("mapSlotSeconds", Seconds("MAP")), ("reduceSlotSeconds", Seconds("REDUCE")), ("jobName", job.Name),
        ];
        var line = string.Join(',', fields.Select(field => $"{field.Key}={Escaped(field.Value)}"));
        return ModifiedUtf8.Of(line.Length > LongestText ? line[..LongestText] : line);

        IEnumerable<TaskRecord> Tasks(string kind) => job.Tasks.Where(task => task.Kind == kind);

        string Property(string name) => job.Configuration.GetValueOrDefault(name, "");

        string Count(string kind) => Text(Tasks(kind).Count());

        string First(string kind) =>
            Tasks(kind).SelectMany(task => task.Attempts).Select(attempt => attempt.StartTime).Order().Cast<DateTimeOffset?>().FirstOrDefault() is { } at ? Millis(at) : "0";

        string Seconds(string kind) => Text((long)Tasks(kind).SelectMany(task => task.Attempts).Sum(attempt => (attempt.FinishTime - attempt.StartTime).TotalSeconds));
    }

    private static string Escaped(string value) => string.Concat(value.Select(unit => unit switch
    {
        '\\' or ',' or '=' => $"\\{unit}",
        '\n' or '\r' => "\\n",
        _ => unit.ToString(),
    }));

    private static string Millis(DateTimeOffset at) => Text(at.ToUnixTimeMilliseconds());

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
