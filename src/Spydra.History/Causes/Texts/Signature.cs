using System.Text;

namespace Spydra.History.Causes.Texts;

/// <summary>What texts have in common that differ in numbers, ids, addresses and quoted values only.</summary>
internal static class Signature
{
    private const int Longest = 240;

    /// <summary>Of a trouble: the classes and messages of its exceptions, or what was logged or printed.</summary>
    public static string Of(Trouble trouble, string message)
    {
        var signature = new StringBuilder();
        if (trouble.Chain.IsEmpty)
        {
            if (trouble.Logger is { } logger) signature.Append(logger).Append(": ");
            Mask(signature, message);
            return signature.ToString();
        }

        foreach (var link in trouble.Chain)
        {
            if (signature.Length > 0) signature.Append(" < ");
            signature.Append(link.Type);
            if (link.Message.Length == 0) continue;
            signature.Append(": ");
            Mask(signature, link.Message);
        }

        return signature.ToString();
    }

    private static void Mask(StringBuilder masked, string text)
    {
        var length = Math.Min(text.Length, Longest);
        for (var i = 0; i < length; i++)
        {
            var c = text[i];
            if (c is '\'' or '"' or '`' && (i == 0 || !char.IsLetterOrDigit(text[i - 1])) && text.IndexOf(c, i + 1) is > 0 and var close && close - i < 200)
            {
                masked.Append(c).Append('*').Append(c);
                i = close;
            }
            else if (char.IsAsciiHexDigit(c) && (i == 0 || !char.IsAsciiLetter(text[i - 1])))
            {
                var end = i;
                while (end < text.Length && char.IsAsciiHexDigit(text[end])) end++;
                var run = text.AsSpan(i, end - i);
                var isNumber = run.IndexOfAnyExceptInRange('0', '9') < 0;
                if (isNumber || (run.Length >= 8 && run.IndexOfAnyInRange('0', '9') >= 0 && (end == text.Length || !char.IsLetter(text[end])))) (c, i) = ('#', end - 1);
                else if (char.IsAsciiDigit(c)) (c, i) = ('#', i + run.IndexOfAnyExceptInRange('0', '9') - 1);
                masked.Append(c);
            }
            else if (char.IsAsciiDigit(c)) masked.Append(masked.Length > 0 && masked[^1] == '#' ? "" : "#");
            else masked.Append(c);
        }
    }
}
