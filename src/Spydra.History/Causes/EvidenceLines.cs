using System.Collections.Immutable;
using Spydra.Failures;
using Spydra.History.Causes.Texts;

namespace Spydra.History.Causes;

/// <summary>Chooses the lines that show a cause: at most ten, the most telling first.</summary>
internal static class EvidenceLines
{
    private const int Most = 10;
    private const int SameAgain = 3;
    private const int Longest = 400;

    /// <summary>The lines of a cause: where it is read, where else it is told, how the job ended, and what was said last where that is all there is.</summary>
    public static ImmutableArray<DiagnosisEvidence> Of(Sighting reading, FailureStory story, Hearing hearing, List<ImmutableArray<Sighting>> tiers)
    {
        var lines = new List<DiagnosisEvidence> { Line(reading, hearing) };
        if (Frame(reading, hearing) is { } frame) lines.Add(frame);
        var again = tiers.Take(8).SelectMany(each => each).Where(each => each.Cause == reading.Cause && !ReferenceEquals(each, reading))
            .OrderBy(each => each.Source == EvidenceSource.Container && each.Clue.Trouble.Level is null ? 0 : 1).ThenByDescending(each => each.Weight).DistinctBy(each => (each.Source, Telling(each))).Take(SameAgain);
        lines.AddRange(again.Select(each => Line(each, hearing)));
        if (reading.Weight < CauseRule.General) lines.AddRange(LastWords(story, hearing));
        lines.AddRange(tiers.Take(2).SelectMany(each => each).Where(each => each.Cause != reading.Cause && each.Weight > CauseRule.Faint).DistinctBy(each => each.Cause).Take(2).Select(each => Line(each, hearing)));
        if (hearing.DriverEnd is { } end && !ReferenceEquals(end, reading.Clue.Trouble)) lines.Add(End(end, hearing));
        return Distinct(lines);
    }

    /// <summary>The best there is of a job that failed without a word that a rule knows.</summary>
    public static ImmutableArray<DiagnosisEvidence> OfSilence(FailureStory story, Hearing hearing)
    {
        var faint = hearing.Tiers().SelectMany(each => each).Select(reading => Line(reading, hearing));
        var told = story.Troubles.Where(trouble => trouble.Level is not ("INFO" or "WARN" or "DEBUG") && !story.InSuccesses.Contains(trouble.Signature)).TakeLast(4).Select(trouble => Line(trouble, hearing));
        var errors = story.Troubles.Where(trouble => trouble.Level is "ERROR" or "FATAL" or "SEVERE" or "CRITICAL" && !story.InSuccesses.Contains(trouble.Signature)).Take(2).Select(trouble => Line(trouble, hearing));
        return Distinct([.. faint.Take(4), .. errors, .. told, .. LastWords(story, hearing)]);
    }

    /// <summary>What was printed last, that is no logger's.</summary>
    public static IEnumerable<DiagnosisEvidence> LastWords(FailureStory story, Hearing hearing) =>
        story.LastLines.Where(IsOfNoLogger).Where(trouble => trouble.Text is [not (' ' or '\t'), ..] && !string.IsNullOrWhiteSpace(trouble.Text))
            .GroupBy(trouble => (trouble.Place.Source, trouble.Place.Container, trouble.Place.File)).OrderBy(text => text.Any(trouble => trouble.Place.Step is { } step && step == hearing.Last) ? 0 : text.Key.Source == EvidenceSource.Container ? 1 : 2)
            .SelectMany(text => text.TakeLast(3)).Take(5).Select(trouble => Line(trouble, hearing));

    /// <summary>A script may put a level before its last words; the JDK's logger puts none on the first of its two lines.</summary>
    private static bool IsOfNoLogger(Trouble trouble) =>
        (trouble.Level is null || trouble is { Level: "ERROR" or "FATAL" or "CRITICAL", Logger: null }) && LoggedLine.Stamped(trouble.Text) is null;

    /// <summary>A reading as a line.</summary>
    public static DiagnosisEvidence Line(Sighting reading, Hearing hearing) => Placed(reading.Clue.Trouble, Telling(reading), reading.Clue.Offset, hearing);

    /// <summary>A trouble as a line.</summary>
    public static DiagnosisEvidence Line(Trouble trouble, Hearing hearing) => Placed(trouble, Around(trouble.Text, 0), trouble.Offset, hearing);

    /// <summary>The same without what its logger wrote before it.</summary>
    public static string Said(Sighting reading)
    {
        var line = Telling(reading);
        return reading.Clue is { Link: null, Trouble.Logger: { Length: > 0 } logger } && line.IndexOf(logger + ": ", StringComparison.Ordinal) is >= 0 and var at && at + logger.Length + 2 < line.Length
            ? line[(at + logger.Length + 2)..]
            : line;
    }

    /// <summary>The line of a reading: its first one, and the one in which the rule sees what it needs.</summary>
    public static string Telling(Sighting reading)
    {
        var text = reading.Clue.Text;
        var first = text.IndexOf('\n', StringComparison.Ordinal);
        if (first < 0 || reading.At < first) return Around(first < 0 ? text : text[..first], reading.At);
        var start = text.LastIndexOf('\n', reading.At) + 1;
        var end = text.IndexOf('\n', start);
        var line = Around(end < 0 ? text[start..] : text[start..end], reading.At - start);
        return first == 0 || text.AsSpan(0, first).IsWhiteSpace() ? line : ShownText.Of($"{Around(text[..first], 0, 120)} / {line}", Longest);
    }

    public static ImmutableArray<DiagnosisEvidence> Distinct(IEnumerable<DiagnosisEvidence> lines) =>
        [.. lines.Where(line => line.Text.Length > 0).DistinctBy(line => (line.Source, line.Text)).Take(Most)];

    /// <summary>What ended the driver, by its innermost exception.</summary>
    private static DiagnosisEvidence End(Trouble end, Hearing hearing) => hearing.Read(end) is { Weight: > CauseRule.Faint } read ? Line(read, hearing)
        : end.Chain is [.., var deepest] ? Placed(end, Around(deepest.Message.Length == 0 ? deepest.Type : $"{deepest.Type}: {deepest.Message}".Split('\n')[0], 0), deepest.Offset, hearing)
        : Line(end, hearing);

    private static DiagnosisEvidence? Frame(Sighting reading, Hearing hearing) => reading.Clue.Link?.Frames is [_, ..] frames && frames.FirstOrDefault(IsOfTheJob) is { } frame
        ? Placed(reading.Clue.Trouble, ShownText.Of("at " + frame), null, hearing)
        : null;

    /// <summary>Whether a frame is of nobody's platform: there the user can do something.</summary>
    private static bool IsOfTheJob(string frame) => !Platforms.Any(platform => frame.Contains(platform, StringComparison.Ordinal));

    private static readonly string[] Platforms =
        ["java.base/", "java.", "javax.", "jdk.", "sun.", "scala.", "org.apache.", "py4j", "pyspark", "/lib/python", "<frozen", "com.google.cloud.hadoop", "io.netty", "cloudpickle", "com.fasterxml", "com.google.common", ".repackaged.", "org.postgresql.", "com.mysql."];

    private static DiagnosisEvidence Placed(Trouble trouble, string text, long? offset, Hearing hearing) => new(trouble.Place.Source, text)
    {
        File = trouble.Place.File is { } file ? ShownText.Of(file) : null,
        Container = trouble.Place.Container is { } container ? ShownText.Of(container) : null,
        Host = (trouble.Place.Host ?? hearing.StepOf(trouble)?.Host) is { } host ? ShownText.Of(host) : null,
        Attempt = (trouble.Attempt ?? (hearing.StepOf(trouble) is { Kind: StepKind.Attempt } step ? step.Id : null)) is { } attempt ? ShownText.Of(attempt) : null,
        Offset = offset,
    };

    private static string Around(string line, int at, int longest = Longest)
    {
        var indent = line.Length - line.TrimStart().Length;
        (line, at) = (line[indent..], Math.Max(0, at - indent));
        if (line.Length <= longest || at < longest - 80) return ShownText.Of(line, longest);
        var start = at - 80;
        if (char.IsLowSurrogate(line[start])) start--;
        return ShownText.Of("..." + line[start..], longest);
    }
}
