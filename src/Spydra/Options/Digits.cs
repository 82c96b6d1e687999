using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Spydra.Options;

/// <summary>Digits as Python reads them, and with it gcloud: those of any script.</summary>
internal static partial class Digits
{
    /// <summary>The text with each digit of another script turned into the one of ours.</summary>
    public static string Plain(string text)
    {
        if (Ascii.IsValid(text)) return text;
        var plain = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber) plain.Append((int)Rune.GetNumericValue(rune));
            else plain.Append(rune.ToString());
        }

        return plain.ToString();
    }

    /// <summary>A number's text: its digits plain, and without the <c>_</c> that may stand between two of them.</summary>
    public static string Number(string text) => Underscore().Replace(Plain(text), "");

    [GeneratedRegex("(?<=[0-9])_(?=[0-9])")]
    private static partial Regex Underscore();
}
