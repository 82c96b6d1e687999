using System.Collections.Immutable;
using Spydra.Failures;

namespace Spydra.History.Causes;

/// <summary>The pure function from a story to why it ended as it did.</summary>
public static class CauseFinder
{
    private const int MostAlso = 3;

    /// <summary>From this tier on nothing is known to hang on what was said.</summary>
    private const int Aside = 7;

    /// <summary>From this tier on it is not the attempts of the task that failed any more.</summary>
    private const int OfOthers = 6;

    private static readonly ImmutableHashSet<string> Nothing = [];

    // What shuffle data goes away with.
    private static readonly string[] TakesShuffleAlong = ["container_memory", "java_heap", "disk_full", "node_lost"];

    /// <summary>The cause.</summary>
    public static Diagnosis Of(FailureStory story) => Of(story, Nothing);

    /// <summary>The cause, if some rules were not there: what is said of failures that no rule knows.</summary>
    /// <param name="story">How the job went.</param>
    /// <param name="without">Causes whose rules are switched off.</param>
    public static Diagnosis Of(FailureStory story, IReadOnlySet<string> without)
    {
        var end = EndOfJob.Of(story);
        var hearing = new Hearing(story, without);
        if (story.Endings.IsEmpty && !end.IsFailure && !hearing.ShowsFailure) return Silent(story, end, hearing);
        if (!end.IsFailure && (end.Outcome == Outcome.Succeeded || !hearing.ShowsFailure)) return Successes.Of(story, end, hearing, without);
        return Failed(story, end, hearing);
    }

    private static Diagnosis Failed(FailureStory story, EndOfJob end, Hearing hearing)
    {
        var tiers = hearing.Tiers().ToList();
        if (Choose(tiers, hearing) is not { } choice) return Silent(story, end, hearing);
        var (reading, tier) = choice;
        var also = tiers.SelectMany((readings, at) => readings.Select(each => (Sighting: each, Tier: at)))
            .Where(each => each.Sighting.Weight > CauseRule.Faint && each.Sighting.Cause != reading.Cause && (each.Sighting.Weight >= CauseRule.General || each.Tier <= 1))
            .OrderBy(each => each.Tier).ThenByDescending(each => each.Sighting.Weight)
            .DistinctBy(each => each.Sighting.Cause).Take(MostAlso).ToList();
        var confidence = Confidence(reading, tier);
        var near = reading.Rule.Near.Where(cause => also.TrueForAll(each => each.Sighting.Cause != cause)).Select(cause => Neighbour(cause, confidence * 0.4, reading));
        return Diagnose(reading, confidence, story, hearing, tiers) with
        {
            Also = [.. also.Select(each => Brief(each.Sighting, Math.Min(confidence * 0.6, Confidence(each.Sighting, each.Tier) * 0.5), hearing)).Concat(near).OrderByDescending(each => each.Confidence).Take(MostAlso)],
        };
    }

    /// <summary>The reading that the end hangs on, and how far from the end it was found.</summary>
    private static (Sighting Sighting, int Tier)? Choose(List<ImmutableArray<Sighting>> tiers, Hearing hearing)
    {
        if (hearing.IsDriversOwn && tiers[0].All(reading => reading.Weight < CauseRule.Verdict || ReferenceEquals(reading.Clue.Trouble, hearing.DriverEnd)))
            return (hearing.Read(hearing.DriverEnd!)!, 0);

        var nearest = tiers[0].AddRange(tiers[1]);
        if ((Heaviest(nearest.Where(hearing.IsOfScript)) ?? Heaviest(nearest)) is { Weight: >= CauseRule.General } told)
        {
            if (FirstOfScript(tiers[2], told) is { } first) return (first, 2);
            return told.Cause == "fetch_failure" && Heaviest(tiers.Skip(2).Take(4).SelectMany(each => each).Where(each => TakesShuffleAlong.Contains(each.Cause))) is { } behind ? (behind, 3) : (told, 0);
        }

        // An exception that ended it and that no rule knows is the cause, and not what was said elsewhere.
        if (hearing.EndsUnread) return null;
        var symptom = Heaviest(nearest);
        for (var at = 2; at < (symptom?.Cause == "script_exit" ? OfOthers : tiers.Count - 1); at++)
            if (Heaviest(tiers[at].Where(reading => at < Aside || Counts(reading))) is { Weight: >= CauseRule.General } found) return (found, at);
        if (symptom is { Weight: > CauseRule.Faint }) return (symptom, 0);
        for (var at = 2; at < tiers.Count - 1; at++)
            if (Heaviest(tiers[at].Where(reading => at < Aside || (reading.Clue.Carrier != Carrier.Executor && reading.Weight < CauseRule.General) || Counts(reading))) is { Weight: > CauseRule.Faint } found) return (found, at);
        return Heaviest(tiers[^1].Where(reading => reading.Weight >= CauseRule.Verdict - 5 && reading.Clue.Carrier is Carrier.Driver or Carrier.Master)) is { } aside ? (aside, tiers.Count - 1) : null;
    }

    /// <summary>Nothing is known to hang on it: what an executor or a task said must mean much to be believed.</summary>
    private static bool Counts(Sighting reading) => reading.Weight >= CauseRule.Telling || reading.Clue.Carrier is Carrier.Driver or Carrier.Master;

    /// <summary>Of equals the one that stands deepest: in the container, then in history and events, then in what the driver printed; there the earliest.</summary>
    private static Sighting? Heaviest(IEnumerable<Sighting> readings) => readings
        .OrderByDescending(reading => reading.Weight).ThenBy(reading => reading.Source is EvidenceSource.Container ? 0 : 1)
        .ThenBy(reading => reading.Clue.Trouble.Time ?? DateTimeOffset.MaxValue).ThenBy(reading => reading.Clue.Trouble.Order).FirstOrDefault();

    /// <summary>
    /// A script that goes on after its shell told of an error meets the consequences: the first error is the cause. Only what the shell itself says
    /// counts, before the exception, in the same log; the rest of what scripts print is nobody's business.
    /// </summary>
    private static Sighting? FirstOfScript(ImmutableArray<Sighting> said, Sighting told) => told.Source != EvidenceSource.Container ? null
        : said.Where(reading => reading.Clue.Trouble is { Level: null } trouble && trouble.Place.Container == told.Clue.Trouble.Place.Container && trouble.Place.File == told.Clue.Trouble.Place.File
            && trouble.Offset < told.Clue.Trouble.Offset && reading.Weight >= CauseRule.Telling && ShellWords.Are(trouble.Text))
            .MinBy(reading => reading.Clue.Trouble.Order);

    private static double Confidence(Sighting reading, int tier)
    {
        var byRule = reading.Weight switch
        {
            >= CauseRule.Telling + 15 => 0.97,
            >= CauseRule.Telling - 5 => 0.92,
            >= CauseRule.Likely => 0.75,
            >= CauseRule.General => 0.75,
            >= CauseRule.Symptom + 10 => 0.55,
            _ => 0.4,
        };
        return byRule * (tier switch { <= 1 => 1, <= 3 => 0.95, <= 5 => 0.85, _ => 0.65 });
    }

    private static Diagnosis Diagnose(Sighting reading, double confidence, FailureStory story, Hearing hearing, List<ImmutableArray<Sighting>> tiers) => Brief(reading, confidence, hearing) with
    {
        Evidence = EvidenceLines.Of(reading, story, hearing, tiers),
        Path = PathToEnd.Of(reading.Clue.Trouble, story, hearing),
        Missing = [.. story.Missing.Select(text => ShownText.Of(text))],
    };

    private static Diagnosis Brief(Sighting reading, double confidence, Hearing hearing)
    {
        var info = CauseTable.Of(reading.Cause);
        return new(info.Key, info.Class, Math.Round(confidence, 2), ShownText.Of($"{info.Sentence}: {EvidenceLines.Said(reading)}"))
        {
            Evidence = [EvidenceLines.Line(reading, hearing)],
            Next = info.Next(reading.Clue.Carrier),
        };
    }

    private static Diagnosis Neighbour(string cause, double confidence, Sighting reading)
    {
        var info = CauseTable.Of(cause);
        return new(info.Key, info.Class, Math.Round(confidence, 2), ShownText.Of($"{info.Sentence}: {EvidenceLines.Said(reading)}")) { Next = info.Next(reading.Clue.Carrier) };
    }

    /// <summary>It failed, and nobody said anything that a rule knows.</summary>
    private static Diagnosis Silent(FailureStory story, EndOfJob end, Hearing hearing)
    {
        var info = CauseTable.Of(Diagnosis.Unknown);
        return new(info.Key, info.Class, 0.1, ShownText.Of($"{info.Sentence}: {end.Words}"))
        {
            Evidence = EvidenceLines.OfSilence(story, hearing),
            Path = [ShownText.Of($"the job: {end.Words}")],
            Next = info.Next(Carrier.Unknown),
            Missing = [.. story.Missing.Select(text => ShownText.Of(text))],
            Also = end.Outcome is Outcome.Killed or Outcome.Lost || end.Words.Contains("137", StringComparison.Ordinal) || end.Words.Contains("143", StringComparison.Ordinal) ? [Killed("killed_by_user"), Killed("executor_lost")] : [],
        };

        Diagnosis Killed(string cause) => new(cause, CauseTable.Of(cause).Class, 0.3, ShownText.Of($"{CauseTable.Of(cause).Sentence}: {end.Words}")) { Next = CauseTable.Of(cause).Next(Carrier.Unknown) };
    }
}
