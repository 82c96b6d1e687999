using System.Globalization;
using Spydra.Failures;
using Spydra.History.Causes.Evidence;
using Spydra.Testing;

namespace Spydra.History.Causes;

/// <summary>One text of texts.tsv, which texts.md describes.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Set"><c>learn</c>: the rules may be written with it in sight; <c>held</c>: kept apart.</param>
/// <param name="Cause">The key; <see cref="Noise"/> where it tells of nothing that went wrong.</param>
/// <param name="Also">Other keys that are right.</param>
/// <param name="Source">Where a job meets such a text.</param>
/// <param name="Text">The text.</param>
internal sealed record CauseText(int Id, string Set, string Cause, IReadOnlyList<string> Also, EvidenceSource Source, string Text)
{
    public const string Noise = "noise";

    public static IReadOnlyList<CauseText> All { get; } =
    [
        .. File.ReadLines(RepositoryFiles.At("tests", "Spydra.History.Tests", "Causes", "texts.tsv")).Skip(1).Select(line => line.Split('\t')).Select(row => new CauseText(
            int.Parse(row[0], CultureInfo.InvariantCulture), row[1], row[2], [.. row[3].Split(',').Where(cause => cause != "-")], Enum.Parse<EvidenceSource>(row[4], ignoreCase: true), Written(row[7]))),
    ];

    public bool IsRight(string cause) => cause == Cause || Also.Contains(cause, StringComparer.Ordinal);

    /// <summary>The story of a job that left this text, and whose end is known: to the service, or to YARN where YARN is who says it.</summary>
    public FailureStory Story(Outcome end)
    {
        if (Source == EvidenceSource.Diagnostics)
            return DiagnosticsEvidence.Of(end == Outcome.Succeeded ? "SUCCEEDED" : Text.Contains("killed by user", StringComparison.Ordinal) || Text.Contains("received Kill", StringComparison.Ordinal) ? "KILLED" : "FAILED", Text);

        var step = StepOf(end);
        var place = new EvidencePlace(Source)
        {
            File = Source switch { EvidenceSource.Driver => "driver.txt", EvidenceSource.Container => "stderr", _ => "job" },
            Container = step?.Container,
            Host = step?.Host,
            Step = step?.Id,
        };
        var scan = TroubleScanner.Of(Text, place);
        return new()
        {
            Endings = [new(EvidenceSource.Api, end, end == Outcome.Succeeded ? "DONE" : "ERROR")],
            Steps = step is null ? [] : [step],
            Troubles = [.. (Source is EvidenceSource.History or EvidenceSource.Events ? ToldTroubles.Of(Text, place, time: null) : scan.Troubles).Select(trouble => AsItEnded(trouble, end))],
            LastLines = scan.LastLines,
        };
    }

    /// <summary>What the end hangs on: the master where it cannot start, and else the attempt that was one too many.</summary>
    private Step? StepOf(Outcome end) => Source switch
    {
        EvidenceSource.Driver => null,
        EvidenceSource.Events => Failed(new(StepKind.Attempt, "task 0.3 in stage 1.0"), "container_1700000000000_0001_01_000002", end),
        EvidenceSource.Container when Cause == "am_failed" => Failed(new(StepKind.Master, "master 1"), "container_1700000000000_0001_01_000001", end),
        _ => Failed(new(StepKind.Attempt, "attempt_1700000000000_0001_m_000000_3"), "container_1700000000000_0001_01_000002", end),
    };

    // The texts are parts of what was printed: what shows that nobody caught it is mostly cut off.
    private Trouble AsItEnded(Trouble trouble, Outcome end) => trouble with { IsUncaught = trouble.IsUncaught || (trouble.Level is null && Cause != Noise && end != Outcome.Succeeded) };

    private static Step Failed(Step step, string container, Outcome end) => step with { Container = container, Host = "w-1", Outcome = end, IsOnPath = end != Outcome.Succeeded };

    private static string Written(string cell) => string.Join('\\', cell.Split("\\\\").Select(part => part.Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\t", "\t", StringComparison.Ordinal)));
}
