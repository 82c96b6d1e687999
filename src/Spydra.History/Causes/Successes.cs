using System.Globalization;
using Spydra.Failures;

namespace Spydra.History.Causes;

/// <summary>What is said of a job that did not fail: that it did not, which of its parts failed all the same, and whether one task kept it waiting.</summary>
internal static class Successes
{
    public static Diagnosis Of(FailureStory story, EndOfJob end, Hearing hearing, IReadOnlySet<string> without)
    {
        if (story.Stragglers.MaxBy(straggler => straggler.Duration - straggler.Median) is { } straggler && !without.Contains("skew")) return Skew(straggler, story);
        var survived = story.Steps.Count(step => step.Kind == StepKind.Attempt && step.Outcome is Outcome.Failed or Outcome.Lost);
        var parts = survived == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {survived:N0} attempts at tasks failed on the way, and others took their place or were allowed to");
        var said = end.Outcome == Outcome.Succeeded ? end.Words : "nothing that is here shows a failure";
        var doubt = end.IsCertain || story.Missing.IsEmpty ? "" : "; how the driver ended, nothing that is here says";
        return new(Diagnosis.None, null, end.IsCertain ? 0.97 : 0.6, ShownText.Of($"Nothing failed: {said}{parts}{doubt}"))
        {
            Evidence = EvidenceLines.Distinct([.. Survived(story, hearing), .. EvidenceLines.LastWords(story, hearing)]),
            Missing = [.. story.Missing.Select(text => ShownText.Of(text))],
        };
    }

    /// <summary>What attempts failed of that were survived.</summary>
    private static IEnumerable<DiagnosisEvidence> Survived(FailureStory story, Hearing hearing) => story.Troubles
        .Where(trouble => trouble.Place.Source is EvidenceSource.History or EvidenceSource.Events || trouble.Attempt is not null)
        .Select(hearing.Read).OfType<Sighting>().Where(reading => reading.Weight >= CauseRule.General)
        .DistinctBy(reading => reading.Clue.Trouble.Signature).Take(3).Select(reading => EvidenceLines.Line(reading, hearing));

    private static Diagnosis Skew(Straggler straggler, FailureStory story)
    {
        var info = CauseTable.Of("skew");
        var share = straggler.Share is { } part ? string.Create(CultureInfo.InvariantCulture, $", with {part:P0} of the data") : "";
        var text = string.Create(CultureInfo.InvariantCulture, $"{straggler.Task} of {straggler.Work} took {straggler.Duration.TotalSeconds:N1} s{share}; the median of the others is {straggler.Median.TotalSeconds:N1} s");
        return new(info.Key, info.Class, 0.9, ShownText.Of($"{info.Sentence}: {text}"))
        {
            Evidence = [new(straggler.Source, ShownText.Of(text)) { File = straggler.File }],
            Path = [ShownText.Of(straggler.Task), ShownText.Of(straggler.Work)],
            Next = info.Next(Carrier.Unknown),
            Missing = [.. story.Missing.Select(missing => ShownText.Of(missing))],
        };
    }
}
