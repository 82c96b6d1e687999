using System.Collections.Immutable;
using Spydra.History.Causes.Texts;

namespace Spydra.History.Causes.Evidence;

/// <summary>Troubles of texts that are known to tell of a failure, in whatever words.</summary>
internal static class ToldTroubles
{
    private const int MostLines = 20;
    private const int LongestLine = 4000;

    /// <summary>What the scanner finds; where it knows no word of the text, its first line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">Whose it is.</param>
    /// <param name="time">When what it tells of happened; taken where the text does not say.</param>
    public static IEnumerable<Trouble> Of(string text, EvidencePlace place, DateTimeOffset? time)
    {
        var found = TroubleScanner.Of(text, place).Troubles;
        if (found.IsEmpty && Lines(text).FirstOrDefault() is { } first) found = [Line(first, place)];
        return found.Select(trouble => trouble.Time is null ? trouble with { Time = time } : trouble);
    }

    /// <summary>The same, and every further line that is not of a stack trace: where somebody wrote down reasons, a line each.</summary>
    public static ImmutableArray<Trouble> Each(string text, EvidencePlace place, DateTimeOffset? time)
    {
        var found = TroubleScanner.Of(text, place).Troubles;
        // A line of a message of several is in a trouble already.
        var known = found.SelectMany(trouble => trouble.Chain.Select(thrown => thrown.Message).Prepend(trouble.Text)).ToList();
        var others = Lines(text)
            .Where(line => !char.IsWhiteSpace(line[0]) && !known.Exists(told => told.Contains(line, StringComparison.Ordinal) || line.Contains(told, StringComparison.Ordinal)))
            .Distinct(StringComparer.Ordinal).Take(MostLines)
            .Select(line => Line(line, place));
        return [.. found.Concat(others).Select((trouble, order) => trouble with { Order = order, Time = trouble.Time ?? time })];
    }

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Trim().Length > 0);

    private static Trouble Line(string line, EvidencePlace place)
    {
        var shown = line.Length > LongestLine ? line[..LongestLine] : line;
        var told = new Trouble(place, shown);
        return told with { Signature = Signature.Of(told, shown) };
    }
}
