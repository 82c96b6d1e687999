using System.Globalization;
using System.Text;

namespace Spydra.Cli.Reporting;

/// <summary>Text from outside, on one line, and nothing in it that moves the cursor or turns what follows around.</summary>
internal static class PlainText
{
    public static string Of(string text)
    {
        if (!text.Any(IsUnsafe)) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var c in text) plain.Append(c == '\n' ? "\\n" : IsUnsafe(c) ? $"\\u{(int)c:x4}" : c);
        return plain.ToString();
    }

    /// <summary>Control characters, ends of lines and paragraphs, and what changes the direction of writing.</summary>
    private static bool IsUnsafe(char c) =>
        char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || c is '\u061c' or '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
