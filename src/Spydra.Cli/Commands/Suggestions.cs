using System.CommandLine;
using System.CommandLine.Completions;
using System.Text.RegularExpressions;

namespace Spydra.Cli.Commands;

/// <summary>
/// <c>spydra "[suggest:N]" LINE</c>: the words that may stand at character N of the line, one a line. The scripts of
/// <c>spydra completion</c> ask for them.
/// </summary>
internal static partial class Suggestions
{
    /// <summary>The words; null when something else was asked.</summary>
    public static IReadOnlyList<string>? Asked(Command spydra, IReadOnlyList<string> args)
    {
        if (args.Count == 0 || Directive().Match(args[0]) is not { Success: true } directive) return null;
        var line = args.Count > 1 ? args[1] : "";
        var position = int.TryParse(directive.Groups["position"].Value, out var given) ? Math.Min(given, line.Length) : line.Length;
        var word = line[..position] is var left ? left[(left.LastIndexOf(' ') + 1)..] : "";
        return
        [
            .. Completions(spydra.Parse(line), position).Select(Text)
                .Where(text => text.StartsWith(word, StringComparison.Ordinal) && text is not ("-?" or "/?" or "/h"))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<CompletionItem> Completions(ParseResult parsed, int position)
    {
        // The library fails on a word that it cannot find again (--option=value): then there is nothing to suggest.
        try { return [.. parsed.GetCompletions(position)]; }
        catch (InvalidOperationException) { return []; }
    }

    private static string Text(CompletionItem item) => item.InsertText ?? item.Label;

    [GeneratedRegex(@"^\[suggest(:(?<position>[0-9]+))?\]$", RegexOptions.ExplicitCapture)]
    private static partial Regex Directive();
}
