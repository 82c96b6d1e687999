using System.Text;
using System.Text.RegularExpressions;
using Spydra.Options;

namespace Spydra.Failures;

/// <summary>Finds the line of a text that tells, and makes it fit to be shown: one line, short, without control characters and secrets.</summary>
internal static partial class TellingLine
{
    /// <summary>The most characters of a cause.</summary>
    public const int Longest = 400;

    /// <summary>The line around a place of the text.</summary>
    public static string Around(string text, int at)
    {
        var start = text.LastIndexOfAny(['\n', '\r'], Math.Max(at - 1, 0)) + 1;
        var end = text.IndexOfAny(['\n', '\r'], at);
        var line = text[start..(end < 0 ? text.Length : end)];
        return line.Length > Longest ? Short("..." + line[Math.Min(Math.Max(at - start - 40, 0), line.Length - 1)..]) : Short(line.TrimStart(' ', '-', '\t'));
    }

    /// <summary>The line by which a failed job tells why: the driver's last exception, else its last error, else what the service says; null for neither.</summary>
    public static string? OfEnding(string? details, string? output)
    {
        var lines = (output ?? "").Split('\n', StringSplitOptions.TrimEntries);
        var line = lines.LastOrDefault(line => Thrown().IsMatch(line)) ?? lines.LastOrDefault(line => Logged().IsMatch(line))
            ?? (details ?? "").Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(line => line.Length > 0)
            ?? lines.LastOrDefault(line => line.Length > 0);
        return line is null ? null : Short(line);
    }

    /// <summary>A text as one line of at most <see cref="Longest"/> characters.</summary>
    public static string Short(string text)
    {
        var line = new StringBuilder();
        foreach (var c in SecretText.Shown(text.Trim().ReplaceLineEndings(" / ")))
            line.Append(c == '\t' ? ' ' : char.IsControl(c) || c is '\u2028' or '\u2029' ? '\uFFFD' : c);
        if (line.Length <= Longest) return line.ToString();

        // Not in the middle of a pair: half a character is none.
        var cut = char.IsHighSurrogate(line[Longest - 4]) ? Longest - 4 : Longest - 3;
        return line.ToString(0, cut) + "...";
    }

    /// <summary>The line of an exception as Python and Java print it, not one that a logger wrote of it.</summary>
    [GeneratedRegex(@"^(Exception in thread ""[^""]*"" |Caused by: )?([\w$]+\.)*[A-Z][\w$]*(Error|Exception|Failure|Interrupt|Exit)(: .+|$)|^FAILED: ", RegexOptions.ExplicitCapture)]
    private static partial Regex Thrown();

    [GeneratedRegex(@"\b(ERROR|FATAL|Error|error|failed)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Logged();
}
