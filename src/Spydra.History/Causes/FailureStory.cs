using System.Collections.Immutable;

namespace Spydra.History.Causes;

/// <summary>All that is known of how a job went: what the rules decide from. It is put together by gatherers, one a source, and reads nothing.</summary>
public sealed record FailureStory
{
    /// <summary>Nothing is known.</summary>
    public static readonly FailureStory Empty = new();

    /// <summary>What each source says of the end, in the order in which they are to be believed last to first (a later one knows more).</summary>
    public ImmutableArray<Ending> Endings { get; init; } = [];

    /// <summary>What happened on the way, in the order of time as far as it is known.</summary>
    public ImmutableArray<Step> Steps { get; init; } = [];

    /// <summary>What the texts tell.</summary>
    public ImmutableArray<Trouble> Troubles { get; init; } = [];

    /// <summary>The last lines of texts of steps that failed and complained of nothing.</summary>
    public ImmutableArray<Trouble> LastLines { get; init; } = [];

    /// <summary>Signatures of troubles that stand in the logs of tasks that succeeded, too: noise.</summary>
    public ImmutableHashSet<string> InSuccesses { get; init; } = [];

    /// <summary>Stages or kinds of tasks of which one task took far longer than the others.</summary>
    public ImmutableArray<Straggler> Stragglers { get; init; } = [];

    /// <summary>What could not be looked at, in a few words each: <c>no event log of application_... is in gs://...</c>.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Both stories together.</summary>
    public FailureStory With(FailureStory other) => new()
    {
        Endings = Endings.AddRange(other.Endings),
        Steps = Steps.AddRange(other.Steps),
        Troubles = Troubles.AddRange(other.Troubles),
        LastLines = LastLines.AddRange(other.LastLines),
        InSuccesses = InSuccesses.Union(other.InSuccesses),
        Stragglers = Stragglers.AddRange(other.Stragglers),
        Missing = Missing.AddRange(other.Missing),
    };
}

/// <summary>What a source says of the end of the job.</summary>
/// <param name="Source">Who says it.</param>
/// <param name="Outcome">How it ended, as far as that source can know.</param>
/// <param name="Words">In its words: <c>FAILED</c>, <c>exit code 1</c>.</param>
public sealed record Ending(Failures.EvidenceSource Source, Outcome Outcome, string Words)
{
    /// <summary>
    /// Whether the source may be mistaken: YARN says SUCCEEDED of most Spark applications whose driver failed, and an event log that ends in order says as little.
    /// </summary>
    public bool IsWeak { get; init; }

    /// <summary>The exit code of the driver, where it is known.</summary>
    public int? ExitCode { get; init; }
}

/// <summary>How something ended.</summary>
public enum Outcome
{
    /// <summary>Nobody says.</summary>
    Unknown,

    /// <summary>Well.</summary>
    Succeeded,

    /// <summary>It failed by itself.</summary>
    Failed,

    /// <summary>Somebody or something ended it.</summary>
    Killed,

    /// <summary>It went away without a word: an executor, a node.</summary>
    Lost,
}

/// <summary>A part of the job that began and ended.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">What it is called in the story, once only: <c>attempt_..._m_000003_0</c>, <c>stage 7.0</c>, <c>task 0.1 in stage 7.0</c>, <c>executor 3</c>, <c>job 2</c>, <c>master 1</c>.</param>
public sealed record Step(StepKind Kind, string Id)
{
    /// <summary>For a person: <c>attempt 3 of 4 of map 3</c>.</summary>
    public string Label { get; init; } = "";

    /// <summary>How it ended.</summary>
    public Outcome Outcome { get; init; }

    /// <summary>The step that failed because this one did; null where nothing is known to hang on it.</summary>
    public string? LeadsTo { get; init; }

    /// <summary>Whether the end of the job hangs on it, by what history and events say.</summary>
    public bool IsOnPath { get; init; }

    /// <summary>The container that it ran in.</summary>
    public string? Container { get; init; }

    /// <summary>The machine.</summary>
    public string? Host { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? Began { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>The exit code of its process.</summary>
    public int? ExitCode { get; init; }
}

/// <summary>What a part of a job is.</summary>
public enum StepKind
{
    /// <summary>The whole: a MapReduce job, a Spark application.</summary>
    Application,

    /// <summary>A start of the application master.</summary>
    Master,

    /// <summary>A job of Spark within its application.</summary>
    Job,

    /// <summary>A stage of Spark, in one of its attempts; a task of MapReduce.</summary>
    Stage,

    /// <summary>An attempt at a task.</summary>
    Attempt,

    /// <summary>An executor of Spark.</summary>
    Executor,
}

/// <summary>One task that took far longer than the others of its kind.</summary>
/// <param name="Work">What it is of: <c>stage 1 (collect at accounts.py:19)</c>, <c>the reduces</c>.</param>
/// <param name="Task">Which task.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Median">The median of the others.</param>
/// <param name="Share">Its part of what all of them read, from 0 to 1; null where it is not known.</param>
/// <param name="Source">Who knows it.</param>
/// <param name="File">Where that stands.</param>
public sealed record Straggler(string Work, string Task, TimeSpan Duration, TimeSpan Median, double? Share, Failures.EvidenceSource Source, string? File);
