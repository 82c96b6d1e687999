using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Spydra.Gcp;
using Spydra.History.Archive;

namespace Spydra.Cli.Reporting;

/// <summary>The jobs of an archive: for people a line each, in columns; for programs <c>{"jobs":[...]}</c>, whose fields are listed in docs/history.md.</summary>
internal static class ArchivedJobsText
{
    private static readonly string[] Head = ["STARTED", "TOOK", "STATE", "TASKS", "USER", "APPLICATION", "JOB", "NAME"];

    public static string Of(IReadOnlyList<ArchivedJob> jobs, TimeZoneInfo here)
    {
        List<string[]> rows = [Head, .. jobs.Select(job => Row(job, here))];
        var widths = Enumerable.Range(0, Head.Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        var text = new StringBuilder();
        foreach (var row in rows)
            text.Append(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        return text.ToString();
    }

    public static string Json(IEnumerable<ArchivedJob> jobs) => JsonBytes.Indented(new JsonObject
    {
        ["jobs"] = new JsonArray([.. jobs.Select(job => (JsonNode)new JsonObject
        {
            ["application"] = job.Id,
            ["attempt"] = job.Attempt,
            ["job_id"] = job.JobId,
            ["kind"] = job.Kind.ToString().ToLowerInvariant(),
            ["name"] = job.Name,
            ["user"] = job.User,
            ["state"] = job.State,
            ["started"] = Instant(job.Started),
            ["ended"] = Instant(job.Ended),
            ["duration_seconds"] = job.Duration?.TotalSeconds,
            ["tasks"] = job.Tasks,
        })]),
    });

    private static string[] Row(ArchivedJob job, TimeZoneInfo here) =>
    [
        .. new[]
        {
            job.Started is { } at ? RunsText.Time(at, here) : "-",
            job.Duration is { } took ? Words.Of(took) : "-",
            job.State,
            job.Tasks?.ToString(CultureInfo.InvariantCulture) ?? "-",
            job.User ?? "-",
            job.Attempt is null ? job.Id : $"{job.Id} ({job.Attempt})",
            job.JobId ?? "-",
            job.Name ?? "-",
        }.Select(PlainText.Of),
    ];

    private static string? Instant(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
