using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Spydra.Failures;
using Spydra.History.JobHistory;

namespace Spydra.History.Causes.Evidence;

/// <summary>The steps of a MapReduce job, and which of them its end hangs on.</summary>
/// <param name="job">The job.</param>
/// <param name="file">The name of its history.</param>
/// <param name="prefix">What stands before the ids of its steps; empty where it is alone.</param>
internal sealed partial class HistorySteps(MapReduceJob job, string file, string prefix)
{
    /// <summary>Of a job of a hundred thousand tasks not all that failed or was killed is worth a step.</summary>
    private const int MostFailed = 1000;
    private const int MostKilled = 100;
    private const int MostTasksOnPath = 20;

    private readonly HashSet<TaskId> onPath = [];

    private string Application => job.Id?.ToString() ?? prefix + "application";

    public Gathered Build()
    {
        onPath.UnionWith(TasksOnPath());
        var attempts = job.Tasks.SelectMany(task => task.Attempts.Select((attempt, at) => (Task: task, Attempt: attempt, At: at))).ToList();
        var failed = attempts.Where(each => each.Attempt.Status is "FAILED").OrderByDescending(each => onPath.Contains(each.Task.Id)).Take(MostFailed).ToList();
        var others = attempts.Where(each => each.Attempt.Status is "KILLED" or null).Take(MostKilled).ToList();
        var well = attempts.Where(each => each.Attempt.Status is "SUCCEEDED").GroupBy(each => each.Attempt.Id.Task.Kind).SelectMany(kind => kind.Take(2)).ToList();
        var tasks = failed.Select(each => each.Task).Concat(job.Tasks.Where(task => onPath.Contains(task.Id))).Distinct();
        var steps = new List<Step> { Whole() };
        steps.AddRange(Masters());
        steps.AddRange(tasks.Select(StepOf));
        steps.AddRange(failed.Concat(others).Concat(well).Select(each => StepOf(each.Task, each.Attempt, each.At)));
        return new()
        {
            Story = new FailureStory
            {
                Endings = Ending(),
                Steps = [.. steps],
                Troubles = [.. Diagnostics(), .. failed.SelectMany(each => Troubles(each.Attempt))],
                Stragglers = HistoryStragglers.Of(job, file),
            },
            Containers =
            [
                .. job.ApplicationMasters.Where(master => master.ContainerId.Length > 0)
                    .Select(master => new KnownContainer(master.ContainerId, ContainerRole.Master, "master") { Host = master.Host, Step = MasterStep(master), Ended = Instant(master.StartTime) }),
                .. failed.Select(each => Container(each.Task, each.Attempt, onPath.Contains(each.Task.Id) ? ContainerRole.OnPath : ContainerRole.Failed)),
                .. others.Where(each => each.Attempt.Status is null).Select(each => Container(each.Task, each.Attempt, ContainerRole.Failed)),
                .. well.Select(each => Container(each.Task, each.Attempt, ContainerRole.Success)),
            ],
        };
    }

    /// <summary>
    /// The tasks that the job names as the reason of its end; where it names none, the first that failed for good. A job that was killed hangs on none,
    /// and one that went well although tasks failed neither.
    /// </summary>
    private IEnumerable<TaskId> TasksOnPath()
    {
        if (job.Status is "SUCCEEDED" or "KILLED") return [];
        var named = NamedTask().Matches(job.Diagnostics ?? "").Select(match => TaskId.TryParse(match.Groups["task"].Value, out var id) ? id : (TaskId?)null).OfType<TaskId>().Take(MostTasksOnPath).ToList();
        if (named.Count > 0) return named;
        return job.Tasks.Where(task => task.FailedAs == "FAILED").OrderBy(task => task.FinishTime).Take(1).Select(task => task.Id);
    }

    private ImmutableArray<Ending> Ending() => job.Status is { } status ? [new(EvidenceSource.History, OutcomeOf(status), status)] : [];

    private Step Whole() => new(StepKind.Application, Application)
    {
        Label = job.Name.Length > 0 ? $"job {job.Name}" : "the job",
        Outcome = job.Status is { } status ? OutcomeOf(status) : Outcome.Unknown,
        IsOnPath = job.Status is not "SUCCEEDED",
        Began = Instant(job.LaunchTime > 0 ? job.LaunchTime : job.SubmitTime),
        Ended = Instant(job.FinishTime),
    };

    /// <summary>The masters. All but the last one died; a job that failed without a failed task failed in its last master.</summary>
    private IEnumerable<Step> Masters()
    {
        var last = job.ApplicationMasters.Count - 1;
        var failedInMaster = job.Status is "FAILED" or "ERROR" or null && onPath.Count == 0;
        return job.ApplicationMasters.Select((master, at) => new Step(StepKind.Master, MasterStep(master))
        {
            Label = $"application master {at + 1} of {last + 1}",
            // One that tells of its job's failure did not fail by that.
            Outcome = at < last || job.Status is null ? Outcome.Lost : failedInMaster ? OutcomeOf(job.Status) : Outcome.Unknown,
            IsOnPath = at == last && failedInMaster,
            LeadsTo = at == last ? Application : null,
            Container = NullIfEmpty(master.ContainerId),
            Host = NullIfEmpty(master.Host),
            Began = Instant(master.StartTime),
            Ended = at < last ? Instant(job.ApplicationMasters[at + 1].StartTime) : Instant(job.FinishTime),
        });
    }

    private Step StepOf(MapReduceTask task) => new(StepKind.Stage, prefix + task.Id)
    {
        Label = Name(task.Id),
        Outcome = (task.FailedAs ?? task.Status) is { } status ? OutcomeOf(status) : Outcome.Unknown,
        IsOnPath = onPath.Contains(task.Id),
        LeadsTo = onPath.Contains(task.Id) ? Application : null,
        Began = Instant(task.StartTime),
        Ended = Instant(task.FinishTime),
    };

    private Step StepOf(MapReduceTask task, TaskAttempt attempt, int at) => new(StepKind.Attempt, prefix + attempt.Id)
    {
        Label = $"attempt {at + 1} of {task.Attempts.Count} of {Name(task.Id)}",
        Outcome = attempt.Status is { } status ? OutcomeOf(status) : Outcome.Unknown,
        IsOnPath = attempt.Status == "FAILED" && onPath.Contains(task.Id),
        LeadsTo = attempt.Status == "FAILED" && (task.FailedAs == "FAILED" || onPath.Contains(task.Id)) ? prefix + task.Id : null,
        Container = NullIfEmpty(attempt.ContainerId),
        Host = NullIfEmpty(attempt.Node),
        Began = Instant(attempt.StartTime),
        Ended = Instant(attempt.FinishTime),
        ExitCode = ExitCodes.In(attempt.Error),
    };

    private KnownContainer Container(MapReduceTask task, TaskAttempt attempt, ContainerRole role) => new(attempt.ContainerId, role, Kind(task.Id))
    {
        Host = NullIfEmpty(attempt.Node),
        Step = prefix + attempt.Id,
        // The attempt that was one too many is looked at before any other.
        Ended = task.FailedDueToAttempt == attempt.Id ? DateTimeOffset.MaxValue : Instant(attempt.FinishTime),
    };

    private ImmutableArray<Trouble> Diagnostics() => string.IsNullOrWhiteSpace(job.Diagnostics) ? []
        : ToldTroubles.Each(job.Diagnostics, new EvidencePlace(EvidenceSource.History) { File = file, Step = Application }, Instant(job.FinishTime));

    private IEnumerable<Trouble> Troubles(TaskAttempt attempt) => attempt.Error.Length == 0 ? []
        : ToldTroubles.Of(attempt.Error, new EvidencePlace(EvidenceSource.History)
        {
            File = file,
            Step = prefix + attempt.Id,
            Container = NullIfEmpty(attempt.ContainerId),
            Host = NullIfEmpty(attempt.Node),
        }, Instant(attempt.FinishTime)).Select(trouble => trouble.Attempt is null ? trouble with { Attempt = attempt.Id.ToString() } : trouble);

    private string MasterStep(ApplicationMaster master) =>
        prefix + (ContainerName.Parse(master.ContainerId)?.MasterStep ?? string.Create(CultureInfo.InvariantCulture, $"master {job.ApplicationMasters.TakeWhile(each => each != master).Count() + 1}"));

    internal static string Name(TaskId id) => string.Create(CultureInfo.InvariantCulture, $"{Kind(id)} {id.Number}");

    private static string Kind(TaskId id) => id.Kind == TaskKind.Reduce ? "reduce" : id.Kind == TaskKind.Map ? "map" : "task";

    private static Outcome OutcomeOf(string status) => status switch
    {
        "SUCCEEDED" => Outcome.Succeeded,
        "FAILED" or "ERROR" => Outcome.Failed,
        "KILLED" => Outcome.Killed,
        _ => Outcome.Unknown,
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    // A file of a stranger may hold any number.
    private static DateTimeOffset? Instant(long milliseconds) => milliseconds is > 0 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    [GeneratedRegex(@"Task failed (?<task>task_\d+_\d+_[a-z]_\d+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex NamedTask();
}
