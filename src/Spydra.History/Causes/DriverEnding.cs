using System.Text.RegularExpressions;
using Spydra.Failures;

namespace Spydra.History.Causes;

/// <summary>
/// Tells from what a driver printed whether it failed. An exception that nobody caught is the end only if nothing was done after it: programs print tracebacks
/// of what they caught, too. What a Python program prints itself after one does not count: its standard output is written when it exits.
/// </summary>
internal static partial class DriverEnding
{
    /// <summary>How much of the end of the text is looked at, in bytes.</summary>
    public const int TailSize = 256 * 1024;

    /// <summary>What the driver's text says of its end; null where it says nothing.</summary>
    /// <param name="scan">What is in the text.</param>
    /// <param name="tail">The end of the text.</param>
    /// <param name="tailOffset">Where that begins, in bytes from the beginning of the text.</param>
    public static Ending? Of(Scan scan, string tail, long tailOffset)
    {
        var thrown = scan.Troubles.LastOrDefault(trouble => trouble is { Level: null, Attempt: null or not ['a', ..] } && (trouble.IsUncaught || trouble.Chain is [{ Language: ThrownLanguage.Python }, ..]));
        var after = thrown is null ? tail : After(tail, (thrown.LastOffset ?? thrown.Offset ?? 0) - tailOffset);
        if (thrown is not null && !WentOn(after)) return Says(Outcome.Failed, "the driver ended with an exception");
        if (Last(Ended(), tail) is not { } ended) return OrderlyStop(tail) || (Stop().IsMatch(tail) && EndsAfterJob(tail) && !scan.Troubles.Any(IsGrave)) ? Says(Outcome.Succeeded, "the driver stopped its SparkContext in order") with { IsWeak = true }
            : RunsSpark().IsMatch(tail) && !Stop().IsMatch(tail) ? Says(Outcome.Lost, "the driver's output breaks off: it was ended from outside, or still runs") with { IsWeak = true } : null;
        return ended.Groups["good"].Success ? Says(Outcome.Succeeded, "the driver says that the job completed successfully")
            : ended.Groups["killed"].Success ? Says(Outcome.Killed, "the driver says that the application was killed")
            : Says(Outcome.Failed, "the driver says that the job failed");
    }

    private static Ending Says(Outcome outcome, string words) => new(EvidenceSource.Driver, outcome, words);

    // Offsets are bytes, and the text is characters: of other letters than ASCII a little more is looked at than follows.
    private static string After(string tail, long at) => at <= 0 ? tail : at >= tail.Length ? "" : tail[(int)at..];

    private static bool WentOn(string after) => Work().IsMatch(after) || OrderlyStop(after);

    /// <summary>A program that stops Spark itself got there; one that died leaves it to the shutdown hook.</summary>
    private static bool OrderlyStop(string text) => text.Contains("SparkContext is stopping", StringComparison.Ordinal) && !text.Contains("stop() from shutdown hook", StringComparison.Ordinal);

    /// <summary>Whether the last of its jobs finished.</summary>
    private static bool EndsAfterJob(string tail) => Jobs().Match(tail) is { Success: true } last && last.Groups["good"].Success;

    /// <summary>An exception that the program itself logged as an error: it may have ended it.</summary>
    private static bool IsGrave(Trouble trouble) => trouble is { Level: "ERROR" or "FATAL", Attempt: null, Chain: [_, ..] } && !CauseRules.IsOfPlatform(trouble);

    private static Match? Last(Regex pattern, string text) => pattern.Match(text) is { Success: true } match ? match : null;

    [GeneratedRegex(@"SparkContext: Starting job|DAGScheduler: Got job|mapreduce\.Job: Running job|impl\.YarnClientImpl: Submitted application|completed successfully|SparkContext: Running Spark version|DAGScheduler: Job \d+ finished", RegexOptions.CultureInvariant)]
    private static partial Regex Work();

    [GeneratedRegex(@"(?<good>DAGScheduler: Job \d+ finished)|DAGScheduler: Job \d+ failed|; aborting job", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.RightToLeft)]
    private static partial Regex Jobs();

    [GeneratedRegex(@" INFO (SparkContext|DAGScheduler|TaskSetManager|YarnScheduler|TaskSchedulerImpl|BlockManagerInfo): ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex RunsSpark();

    [GeneratedRegex(@"SparkContext is (already )?stopp|stopped SparkContext|Shutdown hook called|stop\(\) from shutdown hook", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Stop();

    // It is matched from the right: what begins there with a repetition would be tried over a whole line at each of its characters.
    [GeneratedRegex(@"(?<good>\bJob \w+ completed successfully|final status: SUCCEEDED)|(?<killed>failed with state KILLED|final status: KILLED|finished with killed status)|failed with state \w|final status: FAILED|finished with failed status|Streaming Command Failed|Job not successful|Job failed!|Error Launching job|(?m:^(Not a valid JAR: |JAR does not exist or is not a normal file))|exited unexpectedly with state",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.RightToLeft)]
    private static partial Regex Ended();
}
