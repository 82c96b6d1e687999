using Spydra.Failures;
using Spydra.Runs;
using Spydra.Runs.Journal;

namespace Spydra.Cli.Reporting;

/// <summary>What a command says of how it failed: class, cause, and what to do.</summary>
/// <param name="Verdict">What failed; null where nothing did.</param>
/// <param name="Error">What stopped it, where that was not the job.</param>
internal sealed record Conclusion(FailureVerdict? Verdict, SpydraException? Error)
{
    /// <summary>Why the job failed, as what it left tells; null where nobody looked.</summary>
    public Diagnosis? Why { get; init; }

    /// <summary>Where the logs of its containers can be opened.</summary>
    public DumpPlace? Logs { get; init; }

    /// <summary>Nothing failed.</summary>
    public static readonly Conclusion Good = new(null, null);

    /// <summary>What failed; null where nothing did.</summary>
    public FailureClass? Failure => Verdict?.Class;

    /// <summary>Of a run that has a result, now or of old; null is one that goes on.</summary>
    public static Conclusion Of(RunResult? result) =>
        result?.Class is { } failure ? new(new FailureVerdict(failure, result.Cause ?? "", result.WhatToDo ?? "", ""), null) { Why = result.Why } : Good;

    /// <summary>The same, with where its logs are.</summary>
    public static Conclusion Of(RunAnswer answer) => Of(answer.Result) with { Logs = DumpPlace.Of(answer.Story.Facts) };

    /// <summary>Of a run that was stopped.</summary>
    public static Conclusion Of(SpydraException error) => new(FailureClasses.Of(FailureEvidence.Of(error)), error);

    /// <summary>The lines for a person. <paramref name="ran"/>: whether there was a run that could fail; a mistake found before it is told whole, however many lines it has.</summary>
    public IEnumerable<string> Lines(bool ran) => (Verdict, Error) switch
    {
        (null, _) => [],
        ({ Class: FailureClass.Usage }, { } error) when !ran => [$"error: {error.Message}", error.NextStep],
        var (verdict, _) => [$"failed ({Words.Of(verdict.Class)}): {verdict.Cause}", $"what to do: {verdict.WhatToDo}"],
    };
}
