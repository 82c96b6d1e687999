using System.Globalization;
using System.Text.RegularExpressions;

namespace Spydra.History.Causes.Evidence;

/// <summary>Exit codes of processes, as YARN, MapReduce and Spark put them into their reasons.</summary>
internal static partial class ExitCodes
{
    /// <summary>The code; null where none is named. That of a script comes before that of the JVM around it.</summary>
    public static int? In(string? text)
    {
        if (text is null) return null;
        var found = Script().Match(text);
        if (!found.Success) found = Process().Match(text);
        return found.Success && int.TryParse(found.Groups["code"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code : null;
    }

    [GeneratedRegex(@"subprocess failed with code (?<code>\d{1,9})", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Script();

    [GeneratedRegex(@"([Nn]on-zero exit code|[Ee]xit status:|[Ee]xit code( is|:)?|exitCode:|exited with( status)?( code)?) *(?<code>-?\d{1,9})", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Process();
}
