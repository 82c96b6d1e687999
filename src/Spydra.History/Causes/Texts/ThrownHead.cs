using System.Buffers;
using System.Text.RegularExpressions;

namespace Spydra.History.Causes.Texts;

/// <summary>The line that an exception begins with: its class and what it says.</summary>
/// <param name="Before">What stands before the class.</param>
/// <param name="Type">The class.</param>
/// <param name="Message">What stands behind it on the line.</param>
internal sealed partial record ThrownHead(string Before, string Type, string Message)
{
    // What the names of such classes end in.
    private static readonly SearchValues<string> Endings = SearchValues.Create(["Exception", "Error", "Throwable", "Failure", "Interrupt"], StringComparison.Ordinal);

    // No message has its exception behind so much text, and no line is searched further.
    private const int Furthest = 16 * 1024;

    /// <summary>Whether that name is one of an exception's class, with its package.</summary>
    public static bool IsType(string name) => name.Contains('.', StringComparison.Ordinal) && Suffixed().IsMatch(name);

    /// <summary>Whether it may be a class at all: <c>Error: x</c> is what programs print that have none.</summary>
    private static bool IsNamed(string type) => type.Contains('.', StringComparison.Ordinal) || (Suffixed().IsMatch(type) && type is not ("Error" or "Exception" or "Failure" or "Fault"));

    /// <summary>The head that this text begins with, behind <c>Exception in thread "main"</c>, <c>Error:</c>, <c>Caused by:</c> or Py4J's colon.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isSure">Whether frames follow: then any class will do, else it has to be called an exception.</param>
    public static ThrownHead? At(string text, bool isSure)
    {
        var match = Beginning().Match(text);
        if (!match.Success) return null;
        var type = match.Groups["type"].Value;
        if (isSure ? match.Groups["before"].Length == 0 && !IsNamed(type) : !IsType(type)) return null;
        return new(match.Groups["before"].Value, type, MessageOf(text[match.Length..]));
    }

    /// <summary>The first exception that is named anywhere in this text, as in <c>Lost task 0.1 in stage 1.0: java.io.IOException: x</c>.</summary>
    public static ThrownHead? In(string text)
    {
        if (text.AsSpan().IndexOfAny(Endings) < 0) return null;
        var match = Named().Match(text.Length > Furthest ? text[..Furthest] : text);
        return match.Success ? new(text[..match.Index], match.Groups["type"].Value, MessageOf(text[(match.Index + match.Length)..])) : null;
    }

    /// <summary>The exception behind <c>Caused by:</c> or its like; null where the line has none.</summary>
    public static ThrownHead? Cause(string text)
    {
        if (text.AsSpan(StackLine.Indent(text)) is not ['C' or 'W' or 'R', ..]) return null;
        var match = Causing().Match(text);
        if (!match.Success) return null;
        var rest = text[match.Length..];
        if (At(rest, isSure: true) is { } head) return head;
        var colon = rest.IndexOf(": ", StringComparison.Ordinal);
        return colon is > 0 and < 200 ? new("", rest[..colon], rest[(colon + 2)..]) : new("", rest, "");
    }

    /// <summary>Whether the line closes what Spark puts an exception between: <c>) [duplicate 2]</c>.</summary>
    public static bool IsClosing(string text) => text.StartsWith(')') && (text.TrimEnd().Length == 1 || Again().IsMatch(text));

    /// <summary>Spark logs a failure that it logged before as <c>Type (message) [duplicate 2]</c>.</summary>
    private static string MessageOf(string rest)
    {
        var message = rest.StartsWith(": ", StringComparison.Ordinal) ? rest[2..] : rest.StartsWith(':') ? rest[1..] : rest;
        if (!message.StartsWith(" (", StringComparison.Ordinal)) return message.TrimEnd();
        var again = Again().Match(message);
        return again.Success ? message[2..again.Index] : message.StartsWith(" (Traceback", StringComparison.Ordinal) ? message[2..] : message.Trim();
    }

    [GeneratedRegex(@"(Exception|Error|Throwable|Failure|Fault|Interrupt|Exit|Timeout|Errors)\w{0,12}$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Suffixed();

    [GeneratedRegex(
        """^\s*(?<before>(Exception in thread "[^"]*"\s+|Error:\s+|:\s+|Caused by:\s+|Wrapped by:\s+)*)(?<type>([\p{L}_$][\w$]*\.)*[\p{L}_$][\w$]*(/0x[0-9a-f]+)?)(?=:\s|:?\s*$|\ \()""",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Beginning();

    [GeneratedRegex(
        @"(?<![\w.$/])(?<type>([\p{L}_$][\w$]*\.)+[\p{Lu}$_][\w$]*(Exception|Error|Throwable|Failure|Interrupt))(?![\w.$])(?=:|\s*$| \(|[;,)]| thrown from )",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"^\s*((Caused|Wrapped) by:?|Root cause:)\s+(?=\S)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Causing();

    [GeneratedRegex(@"\)?\s*\[duplicate \d+\]\s*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Again();
}
