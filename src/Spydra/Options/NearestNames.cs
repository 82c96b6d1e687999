using System.Collections.Immutable;

namespace Spydra.Options;

/// <summary>The names that a mistyped one was probably meant to be.</summary>
public static class NearestNames
{
    private const int AtMost = 3;

    /// <summary>
    /// The candidates that are near by edit distance (a third of the name's length, at least two; two swapped letters count as one), or
    /// of which the name is the beginning; nearest first, at most three. Case, <c>_</c> and <c>-</c> make no difference.
    /// </summary>
    public static ImmutableArray<string> Of(string name, IEnumerable<string> candidates)
    {
        var wanted = Plain(name);
        var reach = Math.Max(2, wanted.Length / 3);
        return
        [
            .. candidates
                .Select(candidate => (Name: candidate, Distance: Distance(wanted, Plain(candidate), reach)))
                .Where(near => near.Distance <= reach)
                .OrderBy(near => near.Distance).ThenBy(near => near.Name.Length).ThenBy(near => near.Name, StringComparer.Ordinal)
                .Take(AtMost).Select(near => near.Name),
        ];
    }

    /// <summary><c>Did you mean 'a' or 'b'?</c>, or the other text where nothing is near.</summary>
    public static string Suggest(ImmutableArray<string> near, string otherwise) => near switch
    {
        [] => otherwise,
        [var one] => $"Did you mean '{one}'?",
        _ => $"Did you mean {string.Join(", ", near[..^1].Select(name => $"'{name}'"))} or '{near[^1]}'?",
    };

    private static string Plain(string name) => name.ToLowerInvariant().Replace('_', '-').Trim('-', ' ');

    private static int Distance(string from, string to, int reach)
    {
        if (Math.Abs(from.Length - to.Length) > reach)
            return from.Length >= 4 && to.StartsWith(from, StringComparison.Ordinal) ? reach : int.MaxValue;

        var rows = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= to.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[from.Length, to.Length];
    }
}
