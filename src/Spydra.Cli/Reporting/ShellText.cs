using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Spydra.Cli.Reporting;

/// <summary>Words as a POSIX shell takes them.</summary>
internal static partial class ShellText
{
    private const int LongestLine = 120;

    /// <summary>A command on one line, or, where that is long, an option a line.</summary>
    public static string Command(IReadOnlyList<string> words)
    {
        var quoted = words.Select(Quote).ToList();
        var line = string.Join(' ', quoted);
        if (line.Length <= LongestLine && !line.Contains('\n', StringComparison.Ordinal)) return line;

        var text = new StringBuilder();
        var arguments = false;
        for (var i = 0; i < words.Count; i++)
        {
            var option = !arguments && words[i].StartsWith("--", StringComparison.Ordinal);
            text.Append(i == 0 ? "" : option ? " \\\n  " : " ").Append(quoted[i]);
            arguments |= words[i] == "--";
        }

        return text.ToString();
    }

    /// <summary>A comment: on one line, whatever is in it.</summary>
    public static string Comment(string text) => "# " + string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>One word, quoted where that is needed; of an option only its value.</summary>
    public static string Quote(string word)
    {
        var start = Option().Match(word) is { Success: true, Length: var length } ? length : 0;
        return word[..start] + QuoteAll(word[start..], wasOption: start > 0);
    }

    private static string QuoteAll(string text, bool wasOption)
    {
        if (text.Length == 0) return wasOption ? "" : "''";
        if (Safe().IsMatch(text)) return text;

        // Control characters would move the cursor of whoever looks at the line; printf gives them back to the shell.
        var quoted = new StringBuilder();
        foreach (Match part in Parts().Matches(text))
        {
            if (part.Value[0] is not '\n' && char.IsControl(part.Value[0]))
                quoted.Append("\"$(printf '").AppendJoin("", Encoding.UTF8.GetBytes(part.Value).Select(b => "\\" + Convert.ToString(b, 8).PadLeft(3, '0'))).Append("')\"");
            else
                quoted.Append(CultureInfo.InvariantCulture, $"'{part.Value.Replace("'", "'\\''", StringComparison.Ordinal)}'");
        }

        return quoted.ToString();
    }

    [GeneratedRegex("^--[a-z0-9-]+=")]
    private static partial Regex Option();

    [GeneratedRegex(@"^[A-Za-z0-9_@%+=:,./-]+\z")]
    private static partial Regex Safe();

    [GeneratedRegex(@"[\p{Cc}-[\n]]+|[^\p{Cc}]([^\p{Cc}]|\n)*|\n+([^\p{Cc}]|\n)*", RegexOptions.ExplicitCapture)]
    private static partial Regex Parts();
}
