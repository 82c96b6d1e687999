using System.Text.RegularExpressions;

namespace Spydra.Failures;

/// <summary>Finds the line by which a failed job tells why, in what its driver printed last.</summary>
internal static partial class JobEnding
{
    /// <summary>
    /// What the agent saw of the driver's death, else the innermost exception of the last thing that went wrong, else the last error that was
    /// logged, else what the service says; null where nobody said anything.
    /// </summary>
    public static string? Line(string? details, string? output)
    {
        if (details is not null && Death().Match(details) is { Success: true } death) return TellingLine.Short(death.Groups["why"].Value);
        var lines = (output ?? "").Split('\n').Select(line => line.TrimEnd()).ToList();
        var line = Thrown(lines) ?? lines.LastOrDefault(line => Logged().IsMatch(line)) ?? Told(details, lines.LastOrDefault(line => line.Length > 0));
        return line is null ? null : TellingLine.Short(line);
    }

    private static string? Thrown(List<string> lines)
    {
        // A driver goes on after many an exception: what counts begins with the last that nobody caught, or the last attempt of a task.
        var begin = lines.FindLastIndex(line => Uncaught().IsMatch(line));
        if (begin < 0) begin = lines.FindLastIndex(line => line.Contains(", Status : FAILED", StringComparison.Ordinal));
        var ending = lines.Skip(Math.Max(begin, 0)).ToList();

        // Python below Java, as in a task of PySpark: the script's own exception says most. A wrapper says least.
        var python = ending.Select((line, at) => (Line: line, At: at))
            .LastOrDefault(each => PythonException().IsMatch(each.Line) && !Wrapper().IsMatch(each.Line) && ending.Take(each.At).Any(above => above.Contains("Traceback (most", StringComparison.Ordinal))).Line;
        return python ?? ending.LastOrDefault(line => Cause().IsMatch(line)) ?? ending.FirstOrDefault(line => Exception().IsMatch(line) && !Wrapper().IsMatch(line));
    }

    /// <summary>That the agent reports a failure, and where the logs are, says less than anything that the driver printed.</summary>
    private static string? Told(string? details, string? printedLast) => First(details) is { } first && !first.Contains("reports job failure", StringComparison.Ordinal)
        ? first
        : printedLast ?? First(details);

    private static string? First(string? text) => text?.Split('\n', StringSplitOptions.TrimEntries).FirstOrDefault(line => line.Length > 0);

    [GeneratedRegex(@"(?<why>Driver received SIG(TERM|KILL)[^\n]*)|Job failed with message \[(?<why>[^\n]*?)\](\. |\n|$)", RegexOptions.ExplicitCapture)]
    private static partial Regex Death();

    [GeneratedRegex(@"^(Exception in thread ""main""|Traceback \(most recent call last\))", RegexOptions.ExplicitCapture)]
    private static partial Regex Uncaught();

    [GeneratedRegex(@"^(\w+\.)*[A-Z]\w*(Error|Exception|Exit|Interrupt|Warning|Failure)(:|$)", RegexOptions.ExplicitCapture)]
    private static partial Regex PythonException();

    [GeneratedRegex(@"Py4JJavaError|PythonException", RegexOptions.ExplicitCapture)]
    private static partial Regex Wrapper();

    [GeneratedRegex(@"^Caused by: [\w.$]+: .", RegexOptions.ExplicitCapture)]
    private static partial Regex Cause();

    [GeneratedRegex(@"^(\S+ )*?(Exception in thread ""[^""]*"" |Error: )?([\w$]+\.)*[A-Z][\w$]*(Error|Exception|Failure)(:|$)|^(FAILED|Error): |^[: ]*([\w$]+\.)+[A-Z][\w$]*(Error|Exception)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Exception();

    [GeneratedRegex(@"\b(ERROR|FATAL|Error|error|failed)\b", RegexOptions.ExplicitCapture)]
    private static partial Regex Logged();
}
