using System.Text;
using Spydra.Options;

namespace Spydra.Failures;

/// <summary>Finds the line of a text that tells, and makes it fit to be shown: one line, short, without control characters and secrets.</summary>
internal static class TellingLine
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
}
