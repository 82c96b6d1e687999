using System.Collections.Immutable;
using System.Globalization;
using Spydra.Failures;
using Spydra.History.Spark;

namespace Spydra.History.Causes.Evidence;

/// <summary>The steps of a Spark application, and which of them its end hangs on.</summary>
/// <param name="application">The application.</param>
/// <param name="prefix">What stands before the ids of its steps; empty where it is alone.</param>
/// <param name="masterPrefix">The same for its masters, which are numbered through all attempts.</param>
/// <param name="isLast">Whether it is the last attempt, with which the application ended.</param>
internal sealed class EventsSteps(SparkApplication application, string prefix, string masterPrefix, bool isLast)
{
    private const int MostJobs = 50;
    private const int MostExecutors = 200;
    private const int MostTexts = 100;

    // Of a log without its end nobody says that the executors were well.
    private readonly bool isComplete = application.State != SparkState.Incomplete;
    private readonly EventsPath path = EventsPath.Of(application);
    private readonly Dictionary<string, SparkExecutor> executors = application.Executors.ToDictionary(each => each.Id, StringComparer.Ordinal);
    private readonly string file = application.Log.Name.TrimEnd('/') is var name ? name[(name.LastIndexOf('/') + 1)..] : "";

    public Gathered Build()
    {
        var jobs = application.Jobs.Where(job => job.Status == JobStatus.Failed || (job.Status == JobStatus.Running && !isComplete)).TakeLast(MostJobs).ToList();
        var stages = application.Stages.Where(stage => stage.Status == StageStatus.Failed).TakeLast(MostJobs).ToList();
        var removed = application.Executors.Where(executor => executor.Removed is not null && executor.RemovedReason is not null).Take(MostExecutors).ToList();
        return new()
        {
            Story = new FailureStory
            {
                Endings = isLast ? [Ending()] : [],
                Steps = [.. Whole(), .. Masters(), .. jobs.Select(StepOf), .. stages.Select(StepOf), .. application.FailedTasks.Select(StepOf), .. removed.Select(StepOf)],
                Troubles = [.. TaskTroubles(), .. removed.SelectMany(Troubles), .. stages.SelectMany(Troubles), .. jobs.SelectMany(Troubles), .. QueryTroubles()],
                Stragglers = [.. application.Stages.Select(StageStraggler).OfType<Straggler>()],
            },
            Containers = [.. Containers()],
        };
    }

    private Ending Ending() => application switch
    {
        { ExitCode: not (null or 0) and var code } => new(EvidenceSource.Events, Outcome.Failed, string.Create(CultureInfo.InvariantCulture, $"exit code {code}")) { ExitCode = code },
        { State: SparkState.Failed } => new(EvidenceSource.Events, Outcome.Failed, "the last job or query failed"),
        { State: SparkState.Completed } => new(EvidenceSource.Events, Outcome.Succeeded, "the context was stopped") { IsWeak = true, ExitCode = application.ExitCode },
        _ => new(EvidenceSource.Events, Outcome.Lost, "the event log has no end: the driver was ended from outside, or still runs") { IsWeak = true },
    };

    private IEnumerable<Step> Whole() => !isLast ? [] :
    [
        new(StepKind.Application, application.Id)
        {
            Label = application.Name is { Length: > 0 } name ? $"application {name}" : "the application",
            Outcome = application.State == SparkState.Failed ? Outcome.Failed : Outcome.Unknown,
            IsOnPath = application.State != SparkState.Completed,
            Began = application.Started,
            Ended = application.Ended,
        },
    ];

    /// <summary>The masters that the log names. In cluster mode the driver runs in one, and then the end of the application is its end.</summary>
    private IEnumerable<Step> Masters() => MasterContainers().Select(each => new Step(StepKind.Master, MasterStep(each))
    {
        Label = each.Role == "driver" ? $"the driver, in {MasterName(each)}" : MasterName(each),
        Outcome = application.ExitCode is not (null or 0) ? Outcome.Failed : isComplete ? Outcome.Unknown : Outcome.Lost,
        IsOnPath = isLast && each.Role == "driver" && path.Job is null,
        LeadsTo = isLast ? application.Id : null,
        Container = each.Id,
        Host = each.Host,
        ExitCode = each.Role == "driver" ? application.ExitCode : null,
        Began = application.Started,
        Ended = application.Ended,
    });

    private IEnumerable<SparkContainer> MasterContainers() => application.Containers.Where(each => !each.Role.StartsWith("executor", StringComparison.Ordinal));

    private string MasterStep(SparkContainer container) => masterPrefix + (ContainerName.Parse(container.Id)?.MasterStep ?? "master 1");

    private static string MasterName(SparkContainer container) => "application " + (ContainerName.Parse(container.Id)?.MasterStep ?? "master");

    private Step StepOf(SparkJob job) => new(StepKind.Job, JobId(job))
    {
        Label = Shown("job", job.Id, job.Name),
        Outcome = job.Status == JobStatus.Running ? Outcome.Unknown : EventsPath.IsCancelled(job.Failure) ? Outcome.Killed : Outcome.Failed,
        IsOnPath = IsOnPath(job),
        LeadsTo = IsOnPath(job) ? application.Id : null,
        Began = job.Submitted,
        Ended = job.Completed,
    };

    private bool IsOnPath(SparkJob job) => isLast && path.Job?.Id == job.Id;

    private Step StepOf(SparkStage stage)
    {
        // A stage may be of several jobs: the one on the path is the one that failed for it.
        var jobs = application.Jobs.Where(job => job.Status == JobStatus.Failed && job.StageIds.Contains(stage.Id)).ToList();
        return new(StepKind.Stage, StageId(stage.Id, stage.Attempt))
        {
            Label = Shown("stage", stage.Id, stage.Name),
            Outcome = EventsPath.IsCancelled(stage.Failure) ? Outcome.Killed : Outcome.Failed,
            IsOnPath = isLast && path.Stages.Contains(stage),
            LeadsTo = (jobs.Find(IsOnPath) ?? jobs.LastOrDefault()) is { } job ? JobId(job) : null,
            Began = stage.Submitted,
            Ended = stage.Completed,
        };
    }

    private Step StepOf(FailedTask task) => new(StepKind.Attempt, TaskId(task))
    {
        Label = string.Create(CultureInfo.InvariantCulture, $"attempt {task.Attempt + 1} of task {task.Index} in stage {task.StageId}"),
        Outcome = task.Reason.StartsWith("ExecutorLostFailure", StringComparison.Ordinal) || IsResubmitted(task) ? Outcome.Lost : Outcome.Failed,
        IsOnPath = isLast && path.Tasks.Contains(task),
        LeadsTo = application.Stages.Any(stage => stage.Id == task.StageId && stage.Attempt == task.StageAttempt && stage.Status == StageStatus.Failed) ? StageId(task.StageId, task.StageAttempt) : null,
        Container = Executor(task.ExecutorId)?.ContainerId,
        Host = task.Host,
        Began = task.Launched,
        Ended = EventsPath.EndOf(task),
        ExitCode = ExitCodes.In(task.Reason),
    };

    private Step StepOf(SparkExecutor executor) => new(StepKind.Executor, prefix + "executor " + executor.Id)
    {
        Label = "executor " + executor.Id,
        Outcome = EventsPath.IsOrderly(executor) ? Outcome.Killed : Outcome.Lost,
        IsOnPath = isLast && path.Executors.Contains(executor.Id),
        LeadsTo = path.Tasks.Concat(application.FailedTasks).LastOrDefault(task => EventsPath.LostBy(task) == executor.Id) is { } task ? TaskId(task) : null,
        Container = executor.ContainerId,
        Host = executor.Host,
        Began = executor.Added,
        Ended = executor.Removed,
        ExitCode = ExitCodes.In(executor.RemovedReason),
    };

    private IEnumerable<Trouble> TaskTroubles() => application.FailedTasks
        .Where(task => !IsResubmitted(task))
        .OrderByDescending(path.Tasks.Contains).Take(MostTexts)
        .SelectMany(task => ToldTroubles.Of(task.Reason, Place(TaskId(task)) with { Container = Executor(task.ExecutorId)?.ContainerId, Host = task.Host }, EventsPath.EndOf(task))
            .Select(trouble => trouble with { Attempt = trouble.Attempt ?? AttemptName(task) }));

    // What was sent away in order is no trouble, nor is an executor of which it is not known why it went.
    private IEnumerable<Trouble> Troubles(SparkExecutor executor) => EventsPath.IsOrderly(executor) ? []
        : ToldTroubles.Of(executor.RemovedReason!, Place(prefix + "executor " + executor.Id) with { Container = executor.ContainerId, Host = executor.Host }, executor.Removed);

    private IEnumerable<Trouble> Troubles(SparkStage stage) => stage.Failure is { } failure ? ToldTroubles.Of(failure, Place(StageId(stage.Id, stage.Attempt)), stage.Completed) : [];

    private IEnumerable<Trouble> Troubles(SparkJob job) => job.Failure is { } failure ? ToldTroubles.Of(failure, Place(JobId(job)), job.Completed) : [];

    private IEnumerable<Trouble> QueryTroubles() => application.FailedQueries.SelectMany(query => ToldTroubles.Of(query.Reason, Place(application.Id), time: null));

    private Straggler? StageStraggler(SparkStage stage)
    {
        if (stage.Spread is not { } spread) return null;
        var share = new[] { spread.InputShare, spread.ShuffleShare }.Max();
        return StragglerRules.IsStraggler(spread.Longest, spread.Median, share, spread.Tasks)
            ? new(Shown("stage", stage.Id, stage.Name), string.Create(CultureInfo.InvariantCulture, $"task {spread.Index}"), TimeSpan.FromMilliseconds(spread.Longest), TimeSpan.FromMilliseconds(spread.Median), share, EvidenceSource.Events, file)
            : null;
    }

    /// <summary>Where the attempts on the path ran and what was lost with them, then the masters, then other failures, then who was well to the end.</summary>
    private IEnumerable<KnownContainer> Containers()
    {
        foreach (var task in application.FailedTasks)
            if (Executor(task.ExecutorId) is { ContainerId: { } container } executor)
                yield return Known(container, executor, path.Tasks.Contains(task) ? ContainerRole.OnPath : ContainerRole.Failed, TaskId(task), EventsPath.EndOf(task));
        foreach (var executor in application.Executors.Where(each => each.ContainerId is not null && each.Id != "driver"))
        {
            var isLost = executor is { Removed: not null, RemovedReason: not null } && !EventsPath.IsOrderly(executor);
            if (isLost) yield return Known(executor.ContainerId!, executor, path.Executors.Contains(executor.Id) ? ContainerRole.OnPath : ContainerRole.Failed, prefix + "executor " + executor.Id, executor.Removed);
            else if (executor.FailedTasks == 0) yield return Known(executor.ContainerId!, executor, isComplete ? ContainerRole.Success : ContainerRole.Witness, prefix + "executor " + executor.Id, executor.Removed);
        }

        foreach (var master in MasterContainers())
            yield return new(master.Id, ContainerRole.Master, "master") { Host = master.Host, Step = MasterStep(master), Ended = application.Ended };
    }

    private KnownContainer Known(string container, SparkExecutor executor, ContainerRole role, string step, DateTimeOffset? ended) =>
        new(container, role == ContainerRole.OnPath && !isLast ? ContainerRole.Failed : role, "executor") { Host = executor.Host, Step = step, Ended = ended };

    private EvidencePlace Place(string step) => new(EvidenceSource.Events) { File = file, Step = step };

    private SparkExecutor? Executor(string? id) => id is null ? null : executors.GetValueOrDefault(id);

    private static bool IsResubmitted(FailedTask task) => task.Reason.StartsWith("Resubmitted", StringComparison.Ordinal);

    private string JobId(SparkJob job) => string.Create(CultureInfo.InvariantCulture, $"{prefix}job {job.Id}");

    private string StageId(int id, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{prefix}stage {id}.{attempt}");

    private string TaskId(FailedTask task) => $"{prefix}task {AttemptName(task)}";

    private static string AttemptName(FailedTask task) => string.Create(CultureInfo.InvariantCulture, $"{task.Index}.{task.Attempt} in stage {task.StageId}.{task.StageAttempt}");

    private static string Shown(string kind, int id, string name) => name.Length > 0 ? string.Create(CultureInfo.InvariantCulture, $"{kind} {id} ({name})") : string.Create(CultureInfo.InvariantCulture, $"{kind} {id}");
}
