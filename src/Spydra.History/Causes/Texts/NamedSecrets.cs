using System.Text;
using System.Text.RegularExpressions;
using Spydra.Options;

namespace Spydra.History.Causes.Texts;

/// <summary>
/// Secrets as logs have them, beside those that <see cref="SecretText"/> knows from options: values of JSON, of Python and of YAML, words behind
/// options of other programs, and SQL. A word such as <c>token</c> in a sentence is none.
/// </summary>
internal static partial class NamedSecrets
{
    /// <summary>The line with <see cref="SecretText.Mask"/> in their places.</summary>
    public static string Shown(string line)
    {
        line = Masked(Quoted(), line, isQuoted: true);
        line = Masked(Plain(), line, isQuoted: false);
        line = Option().Replace(line, SecretText.Mask);
        line = ShortOption().Replace(line, SecretText.Mask);
        line = Sql().Replace(line, SecretText.Mask);
        return SecretText.Shown(line);
    }

    private static string Masked(Regex pattern, string line, bool isQuoted)
    {
        StringBuilder? masked = null;
        var taken = 0;
        for (var match = pattern.Match(line); match.Success;)
        {
            var (key, value) = (match.Groups["key"], match.Groups["value"]);
            var hides = Hides(key.Value, value.Value, isQuoted);
            if (hides)
            {
                masked = (masked ?? new()).Append(line, taken, value.Index - taken).Append(SecretText.Mask);
                taken = value.Index + value.Length;
            }

            // The value of a key that says nothing may be the next key.
            match = pattern.Match(line, hides ? taken : key.Index + key.Length);
        }

        return masked is null ? line : masked.Append(line, taken, line.Length - taken).ToString();
    }

    private static bool Hides(string key, string value, bool isQuoted)
    {
        if (value.Length == 0 || bool.TryParse(value, out _) || Nothing().IsMatch(value) || !(SecretText.IsSecret(key) || Short().IsMatch(key))) return false;
        if (isQuoted) return true;

        // Unexpected token: SELECT; Executing with tokens: 3.
        return !key.EndsWith("token", StringComparison.OrdinalIgnoreCase) && !key.EndsWith("tokens", StringComparison.OrdinalIgnoreCase)
            ? !Sentence().IsMatch(value)
            : value.Length >= 12 && value.AsSpan().IndexOfAnyInRange('0', '9') >= 0;
    }

    [GeneratedRegex(
        """
        (?<![\w.-])(?<key>(?>[\w.-]{1,200}))(\\?["'])?\s{0,3}(:|=>?)\s{0,3}
        [bu]?(\\"(?<value>[^"\\]*)|"(?<value>([^"\\]|\\.)*)|'(?<value>([^'\\]|\\.)*))
        """,
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(
        """(?<![\w.-])(?<key>(?>[\w.-]{1,200}))["']?(\s{0,3}=\s{0,3}|:\s{1,3})(?<value>(?>[^\s,;&"'\[\](){}<>]+))(?!["'])""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    [GeneratedRegex("""(?<=(^|\s)--?[\w-]{0,40}(password|passwd|passphrase|secret|token|api-?key)\s{1,3}["']?)(?![-\s])[^\s"']+""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Option();

    // -p is a port or the parents of a folder elsewhere.
    [GeneratedRegex("""(?<=\b(mysql\w*|mariadb|sshpass|beeline|docker login|mongo\w*|sqoop|sqlcmd|bcp|snowsql|redis-cli)\s([^|;&]{0,300}\s)?-[pPa]\s?["']?)(?![-\s])[^\s"']+|(?<=\bcurl\s([^|;&]{0,300}\s)?(-u|--user)\s["']?[^\s:"']{1,80}:)[^\s"']+""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex ShortOption();

    [GeneratedRegex("""(?<=\bidentified\s{1,3}by\s{1,3}(password\s{1,3})?["'])[^"']+""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Sql();

    [GeneratedRegex(@"^(none|null|nil|n/a|\*+|-+|\.+|<.*>|\$\{.*|\{\{.*)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Nothing();

    [GeneratedRegex(@"(^|[._-])(pwd|pass|credentials?)$|AccessKeyId$|access_key_id$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Short();

    // Keys of which the value is told in words: password: must be set.
    [GeneratedRegex("^(must|is|was|not|required|missing|invalid|expected|cannot|could|should|has|no|the|a|an|for|from|in|of|and|or|to|with|wrong|incorrect|expired|empty|unset|authentication)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Sentence();
}
