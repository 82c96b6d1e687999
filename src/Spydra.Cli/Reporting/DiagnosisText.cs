using System.Globalization;
using Spydra.Failures;
using Spydra.History.Causes;

namespace Spydra.Cli.Reporting;

/// <summary>Why a job failed, for people: at most some twenty lines. What it shows may come from a journal of a stranger, so nothing in it is trusted.</summary>
internal static class DiagnosisText
{
    private const int MostEvidence = 10;
    private const int MostNext = 3;
    private const int MostOthers = 3;
    private const int MostMissing = 3;

    /// <summary>The lines; <paramref name="place"/> is where the logs can be opened, null where that is not known.</summary>
    public static IEnumerable<string> Lines(Diagnosis diagnosis, DumpPlace? place)
    {
        yield return $"why: {Plain(diagnosis.Summary)} ({string.Join(", ", new[] { Plain(diagnosis.Cause), diagnosis.Class?.Word(), Confidence(diagnosis) }.OfType<string>())})";
        var shown = diagnosis.Evidence.Take(MostEvidence).ToList();
        var opened = shown.FindIndex(each => each is { Source: EvidenceSource.Container, Container: not null, File: not null });
        foreach (var (at, evidence) in shown.Index())
        {
            yield return $"  {Where(evidence, at == 0 ? null : shown[at - 1])}: {Plain(evidence.Text)}";
            if (at == opened && place?.Command(evidence.Container!, evidence.File!, evidence.Offset) is { } command) yield return "  open: " + PlainText.Of(command);
        }

        if (!diagnosis.Path.IsDefaultOrEmpty) yield return "led to: " + string.Join(" -> ", diagnosis.Path.Select(Plain));
        foreach (var (at, next) in diagnosis.Next.Take(MostNext).Index()) yield return (at == 0 ? "try: " : "     ") + Plain(next);
        foreach (var other in diagnosis.Also.Take(MostOthers)) yield return $"also possible: {Plain(other.Cause)} ({Confidence(other)}): {Plain(other.Summary)}";
        if (!diagnosis.Missing.IsDefaultOrEmpty)
            yield return "missing: " + string.Join("; ", diagnosis.Missing.Take(MostMissing).Select(Plain)) + (diagnosis.Missing.Length > MostMissing ? $"; and {diagnosis.Missing.Length - MostMissing} more" : "");
    }

    /// <summary>The same as one text.</summary>
    public static string Of(Diagnosis diagnosis, DumpPlace? place) => string.Join('\n', Lines(diagnosis, place));

    /// <summary>Where it stands; what is as on the line above it is not said again.</summary>
    private static string Where(DiagnosisEvidence evidence, DiagnosisEvidence? above)
    {
        var isSame = above is not null && (evidence.Source, evidence.File, evidence.Container) == (above.Source, above.File, above.Container);
        var source = evidence.Source switch
        {
            EvidenceSource.Driver => "driver",
            EvidenceSource.Container => evidence.Container is null ? "container" : Plain(evidence.Container),
            EvidenceSource.History => "history",
            EvidenceSource.Events => "events",
            EvidenceSource.Diagnostics => "YARN",
            EvidenceSource.Api => "Dataproc",
            _ => throw new ArgumentOutOfRangeException(nameof(evidence)),
        };
        return string.Join(", ", new[]
        {
            evidence.File is { } file && (evidence.Source == EvidenceSource.Container || !isSame) ? $"{source} {Plain(file)}" : source,
            evidence.Offset is { } offset ? string.Create(CultureInfo.InvariantCulture, $"byte {offset:N0}") : null,
            evidence.Host is { } host && !(isSame && host == above!.Host) ? "on " + Plain(Short(host)) : null,
            evidence.Attempt is { } attempt && !(isSame && attempt == above!.Attempt) ? Plain(attempt) : null,
            evidence.Source != EvidenceSource.Container && evidence.Container is { } container && !isSame ? Plain(container) : null,
        }.OfType<string>());
    }

    /// <summary>A machine's name without its domain; an address as it is.</summary>
    private static string Short(string host) => host.Length > 0 && char.IsAsciiLetter(host[0]) ? host.Split('.')[0] : host;

    private static string Confidence(Diagnosis diagnosis) => diagnosis.Confidence.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Plain(string text) => PlainText.Of(ShownText.Of(text).Replace('\t', ' ').Trim());
}
