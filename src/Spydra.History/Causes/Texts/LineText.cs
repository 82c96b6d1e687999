using System.Text;

namespace Spydra.History.Causes.Texts;

/// <summary>A line's bytes as text, without what only a terminal reads.</summary>
internal static class LineText
{
    private const char Escape = '\u001b';

    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return text.AsSpan().IndexOfAny('\0', Escape) < 0 ? text : Plain(text);
    }

    /// <summary>Without colours, movements of the cursor, titles of windows, and NUL.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == Escape) i = EndOfEscape(text, i);
            else if (text[i] != '\0') plain.Append(text[i]);
        }

        return plain.ToString();
    }

    /// <summary>The index of the last character of the escape that begins here.</summary>
    public static int EndOfEscape(string text, int start)
    {
        if (start + 1 >= text.Length) return start;
        var i = start + 2;
        switch (text[start + 1])
        {
            // CSI: parameters, then one final character.
            case '[':
                while (i < text.Length && text[i] is >= ' ' and <= '?') i++;
                return i < text.Length && text[i] is >= '@' and <= '~' ? i : i - 1;

            // OSC and its like: a text up to BEL or ST. One that never ends is no escape: nothing but its first two characters is taken away.
            case ']' or 'P' or 'X' or '^' or '_':
                for (; i < text.Length; i++)
                {
                    if (text[i] == '\a') return i;
                    if (text[i] == Escape) return i + 1 < text.Length && text[i + 1] == '\\' ? i + 1 : i - 1;
                }

                return start + 1;
            case '(' or ')' or '#' or '%' when i < text.Length:
                return i;
            default:
                return text[start + 1] is >= ' ' and <= '~' ? start + 1 : start;
        }
    }
}
