using System.Text.RegularExpressions;

namespace Spydra.History.Causes.Texts;

/// <summary>What a line is within a stack trace.</summary>
internal static partial class StackLine
{
    public const string Traceback = "Traceback (most recent call last):";
    public const string DriverStack = "Driver stacktrace:";

    /// <summary>A frame of Java, without <c>at</c>; null where the line is none.</summary>
    public static string? JavaFrame(string text)
    {
        // A look at the first letters is much cheaper than a pattern, and decides nearly always.
        if (!text.AsSpan(Indent(text)).StartsWith("at ", StringComparison.Ordinal)) return null;
        var match = Frame().Match(text);
        return match.Success ? match.Groups["frame"].Value : null;
    }

    /// <summary>Whether it stands for frames that are printed elsewhere, or is part of a trace in another way that says nothing.</summary>
    public static bool IsLeftOut(string text) => text.AsSpan(Indent(text)) is ['.' or '[' or '(' or '-', ..] && LeftOut().IsMatch(text);

    /// <summary>Whether it begins an exception that was thrown while another was on its way; its indent.</summary>
    public static bool IsSuppressed(string text, out int indent)
    {
        indent = Indent(text);
        return text.AsSpan(indent).StartsWith("Suppressed: ", StringComparison.Ordinal);
    }

    /// <summary>A frame of Python: <c>/data/job.py:12 in convert</c>; null where the line is none.</summary>
    public static string? PythonFrame(string text)
    {
        if (!text.AsSpan(Indent(text)).StartsWith("File \"", StringComparison.Ordinal)) return null;
        var match = PythonFile().Match(text);
        if (!match.Success) return null;
        var name = match.Groups["name"].Value;
        return name.Length == 0 ? $"{match.Groups["file"].Value}:{match.Groups["line"].Value}" : $"{match.Groups["file"].Value}:{match.Groups["line"].Value} in {name}";
    }

    /// <summary>Whether the line says that the traceback behind it is the one that came of the one before it.</summary>
    public static bool IsLink(string text) =>
        text.Contains("During handling of the above exception, another exception occurred:", StringComparison.Ordinal) ||
        text.Contains("The above exception was the direct cause of the following exception:", StringComparison.Ordinal);

    /// <summary>Whether the line can be nothing but a part of a trace or a traceback.</summary>
    public static bool IsInside(string text) => JavaFrame(text) is not null || PythonFrame(text) is not null || text.StartsWith("Caused by: ", StringComparison.Ordinal);

    public static int Indent(string text)
    {
        var indent = text.AsSpan().IndexOfAnyExcept(' ', '\t');
        return indent < 0 ? text.Length : indent;
    }

    [GeneratedRegex(@"^\s+at\s+(?<frame>[^\s(]+( [^\s(]+)*\([^()]*\)|[\w.$/<>]+$)|^at (?<frame>[\w.$/<>@-]+\([^()]*\))", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Frame();

    [GeneratedRegex(@"^\s*(\.\.\. \d+ (more|common frames omitted|lines)|\[CIRCULAR REFERENCE|\(\.\.\.|\t\.\.\.|-- ?End of)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex LeftOut();

    [GeneratedRegex("""^\s*File "(?<file>[^"]*)", line (?<line>\d+)(,? in (?<name>.*?))?\s*$""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex PythonFile();
}
