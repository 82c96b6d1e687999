using System.Text;
using Spydra.History.Causes.Texts;

namespace Spydra.History.Causes;

/// <summary>Makes a line of anybody's fit to be shown.</summary>
public static class ShownText
{
    private const string Cut = "...";

    // More than what is shown, so that a secret at its end is seen as a whole.
    private const int Beyond = 8192;

    /// <summary>
    /// One line of at most <paramref name="longest"/> characters, without control characters, terminal escapes, what turns the direction of writing,
    /// and what looks like a key or a token.
    /// </summary>
    public static string Of(string text, int longest = 400)
    {
        var isLong = text.Length > longest + Beyond;
        var shown = NamedSecrets.Shown(Line(LineText.Plain(isLong ? text[..(longest + Beyond)] : text)));
        if (shown.Length <= longest && !isLong) return shown;
        var end = Math.Min(shown.Length, Math.Max(0, longest - Cut.Length));
        if (end > 0 && char.IsHighSurrogate(shown[end - 1])) end--;
        return longest < Cut.Length ? shown[..Math.Min(longest, end)] : shown[..end] + Cut;
    }

    private static string Line(string text)
    {
        var line = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) line.Append(c).Append(text[++i]);
            else if (char.IsSurrogate(c)) line.Append('\uFFFD');
            else if (c is '\t' or '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029') line.Append(' ');
            else if (!char.IsControl(c) && !IsUnseen(c)) line.Append(c);
        }

        return line.ToString().Trim();
    }

    /// <summary>Marks that turn the direction of what follows, or take no room.</summary>
    private static bool IsUnseen(char c) => c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or (>= '\u200B' and <= '\u200F') or '\u061C' or '\u2060' or '\uFEFF';
}
