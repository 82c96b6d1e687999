using System.Text;
using System.Text.RegularExpressions;

namespace Spydra.Emulator.Jobs.Files;

/// <summary>
/// Hadoop's globs: <c>* ? [a-z] [^a] {a,b}</c> and <c>\</c> before a character that means itself. A pattern never matches across a
/// slash.
/// </summary>
internal sealed class GlobPattern
{
    private readonly Regex pattern;

    private GlobPattern(Regex pattern) => this.pattern = pattern;

    public bool Matches(string name) => pattern.IsMatch(name);

    public static bool HasWildcard(string text) => text.AsSpan().IndexOfAny("*?[{") is >= 0 and var at && (at == 0 || text[at - 1] != '\\');

    /// <summary>Takes the escapes off a part that is no pattern.</summary>
    public static string Unescape(string text) => Regex.Replace(text, @"\\(?<one>.)", "${one}", RegexOptions.Singleline | RegexOptions.ExplicitCapture);

    /// <summary>Reads the pattern of one name.</summary>
    /// <exception cref="JobLaunchException">A class or group is not closed.</exception>
    public static GlobPattern Parse(string glob)
    {
        var regex = new StringBuilder("^(?:");
        var inSet = false;
        var groups = 0;
        for (var i = 0; i < glob.Length; i++)
        {
            var c = glob[i];
            switch (c)
            {
                case '\\' when i + 1 < glob.Length: regex.Append(Regex.Escape(glob[++i].ToString())); break;
                case '\\': throw Malformed("Missing escaped character", glob, i);
                case '*' when !inSet: regex.Append(".*"); break;
                case '?' when !inSet: regex.Append('.'); break;
                case '{' when !inSet: regex.Append("(?:"); groups++; break;
                case '}' when !inSet && groups > 0: regex.Append(')'); groups--; break;
                case ',' when !inSet && groups > 0: regex.Append('|'); break;
                case '[' when inSet: throw Malformed("Unclosed character class", glob, i);
                case '[': regex.Append('['); inSet = true; break;
                case '!' or '^' when inSet && glob[i - 1] == '[': regex.Append('^'); break;
                case ']': regex.Append(inSet ? "]" : @"\]"); inSet = false; break;
                case '-' when inSet: regex.Append('-'); break;
                default: regex.Append(Regex.Escape(c.ToString())); break;
            }
        }

        if (inSet) throw Malformed("Unclosed character class", glob, glob.Length);
        if (groups > 0) throw Malformed("Unclosed group", glob, glob.Length);
        return new(new Regex(regex.Append(")$").ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant));
    }

    /// <summary>
    /// Takes apart every group that holds a slash, so that what is left can be matched name by name: <c>{a/b,c}/d</c> is <c>a/b/d</c>
    /// and <c>c/d</c>.
    /// </summary>
    public static IReadOnlyList<string> Expand(string glob)
    {
        for (var open = glob.IndexOf('{'); open >= 0; open = glob.IndexOf('{', open + 1))
        {
            if (open > 0 && glob[open - 1] == '\\') continue;
            var close = Closing(glob, open);
            if (close < 0) throw Malformed("Unclosed group", glob, glob.Length);
            var body = glob[(open + 1)..close];
            if (!body.Contains('/')) continue;
            return [.. SplitOutsideGroups(body).SelectMany(part => Expand(glob[..open] + part + glob[(close + 1)..]))];
        }

        return [glob];
    }

    /// <summary>Splits at the commas that stand in no group: a list of paths, some of them patterns.</summary>
    public static IReadOnlyList<string> SplitOutsideGroups(string text)
    {
        List<string> parts = [];
        var depth = 0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}' && depth > 0) depth--;
            else if (text[i] == ',' && depth == 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static int Closing(string glob, int open)
    {
        var depth = 0;
        for (var i = open; i < glob.Length; i++)
        {
            if (glob[i] == '{') depth++;
            else if (glob[i] == '}' && --depth == 0) return i;
        }

        return -1;
    }

    private static JobLaunchException Malformed(string what, string glob, int at) =>
        new($"Illegal file pattern: {what} at pos {at} in '{glob}'");
}
