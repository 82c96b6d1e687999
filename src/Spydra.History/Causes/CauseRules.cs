using System.Collections.Immutable;

namespace Spydra.History.Causes;

/// <summary>
/// The rules: what an experienced operator reads in a line or an exception. All of them are tried; the heaviest that fits says what it is, and of equals
/// the first. A rule sees one line or one exception; which of them the end of the job hangs on is <see cref="CauseFinder"/>'s to say.
/// </summary>
internal static partial class CauseRules
{
    /// <summary>Every rule.</summary>
    public static ImmutableArray<CauseRule> Table { get; } = [.. Cluster(), .. Memory(), .. Code(), .. Data(), .. Services(), .. Last()];

    /// <summary>The heaviest reading of a trouble, the deepest exception first; null where no rule knows it.</summary>
    /// <param name="trouble">What a text tells.</param>
    /// <param name="carrier">What ran there.</param>
    /// <param name="without">Causes whose rules are switched off.</param>
    public static Sighting? Read(Trouble trouble, Carrier carrier, IReadOnlySet<string> without)
    {
        Sighting? best = null;
        foreach (var clue in Clues(trouble, carrier))
        {
            foreach (var rule in Table)
            {
                if (rule.Weight <= (best?.Weight ?? 0) || without.Contains(rule.Cause)) continue;
                if (rule.Find(clue) is >= 0 and var at) best = new(clue, rule, at);
            }
        }

        return best;
    }

    private static IEnumerable<Clue> Clues(Trouble trouble, Carrier carrier)
    {
        for (var i = trouble.Chain.Length - 1; i >= 0; i--) yield return new(trouble, trouble.Chain[i], carrier);
        yield return new(trouble, null, carrier);
    }
}
