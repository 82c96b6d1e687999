using System.Text.RegularExpressions;

namespace Spydra.History.Spark;

/// <summary>
/// Hides secrets among the properties of Spark, as Spark itself does from 2.2 on when it writes its log (<c>spark.redaction.regex</c>): older
/// versions wrote them as they were, and a user may have set an expression of his own.
/// </summary>
internal static partial class SparkRedaction
{
    private const string Redacted = "*********(redacted)";

    /// <summary>The property, its value hidden if its key or its value looks like one of a secret.</summary>
    public static KeyValuePair<string, string> Of(KeyValuePair<string, string> property) =>
        Secret().IsMatch(property.Key) || Secret().IsMatch(property.Value) ? new(property.Key, Redacted) : property;

    [GeneratedRegex("secret|passw(or)?d|token|access[.]?key|credential", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Secret();
}
