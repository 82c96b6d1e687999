using System.Text;

namespace Spydra.Cli.Reporting;

/// <summary>Text from outside, on one line, and nothing in it that moves the cursor.</summary>
internal static class PlainText
{
    public static string Of(string text)
    {
        if (!text.Any(char.IsControl)) return text;
        var plain = new StringBuilder(text.Length);
        foreach (var c in text) plain.Append(c == '\n' ? "\\n" : char.IsControl(c) ? $"\\u{(int)c:x4}" : c);
        return plain.ToString();
    }
}
