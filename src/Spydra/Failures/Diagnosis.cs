using System.Collections.Immutable;

namespace Spydra.Failures;

/// <summary>Why a job failed, as far as what it left tells. Its texts are one line each, without control characters and secrets.</summary>
/// <param name="Cause">A key of <c>docs/causes.md</c>; <c>none</c> where nothing failed, <c>unknown</c> where the evidence says no more.</param>
/// <param name="Class">What kind of failure that is; null where nothing failed.</param>
/// <param name="Confidence">From 0 to 1.</param>
/// <param name="Summary">The cause in one sentence.</param>
public sealed record Diagnosis(string Cause, FailureClass? Class, double Confidence, string Summary)
{
    /// <summary>The key of a job that did not fail.</summary>
    public const string None = "none";

    /// <summary>The key of a failure that the evidence does not explain.</summary>
    public const string Unknown = "unknown";

    /// <summary>The lines that show it, the most telling first; at most ten.</summary>
    public ImmutableArray<DiagnosisEvidence> Evidence { get; init; } = [];

    /// <summary>What led from the cause to the end of the job: <c>attempt 3 of 4 of map 3 on w-1</c>, <c>task ...</c>, <c>job</c>.</summary>
    public ImmutableArray<string> Path { get; init; } = [];

    /// <summary>What to try, the best first.</summary>
    public ImmutableArray<string> Next { get; init; } = [];

    /// <summary>The next likely causes, the likeliest first.</summary>
    public ImmutableArray<Diagnosis> Also { get; init; } = [];

    /// <summary>What could not be looked at, in a few words each.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Whether a cause is named, or nothing is wrong.</summary>
    public bool IsKnown => Cause != Unknown;
}

/// <summary>A line that shows a cause, and where it stands.</summary>
/// <param name="Source">Whose words they are.</param>
/// <param name="Text">One line of at most 400 characters, without control characters and secrets.</param>
public sealed record DiagnosisEvidence(EvidenceSource Source, string Text)
{
    /// <summary>The file: an object's or a file's name; for a container the name of its log, such as <c>stderr</c>.</summary>
    public string? File { get; init; }

    /// <summary>The container of YARN.</summary>
    public string? Container { get; init; }

    /// <summary>The machine.</summary>
    public string? Host { get; init; }

    /// <summary>The attempt at a task: MapReduce's id, or <c>task 0.1 in stage 7.0</c> of Spark.</summary>
    public string? Attempt { get; init; }

    /// <summary>Where the line begins in the file, in bytes; null where it is no file, or its text was put together from fields.</summary>
    public long? Offset { get; init; }
}

/// <summary>Whose words a piece of evidence is.</summary>
public enum EvidenceSource
{
    /// <summary>What the driver printed.</summary>
    Driver,

    /// <summary>The log of a container.</summary>
    Container,

    /// <summary>The history of a MapReduce job.</summary>
    History,

    /// <summary>The event log of a Spark application.</summary>
    Events,

    /// <summary>YARN's diagnostics of the application.</summary>
    Diagnostics,

    /// <summary>The service's words of the job.</summary>
    Api,
}
