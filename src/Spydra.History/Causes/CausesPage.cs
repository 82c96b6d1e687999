using System.Globalization;
using System.Text;
using Spydra.Failures;

namespace Spydra.History.Causes;

/// <summary>The page docs/causes.md, made of the tables; a test holds it and the file together.</summary>
internal static class CausesPage
{
    private const string Head = """
        # Causes

        Why jobs fail, as `spydra why` names it ([why.md](why.md)). This page is made of the tables in `src/Spydra.History/Causes`; change it there.

        A rule looks at one line or one exception and says what that means. Of the rules that fit, the one with the greatest weight counts: 90 and more, the platform
        itself says why; 70, words that mean one thing; 55, words that mostly do; 40, an exception of which no rule knows more; below, a
        consequence, behind which another cause is looked for. Of a chain of exceptions the heaviest link counts, of equals the deepest. Which line the
        end of the job hangs on is no matter of rules: it is looked for from the end, through the attempts that failed, to the container that failed first.

        `none`: nothing failed.

        """;

    /// <summary>The whole page.</summary>
    public static string Render()
    {
        var page = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var info in CauseTable.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {info.Key}\n\n{info.Sentence}. Class: {Word(info.Class)}.\n\n");
            foreach (var next in info.Next(Carrier.Unknown)) page.Append(CultureInfo.InvariantCulture, $"- {next}\n");
            var rules = CauseRules.Table.Where(rule => rule.Cause == info.Key).OrderByDescending(rule => rule.Weight).ToList();
            if (rules.Count == 0) continue;
            page.Append("\n| weight | what is seen | could also be | for example |\n|---|---|---|---|\n");
            foreach (var rule in rules) page.Append(CultureInfo.InvariantCulture, $"| {rule.Weight} | {rule.Sees} | {string.Join(", ", rule.Near)} | `{Cell(rule.Example)}` |\n");
        }

        return page.ToString();
    }

    private static string Word(FailureClass kind) => kind switch
    {
        FailureClass.TimeLimit => "time_limit",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>The first line and the last.</summary>
    private static string Cell(string example)
    {
        var lines = example.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var shown = lines.Length > 1 ? $"{lines[0]} / {lines[^1]}" : lines[0];
        return shown.Replace("|", "\\|", StringComparison.Ordinal).Replace('`', '\'');
    }
}
