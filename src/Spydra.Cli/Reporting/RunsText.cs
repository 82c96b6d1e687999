using System.Globalization;
using System.Text;
using Spydra.Events;

namespace Spydra.Cli.Reporting;

/// <summary>Runs for people: a line each, in columns.</summary>
internal static class RunsText
{
    private static readonly string[] Head = ["STARTED", "STATE", "JOB", "CLUSTER", "WHERE", "ID", "KEY"];

    public static string Of(IReadOnlyList<RunLine> runs, TimeZoneInfo here)
    {
        List<string[]> rows = [Head, .. runs.Select(run => Row(run, here))];
        var widths = Enumerable.Range(0, Head.Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        var text = new StringBuilder();
        foreach (var row in rows)
            text.Append(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        return text.ToString();
    }

    /// <summary>A time as a person of this place reads it.</summary>
    public static string Time(DateTimeOffset at, TimeZoneInfo here) => TimeZoneInfo.ConvertTime(at, here).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string[] Row(RunLine run, TimeZoneInfo here) =>
    [
        .. new[]
        {
            run.Started is { } at ? Time(at, here) : "-",
            run.Class is { } failure && run.State == RunLine.Failed ? $"{run.State} ({Words.Of(failure)})" : run.State,
            run.JobState?.Word() ?? "-",
            run.LeftBehind.IsEmpty ? run.ClusterState ?? "-" : "LEFT BEHIND",
            run.IsLocal ? "emulator" : run.Region is null ? "this machine" : $"{run.Project}/{run.Region}",
            run.Id.ToString(),
            run.Key ?? "-",
        }.Select(PlainText.Of),
    ];
}
