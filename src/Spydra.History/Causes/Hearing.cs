using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Spydra.Failures;

namespace Spydra.History.Causes;

/// <summary>
/// Puts the troubles of a story in the order in which the end of the job hangs on them: what ended the driver and the attempt that was one too many, then what
/// that attempt said before, then its earlier attempts and the parts that failed beside it.
/// </summary>
internal sealed partial class Hearing
{
    private readonly FailureStory story;
    private readonly IReadOnlySet<string> without;
    private readonly Dictionary<string, Step> steps;
    private const int MostAtAnEnd = 500;

    private readonly HashSet<Trouble> lastPrinted;
    private readonly HashSet<string> pathContainers;
    private readonly Dictionary<Trouble, Sighting?> read = new(ReferenceEqualityComparer.Instance);

    public Hearing(FailureStory story, IReadOnlySet<string> without)
    {
        (this.story, this.without) = (story, without);
        steps = new(StringComparer.Ordinal);
        foreach (var step in story.Steps) steps.TryAdd(step.Id, step);
        lastPrinted = story.Troubles.Where(IsPrintedException).GroupBy(trouble => (trouble.Place.Source, trouble.Place.Container, trouble.Place.File, trouble.Place.Step, trouble.Attempt))
            .Select(texts => texts.MaxBy(trouble => trouble.LastOffset ?? trouble.Offset)!).ToHashSet<Trouble>(ReferenceEqualityComparer.Instance);
        DriverEnd = story.Troubles.LastOrDefault(IsEndOfDriver);
        var onPath = story.Steps.Where(step => step.IsOnPath).ToList();
        Path = onPath.Select(step => step.Id).Concat(Named()).ToHashSet(StringComparer.Ordinal);
        pathContainers = onPath.Select(step => step.Container).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var attempts = onPath.Where(step => step.Kind == StepKind.Attempt).ToList();
        Last = attempts.Count > 0 ? attempts.MaxBy(step => step.Ended ?? DateTimeOffset.MinValue)!.Id
            : NamedLast() ?? onPath.FirstOrDefault(step => step.Kind == StepKind.Executor)?.Id;
        LastContainer = Last is not null && steps.TryGetValue(Last, out var last) ? last.Container : null;
    }

    /// <summary>What ended the driver; null where nothing shows it.</summary>
    public Trouble? DriverEnd { get; }

    /// <summary>The attempt that was one too many; null where none is known.</summary>
    public string? Last { get; }

    private string? LastContainer { get; }

    private HashSet<string> Path { get; }

    /// <summary>Whether the driver ended by itself, and not because a job of its did.</summary>
    public bool IsDriversOwn => DriverEnd is { Attempt: null } end && Read(end) is { Weight: >= CauseRule.General } && !end.Chain.Any(link => OfJob().IsMatch(link.Message)) && !OfJob().IsMatch(end.Text);

    /// <summary>Where nobody says how the job ended: whether something was said all the same that a job ends with.</summary>
    public bool ShowsFailure => DriverEnd is not null
        || story.Troubles.Any(trouble => trouble is { Attempt: null, Level: null or "ERROR" or "FATAL" } && (trouble.Place.Source != EvidenceSource.Container || CarrierOf(trouble) == Carrier.Master)
            && !story.InSuccesses.Contains(trouble.Signature) && (IsTheEnd(trouble) || !CauseRules.IsOfPlatform(trouble)) && Read(trouble) is { Weight: >= CauseRule.Likely });

    /// <summary>Whether it is the exception that ended the script of the attempt that was one too many, in the script's own log: what others repeat of that log may be another.</summary>
    public bool IsOfScript(Sighting sighting) => sighting is { Weight: >= CauseRule.General, Clue.Trouble: { Place.Source: EvidenceSource.Container } trouble }
        && trouble.Place.Container == LastContainer && lastPrinted.Contains(trouble);

    /// <summary>Whether what ended the driver by itself, or the attempt that was one too many, is an exception that no rule reads.</summary>
    public bool EndsUnread => story.Troubles.Any(trouble => (ReferenceEquals(trouble, DriverEnd) || (IsOf(trouble, Last) && IsUncaught(trouble))) && CauseRules.HasCause(trouble) && Read(trouble) is null or { Weight: <= CauseRule.Faint });

    /// <summary>The tiers, the nearest to the end first; a reading stands in one of them only.</summary>
    public IEnumerable<ImmutableArray<Sighting>> Tiers()
    {
        var left = new List<Trouble>(story.Troubles.Where(trouble => !story.InSuccesses.Contains(trouble.Signature) || IsUncaught(trouble)));
        yield return Take(left, IsTheEnd);
        yield return Take(left, trouble => IsOf(trouble, Last) && (IsUncaught(trouble) || IsTold(trouble)));
        yield return Take(left, trouble => IsOf(trouble, Last) && !IsInPassing(trouble));
        yield return Take(left, trouble => IsOnPath(trouble) && (IsUncaught(trouble) || IsTold(trouble)));
        yield return Take(left, trouble => IsUncaught(trouble) && StepOf(trouble) is { Kind: StepKind.Master });
        yield return Take(left, trouble => StepOf(trouble) is { Outcome: Outcome.Failed or Outcome.Lost } && (IsUncaught(trouble) || IsTold(trouble)));
        yield return Take(left, trouble => StepOf(trouble) is { Kind: StepKind.Master } && !IsInPassing(trouble) && !IsCaught(trouble));
        yield return Take(left, trouble => IsUncaught(trouble));
        yield return Take(left, trouble => trouble is { Level: null, Place.Source: EvidenceSource.Driver });
        yield return Take(left, trouble => trouble.Level is "ERROR" or "FATAL" or "SEVERE" or "CRITICAL" || (trouble.Level is null && IsOnPath(trouble)));
        yield return Take(left, _ => true);
    }

    /// <summary>The reading of a trouble; null where no rule knows it.</summary>
    public Sighting? Read(Trouble trouble)
    {
        if (!read.TryGetValue(trouble, out var known)) read[trouble] = known = CauseRules.Read(trouble, CarrierOf(trouble), without);
        return known;
    }

    /// <summary>The step that a trouble is of.</summary>
    public Step? StepOf(Trouble trouble)
    {
        if (AttemptOf(trouble) is { } attempt && steps.TryGetValue(attempt, out var named)) return named;
        return trouble.Place.Step is { } id && steps.TryGetValue(id, out var step) ? step : null;
    }

    /// <summary>The step of that name.</summary>
    public Step? StepOf(string id) => steps.GetValueOrDefault(id);

    public Carrier CarrierOf(Trouble trouble)
    {
        var attempt = AttemptOf(trouble) ?? trouble.Place.Step ?? "";
        if (attempt.Contains("_m_", StringComparison.Ordinal)) return Carrier.Map;
        if (attempt.Contains("_r_", StringComparison.Ordinal)) return Carrier.Reduce;
        return StepOf(trouble)?.Kind switch
        {
            StepKind.Master => Carrier.Master,
            StepKind.Executor or StepKind.Attempt or StepKind.Stage or StepKind.Job => Carrier.Executor,
            _ when attempt.Contains("in stage", StringComparison.Ordinal) || attempt.Contains("executor ", StringComparison.Ordinal) => Carrier.Executor,
            _ when trouble.Place.Container?.EndsWith("_000001", StringComparison.Ordinal) == true => Carrier.Master,
            _ when trouble.Place.Source == EvidenceSource.Driver => Carrier.Driver,
            _ => Carrier.Unknown,
        };
    }

    private static string? AttemptOf(Trouble trouble) => trouble.Attempt is not { } attempt ? null
        : attempt.Contains("in stage", StringComparison.Ordinal) && !attempt.StartsWith("task ", StringComparison.Ordinal) ? "task " + attempt : attempt;

    private ImmutableArray<Sighting> Take(List<Trouble> left, Predicate<Trouble> wanted)
    {
        var (taken, others) = (new List<Trouble>(), new List<Trouble>());
        foreach (var trouble in left) (wanted(trouble) ? taken : others).Add(trouble);
        left.Clear();
        left.AddRange(others);

        // The rules are many; of noise without end what stands at both of its ends is read.
        var heard = taken.Count <= 2 * MostAtAnEnd ? taken : [.. taken.Take(MostAtAnEnd), .. taken.TakeLast(MostAtAnEnd)];
        return [.. heard.Select(Read).OfType<Sighting>()];
    }

    /// <summary>What ended the driver, and what the service, YARN and the histories say of the end as a whole.</summary>
    private bool IsTheEnd(Trouble trouble) => ReferenceEquals(trouble, DriverEnd)
        || trouble.Place.Source is EvidenceSource.Api or EvidenceSource.Diagnostics
        || (trouble.Place.Source is EvidenceSource.History or EvidenceSource.Events && (trouble.Place.Step is null || StepOf(trouble) is { IsOnPath: true, Kind: StepKind.Application or StepKind.Job or StepKind.Stage }))
        || (trouble.Place.Source == EvidenceSource.Driver && trouble.Attempt is null && IsOfClient(trouble));

    /// <summary>The clients of YARN and MapReduce print how the application ended.</summary>
    private static bool IsOfClient(Trouble trouble) => EndsApplication().IsMatch(trouble.Text);

    /// <summary>History and events hold what ended something; nobody says it in passing.</summary>
    private static bool IsTold(Trouble trouble) => trouble.Place.Source is EvidenceSource.History or EvidenceSource.Events && !IsWarning(trouble);

    private static bool IsInPassing(Trouble trouble) => trouble.Level is "INFO" or "DEBUG" or "TRACE";

    /// <summary>An exception beside a warning was caught there; only words that mean one thing count.</summary>
    private bool IsCaught(Trouble trouble) => trouble is { Level: "WARN" or "WARNING", IsUncaught: false, Chain.IsEmpty: false } && Read(trouble) is not { Weight: >= CauseRule.Telling };

    private bool IsOf(Trouble trouble, string? step)
    {
        if (step is null) return false;
        if (AttemptOf(trouble) is { } attempt) return attempt == step;
        return trouble.Place.Step == step || (trouble.Place.Container is { } container && container == LastContainer);
    }

    private bool IsOnPath(Trouble trouble) => (AttemptOf(trouble) is { } attempt && Path.Contains(attempt)) || (trouble.Attempt is null && trouble.Place.Step is { } step && Path.Contains(step))
        || (trouble.Attempt is null && trouble.Place.Container is { } container && pathContainers.Contains(container));

    /// <summary>
    /// Whether nobody caught it. A program dies once: of the tracebacks that a script printed, the last ended it, whatever was printed around it, and those
    /// before were caught.
    /// </summary>
    private bool IsUncaught(Trouble trouble) => IsPrintedException(trouble) ? lastPrinted.Contains(trouble) : (trouble.IsUncaught && !IsWarning(trouble)) || lastPrinted.Contains(trouble);

    /// <summary>A script that warns of an exception has caught it, wherever its words are repeated. Of the platform, warnings may be of what ended a task.</summary>
    private static bool IsWarning(Trouble trouble) => trouble is { Level: "WARN" or "WARNING", Logger: null or "" };

    private static bool IsPrintedException(Trouble trouble) => trouble is { Level: null, Chain: [{ Language: ThrownLanguage.Python }, ..] };

    private bool IsEndOfDriver(Trouble trouble) => trouble is { Level: null, Place.Source: EvidenceSource.Driver } && IsUncaught(trouble) && (trouble.Attempt is null || trouble.Chain.Any(link => OfJob().IsMatch(link.Message)));

    /// <summary>Attempts that the texts of the end name, where neither history nor events tell the path.</summary>
    private IEnumerable<string> Named()
    {
        var tasks = story.Troubles.SelectMany(trouble => TaskFailed().Matches(trouble.Text).Select(match => match.Groups["id"].Value)).ToHashSet(StringComparer.Ordinal);
        return tasks.Count == 0 ? [] : story.Troubles.Select(trouble => trouble.Attempt).OfType<string>().Where(attempt => tasks.Any(task => attempt.StartsWith("attempt_" + task + "_", StringComparison.Ordinal)));
    }

    private string? NamedLast() => Named().LastOrDefault() ?? (DriverEnd is { Attempt: not null } end ? AttemptOf(end) : null);

    [GeneratedRegex(@"Job aborted|Job \d+ cancelled|Job failed!|Lost task \d|Task failed task_|stage failure|has failed the maximum allowable|finished with failed status|User application exited|Job not successful", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex OfJob();

    [GeneratedRegex(@"Task failed task_(?<id>\d+_\d+_[mr]_\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex TaskFailed();

    [GeneratedRegex(@"failed with state|[Dd]iagnostics( message)?:|YARN application has exited|Application application_\w+ (failed|was killed|finished|submitted)|Killing the Job|Job received Kill|final status: (FAILED|KILLED)|Max number of executor failures|Streaming Command Failed|Error Launching job", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex EndsApplication();
}
