using System.Text.RegularExpressions;

namespace Spydra.History.Causes.Texts;

/// <summary>Reads tracebacks of Python, and those that led to them.</summary>
/// <param name="lines">The block.</param>
/// <param name="java">Reads what Py4J prints behind its message.</param>
/// <param name="index">The line that the first traceback begins in.</param>
/// <param name="isWorker">Whether it stands in the message of a Java exception: then nothing of Java's behind it is its own.</param>
internal sealed partial class PythonReader(BlockLines lines, ThrownReader java, int index, bool isWorker)
{
    private const int MostFrames = 8;
    private const int MostTracebacks = 12;
    private const int MostMessageLines = 60;

    private int next = index;

    /// <summary>The exceptions, the one that was printed last first.</summary>
    /// <param name="end">The first line that is not of them.</param>
    public IReadOnlyList<Thrown> Read(out int end)
    {
        var chain = new List<Thrown>();
        for (var i = 0; i < MostTracebacks; i++)
        {
            chain.InsertRange(0, One());
            if (Another() is not { } another) break;
            next = another;
        }

        end = next;
        return chain;
    }

    private List<Thrown> One()
    {
        var prefix = Prefix(lines.Text(next)!);
        next++;
        var frames = new List<string>();
        while (Line(prefix) is [' ' or '\t' or '^' or '~', ..] inside)
        {
            if (StackLine.PythonFrame(inside) is { } frame) frames.Add(ThrownReader.Cut(frame));
            if (frames.Count > MostFrames) frames.RemoveAt(0);
            next++;
        }

        if (Line(prefix) is not { } final || Final().Match(final) is not { Success: true } match) return [];
        var at = lines[next]!.Value.Offset;
        var type = match.Groups["type"].Value;
        var message = new List<string> { match.Groups["message"].Value };
        next++;
        frames.Reverse();
        List<Thrown> deeper = [];
        ReadMessage(prefix, type, message, deeper);
        return [new(type, ThrownReader.Cut(string.Join('\n', message).TrimEnd()), ThrownLanguage.Python) { Offset = at, Frames = [.. frames] }, .. deeper];
    }

    /// <summary>The further lines of a message: those that cannot be anything else.</summary>
    private void ReadMessage(string prefix, string type, List<string> message, List<Thrown> deeper)
    {
        for (var i = 0; i < MostMessageLines && lines[next] is { } line; i++)
        {
            var text = line.Text;
            if (!isWorker && text.StartsWith(": ", StringComparison.Ordinal) && ThrownHead.At(text, isSure: true) is { } head)
            {
                deeper.AddRange(java.JavaBehind(next, head, out next));
                return;
            }

            if (!isWorker && JvmStack() is { } stack)
            {
                deeper.AddRange(java.JavaBehind(stack, ThrownHead.At(lines.Text(stack)!, isSure: true)!, out next));
                return;
            }

            if (text.StartsWith(StackLine.Traceback, StringComparison.Ordinal) && Embeds(type, message))
            {
                deeper.AddRange(new PythonReader(lines, java, next, isWorker).Read(out next));
                return;
            }

            if (StackLine.JavaFrame(text) is not null || !IsMessage(text, message[^1], prefix)) break;
            message.Add(text);
            next++;
        }

        // multiprocessing puts the traceback of a child between such marks.
        if (lines.Text(next)?.Trim() == "\"\"\"") next++;
    }

    private bool IsMessage(string text, string last, string prefix)
    {
        if (string.IsNullOrWhiteSpace(text) || Report().IsMatch(text) || ThrownHead.IsClosing(text) || text.StartsWith(StackLine.Traceback, StringComparison.Ordinal) || LoggedLine.Of(text) is { Level: not null }) return false;
        if (prefix.Length > 0) return text.StartsWith(prefix, StringComparison.Ordinal) && text.Length > prefix.Length && !text.AsSpan(prefix.Length).StartsWith("+-");
        return MessageLine().IsMatch(text) || last.TrimEnd() is [.., ':' or ';' or '(' or '[' or '{' or ','] || isWorker;
    }

    private static bool Embeds(string type, List<string> message) =>
        type.EndsWith("PythonException", StringComparison.Ordinal) || message.Exists(line => line.Contains("see the stack trace below", StringComparison.Ordinal) || line.Contains("traceback", StringComparison.OrdinalIgnoreCase));

    /// <summary>Where PySpark shows the Java exception behind its own, when it is told to.</summary>
    private int? JvmStack()
    {
        var at = next;
        while (at < next + 3 && lines.IsBlank(at)) at++;
        return lines.Text(at) is { } text && text.StartsWith("JVM stacktrace:", StringComparison.Ordinal) && lines.Text(at + 1) is { } head && ThrownHead.At(head, isSure: true) is not null ? at + 1 : null;
    }

    /// <summary>Where the traceback of what came of this one begins.</summary>
    private int? Another()
    {
        var at = next;
        while (at < next + 3 && IsEmpty(at)) at++;
        if (lines.Text(at) is not { } link || !StackLine.IsLink(link)) return null;
        at++;
        var last = at + 3;
        while (at < last && IsEmpty(at)) at++;
        return lines.Text(at) is { } text && text.Contains(StackLine.Traceback, StringComparison.Ordinal) ? at : null;
    }

    private bool IsEmpty(int at) => lines.Text(at) is { } text && (string.IsNullOrWhiteSpace(text) || text.Trim() is "|" or "\"\"\"");

    private string? Line(string prefix) =>
        lines.Text(next) is not { } text ? null : text.StartsWith(prefix, StringComparison.Ordinal) ? text[prefix.Length..] : text.Trim().Length == 0 ? "" : text;

    /// <summary>What stands before every line of it: blanks, and the marks of a group of exceptions.</summary>
    private static string Prefix(string text)
    {
        var match = Indented().Match(text);
        return match.Success ? match.Groups["prefix"].Value.Replace('+', '|') : "";
    }

    // A group of exceptions has its first line marked with +, the others with |.
    [GeneratedRegex(@"^(?<prefix>[ \t]*([|+] )?)((Exception Group )?Traceback \(most)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Indented();

    [GeneratedRegex(@"^(?<type>[\p{L}_][\w.]*(\.<locals>[\w.]*)?)(:\s(?<message>.*)|:?\s*)$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Final();

    // Of the client of YARN, and of a job's counters: both indent their lines.
    [GeneratedRegex(@"^\t\s*([a-zA-Z ]+: |.*=-?\d+$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Report();

    [GeneratedRegex(@"^(\s+\S|['+:|{}()\]*~^-]|\[SQL|\[parameters|\(Background|DETAIL:|HINT:|CONTEXT:|LINE \d|QUERY:|JVM stacktrace|== )", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex MessageLine();
}
