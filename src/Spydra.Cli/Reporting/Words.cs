using Spydra.Events;
using Spydra.Failures;

namespace Spydra.Cli.Reporting;

/// <summary>How we say things to people and programs.</summary>
internal static class Words
{
    /// <summary>The failure class as one word of a result.</summary>
    public static string Of(FailureClass failure) => failure.Word();

    /// <summary><c>3.2 s</c>, <c>4 min 5 s</c>, <c>2 h 3 min</c>.</summary>
    public static string Of(TimeSpan span) => span switch
    {
        { TotalSeconds: < 60 } => $"{span.TotalSeconds:0.0} s",
        { TotalMinutes: < 60 } => $"{span.Minutes} min {span.Seconds} s",
        _ => $"{(int)span.TotalHours} h {span.Minutes} min",
    };

    /// <summary><c>staging: 45 % of 300.0 MB, 12.3 MB/s</c>.</summary>
    public static string Of(RunEvent.StagingProgress staging) =>
        $"staging: {100 * staging.Sent / Math.Max(staging.Bytes, 1)} % of {staging.Bytes / 1e6:0.0} MB, {staging.Sent / 1e6 / Math.Max(staging.Elapsed.TotalSeconds, 0.001):0.0} MB/s";
}
