using System.Text;
using System.Text.RegularExpressions;

namespace Spydra.Emulator.Storage;

/// <summary>matchGlob: <c>*</c> and <c>?</c> stop at slashes, <c>**</c> does not, <c>[a-z]</c> <c>[!a-z]</c>, <c>{one,other}</c>, and a backslash takes the next literally.</summary>
internal sealed class MatchGlob
{
    private readonly Regex regex;

    /// <exception cref="StorageError">400: the pattern cannot be read.</exception>
    public MatchGlob(string pattern)
    {
        try
        {
            // Without backtracking, so that no pattern takes for ever.
            regex = new Regex(ToRegex(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        }
        catch (ArgumentException)
        {
            throw StorageError.Invalid($"Invalid matchGlob: '{pattern}'.");
        }
    }

    public bool Matches(string name) => regex.IsMatch(name);

    private static string ToRegex(string pattern)
    {
        var text = new StringBuilder(@"\A");
        var depth = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '*' when i + 1 < pattern.Length && pattern[i + 1] == '*':
                    text.Append(".*");
                    i++;
                    break;
                case '*':
                    text.Append("[^/]*");
                    break;
                case '?':
                    text.Append("[^/]");
                    break;
                case '[' when pattern.IndexOf(']', i + 1) is > 0 and var close:
                    var set = pattern[(i + 1)..close];
                    text.Append('[').Append(set.StartsWith('!') ? "^" : "").Append(set.TrimStart('!').Replace(@"\", @"\\").Replace("[", @"\[").Replace("^", @"\^")).Append(']');
                    i = close;
                    break;
                case '{':
                    text.Append("(?:");
                    depth++;
                    break;
                case '}' when depth > 0:
                    text.Append(')');
                    depth--;
                    break;
                case ',' when depth > 0:
                    text.Append('|');
                    break;
                case '\\' when i + 1 < pattern.Length:
                    text.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    text.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return text.Append(@"\z").ToString();
    }
}
