using System.Text.RegularExpressions;
using Spydra.Failures;

namespace Spydra.History.Causes;

/// <summary>How the job ended, from what the sources say of it. Pure.</summary>
/// <param name="Outcome">How; <see cref="Outcome.Unknown"/> where nobody says, or where those who say it may be mistaken.</param>
/// <param name="Words">In whose words, and which.</param>
/// <param name="IsCertain">Whether a source says it that knows.</param>
internal sealed partial record EndOfJob(Outcome Outcome, string Words, bool IsCertain)
{
    // Who knows the end of the driver, knows the end of the job.
    private static readonly EvidenceSource[] ByKnowledge =
        [EvidenceSource.Api, EvidenceSource.Driver, EvidenceSource.Diagnostics, EvidenceSource.History, EvidenceSource.Container, EvidenceSource.Events];

    public bool IsFailure => Outcome is Outcome.Failed or Outcome.Killed or Outcome.Lost;

    public static EndOfJob Of(FailureStory story)
    {
        var endings = story.Endings.OrderBy(ending => Array.IndexOf(ByKnowledge, ending.Source)).ToList();
        var certain = endings.Where(ending => !ending.IsWeak && ending.Outcome != Outcome.Unknown).ToList();

        // The service saw the driver's exit code. Without it, a part that failed decides: a program may fail after its MapReduce job went well, and none succeeds after one that did not.
        if (certain.Find(ending => ending.Source == EvidenceSource.Api || ending.ExitCode is not null) is { } seen) return Of(seen, true);
        if (certain.Find(ending => ending.Outcome is Outcome.Failed or Outcome.Killed or Outcome.Lost) is { } failed) return Of(failed, true);
        if (certain.Count > 0) return Of(certain[0], true);
        if (story.Troubles.FirstOrDefault(IsMastersEnd) is { } master) return new(Outcome.Failed, ShownText.Of(master.Text), false);
        if (endings.Find(ending => ending.Outcome is Outcome.Lost or Outcome.Failed) is { } lost) return Of(lost, false);
        return endings.Find(ending => ending.Outcome != Outcome.Unknown) is { } weak ? Of(weak, false) : new(Outcome.Unknown, "nothing says how the job ended", false);
    }

    /// <summary>An application master says how it leaves; of Spark's in client mode only that the driver went, which is no failure.</summary>
    private static bool IsMastersEnd(Trouble trouble) => trouble.Place.Source == EvidenceSource.Container && MastersEnd().IsMatch(trouble.Text);

    [GeneratedRegex(@"Final app status: (FAILED|KILLED)|Unregistering ApplicationMaster with (FAILED|KILLED)|Error starting MRAppMaster", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MastersEnd();

    private static EndOfJob Of(Ending ending, bool isCertain) => new(ending.Outcome, ending.Words, isCertain);
}
