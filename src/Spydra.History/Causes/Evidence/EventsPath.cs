using System.Globalization;
using System.Text.RegularExpressions;
using Spydra.History.Spark;

namespace Spydra.History.Causes.Evidence;

/// <summary>
/// What the end of a Spark application hangs on: its last failed job, unless a job succeeded after it; the stage that the job names, or its last that
/// failed; the attempts at the task that the failure names, or at any of that stage; and the executors that were lost with them.
/// </summary>
internal sealed partial record EventsPath
{
    /// <summary>So many failed attempts of a stage that names none.</summary>
    private const int MostUnnamed = 8;

    /// <summary>The job; null where the end hangs on none.</summary>
    public SparkJob? Job { get; private init; }

    /// <summary>The attempts of the stage.</summary>
    public IReadOnlyList<SparkStage> Stages { get; private init; } = [];

    /// <summary>The attempts at the task, the last of which was one too many.</summary>
    public IReadOnlyList<FailedTask> Tasks { get; private init; } = [];

    /// <summary>Executors whose loss ended attempts on the path.</summary>
    public IReadOnlySet<string> Executors { get; private init; } = new HashSet<string>(StringComparer.Ordinal);

    public static EventsPath Of(SparkApplication application)
    {
        var ended = application.Jobs.Where(job => job.Status != JobStatus.Running).OrderBy(job => job.Completed ?? DateTimeOffset.MinValue).ThenBy(job => job.Id).ToList();
        var last = ended.FindLastIndex(job => job.Status == JobStatus.Failed && !IsCancelled(job.Failure));
        return last < 0 || ended.Skip(last + 1).Any(job => job.Status == JobStatus.Succeeded) ? new() : Of(application, ended[last]);
    }

    /// <summary>Whether a job or stage failed because somebody or something ended it from outside.</summary>
    public static bool IsCancelled(string? failure) => failure is not null && Cancelled().IsMatch(failure);

    /// <summary>Whether an executor was sent away in order, because it was idle, or its node was to go.</summary>
    public static bool IsOrderly(SparkExecutor executor) => executor.RemovedReason is { } reason && Orderly().IsMatch(reason);

    private static EventsPath Of(SparkApplication application, SparkJob job)
    {
        var failure = job.Failure ?? "";
        var stages = application.Stages.Where(stage => job.StageIds.Contains(stage.Id) && stage.Status == StageStatus.Failed).ToList();
        var named = NamedTask().Match(failure) is { Success: true } task ? (Stage: Number(task, "stage"), StageAttempt: Number(task, "attempt"), Index: Number(task, "index")) : ((int Stage, int StageAttempt, int Index)?)null;
        var stage = named?.Stage
            ?? (NamedStage().Match(failure) is { Success: true } match ? Number(match, "stage") : (int?)null)
            ?? stages.LastOrDefault(each => each.Failure is { Length: > 0 } why && failure.Contains(why, StringComparison.Ordinal))?.Id
            ?? stages.LastOrDefault()?.Id;
        // A task that failed once too often failed in one attempt of its stage; a stage that was tried again and again failed in all.
        var onPath = stages.Where(each => each.Id == stage && (named is null || each.Attempt == named.Value.StageAttempt)).ToList();
        var tasks = named is { } one
            ? application.FailedTasks.Where(each => each.StageId == one.Stage && each.StageAttempt == one.StageAttempt && each.Index == one.Index)
            : application.FailedTasks.Where(each => each.StageId == stage).OrderBy(EndOf).TakeLast(MostUnnamed);
        var attempts = tasks.OrderBy(each => each.Attempt).ToList();
        var lost = application.Executors.Where(each => each.Removed is not null && !IsOrderly(each)).Select(each => each.Id).ToHashSet(StringComparer.Ordinal);
        return new()
        {
            Job = job,
            Stages = onPath,
            Tasks = attempts,
            Executors = attempts.Select(LostBy).OfType<string>().Where(lost.Contains).ToHashSet(StringComparer.Ordinal),
        };
    }

    /// <summary>The executor whose loss ended an attempt: its own, or that from which it could not fetch.</summary>
    public static string? LostBy(FailedTask task) =>
        LostExecutor().Match(task.Reason) is { Success: true } own ? own.Groups["executor"].Value
        : FetchedFrom().Match(task.Reason) is { Success: true } other ? other.Groups["executor"].Value
        : null;

    public static DateTimeOffset? EndOf(FailedTask task) => task.Launched?.AddMilliseconds(Math.Clamp(task.Duration, 0, int.MaxValue));

    private static int Number(Match match, string group) => int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    [GeneratedRegex(@"Task (?<index>\d+) in stage (?<stage>\d+)\.(?<attempt>\d+) failed \d+ times|Lost task (?<index>\d+)\.\d+ in stage (?<stage>\d+)\.(?<attempt>\d+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NamedTask();

    [GeneratedRegex(@"\b(ResultStage|ShuffleMapStage|Stage|stage) (?<stage>\d+)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex NamedStage();

    [GeneratedRegex(@"^(Job \d+|Stage \d+ )?.{0,40}cancelled\b", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Cancelled();

    [GeneratedRegex(@"killed by driver|explicit termination request|[Dd]ecommission|idle", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Orderly();

    [GeneratedRegex(@"^ExecutorLostFailure \(executor (?<executor>\w+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex LostExecutor();

    [GeneratedRegex(@"^FetchFailed\(BlockManagerId\((?<executor>\w+),", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex FetchedFrom();
}
