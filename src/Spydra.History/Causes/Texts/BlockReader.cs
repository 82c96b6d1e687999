using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Spydra.History.Causes.Texts;

/// <summary>Reads one block, from a line that may tell of trouble to the last that belongs to it, and tells what it found.</summary>
/// <param name="found">Hears of every trouble; its offset is one within the text.</param>
/// <param name="place">Where the text lies.</param>
internal sealed partial class BlockReader(EvidencePlace place, Action<Trouble> found)
{
    private const int MostDiagnostics = 40;

    // How many lines a logged message may have before its exception.
    private const int FarthestOwner = 12;

    // Nothing but what was logged is in such a file of a container.
    private readonly bool isLogOnly = place.File?.StartsWith("syslog", StringComparison.Ordinal) == true;
    private readonly bool isHistory = place.Source == Failures.EvidenceSource.History;

    /// <summary>Reads it.</summary>
    /// <returns>Where the search goes on.</returns>
    public int Read(LineWindow window, TextLine line)
    {
        var lines = new BlockLines(window, line);
        var end = Read(lines, line);
        return lines[end - 1]!.Value.Next;
    }

    private int Read(BlockLines lines, TextLine line)
    {
        var logged = LoggedLine.Of(line.Text);
        if (logged is { Level: null }) logged = null;
        var message = logged?.Message ?? line.Text;
        if (TaskEnd().Match(message) is { Success: true } task) return ReadTask(lines, line, logged, task);
        if (logged is not null) return ReadLogged(lines, line, logged);
        if (line.Text.Contains(StackLine.Traceback, StringComparison.Ordinal) && ThrownHead.In(line.Text) is null) return ReadTraceback(lines, line);
        if (StackLine.PythonFrame(line.Text) is not null) return ReadSyntaxError(lines, line);
        if (StackLine.JavaFrame(line.Text) is not null) return ReadFrames(lines, line);
        return ReadPrinted(lines, line);
    }

    /// <summary>A line with a level, and the exception that it tells of, or that stands behind it.</summary>
    private int ReadLogged(BlockLines lines, TextLine line, LoggedLine logged)
    {
        // Some programs log every line that another prints.
        if (lines.Text(1) is { } next && LoggedLine.Of(next) is { Level: not null } again && StackLine.IsInside(again.Message)) lines = lines.Without(logged);
        var reader = new ThrownReader(lines);
        var message = logged.Message;
        if (logged.Level is not ("TRACE" or "DEBUG" or "FINE" or "FINER" or "FINEST") || ThrownHead.In(message) is not null)
        {
            if (message.Contains(StackLine.Traceback, StringComparison.Ordinal) && ThrownHead.In(message) is null) reader.ReadPython(0);
            else if (!reader.IsTraceAt(1) && lines.Text(1) is { } second && ThrownHead.At(second, isSure: false) is { Before: "" } own && reader.TraceBehind(2) is not null) reader.ReadJava(1, own);
            else if (ThrownHead.In(message) is { } named) reader.ReadJava(0, named);
            else if (reader.IsTraceAt(1) && ThrownHead.Cause(message) is null) reader.ReadJava(0, ThrownHead.At(message, isSure: true) ?? new("", "", message));
            else ReadBehind(lines, reader, logged);
        }

        if (logged.Time is null && lines.Before is { } stamp && LoggedLine.Stamped(stamp.Text) is { } at) logged = logged with { Time = at.Time, Logger = at.Logger };
        var isTold = !reader.Chain.IsEmpty
            ? logged.IsError || logged.IsWarning || Complaint.IsGrave(line.Text)
            : logged.IsError || (logged.IsWarning ? Complaint.Is(message) : logged.Level is "INFO" or "NOTICE" or "CONFIG" && Complaint.IsGrave(message));
        if (isTold || (!reader.Chain.IsEmpty && logged.Level == "INFO")) Tell(line, logged, reader.Chain, IsEnd(logged, message));
        return Math.Max(1, reader.Next);
    }

    /// <summary>The exception on the lines behind a logged one.</summary>
    private static void ReadBehind(BlockLines lines, ThrownReader reader, LoggedLine logged)
    {
        var at = lines.IsBlank(1) ? 2 : 1;
        if (lines.Text(at) is not { } behind || LoggedLine.Of(behind) is { Level: not null }) return;
        if (behind.Contains(StackLine.Traceback, StringComparison.Ordinal) && ThrownHead.In(behind) is null)
        {
            // What a Python program logs with its traceback is not in the layout of Hadoop's and Spark's own lines.
            if (at == 1 && (logged.IsError || logged.IsWarning) && !logged.IsOfJava) reader.ReadPython(1);
            return;
        }

        if (ThrownHead.At(behind, isSure: false) is { Before: "" } head && Owns(logged)) reader.ReadJava(at, head);
    }

    /// <summary>Whether an exception behind that line is the one that it tells of: beside a piece of information it may be what the program printed on its own.</summary>
    private static bool Owns(LoggedLine logged) =>
        logged.IsError || logged.IsWarning || logged.Message.TrimEnd().EndsWith(':') || Complaint.Is(logged.Message);

    private int ReadTask(BlockLines lines, TextLine line, LoggedLine? logged, Match task)
    {
        var hasFailed = task.Groups["status"].Value == "FAILED";
        var attempt = task.Groups["attempt"].Value;
        var reader = new ThrownReader(lines);
        if (lines.Text(1) is { } behind && ThrownHead.At(behind, isSure: reader.IsTraceAt(2)) is { } head) reader.ReadJava(1, head);
        Tell(line, logged, reader.Chain, hasFailed, attempt);
        var next = Math.Max(1, reader.Next);
        for (var last = next + MostDiagnostics; next < last && lines[next] is { } said && LoggedLine.Of(said.Text) is null or { Level: null }; next++)
        {
            if (lines[next] is not { } diagnostic || diagnostic.IsBlank || LooksLikeBlock(diagnostic.Text)) break;
            Tell(diagnostic, LoggedLine.Of(diagnostic.Text), [], hasFailed, attempt);
        }

        return next;
    }

    private static bool LooksLikeBlock(string text) =>
        text.StartsWith(StackLine.Traceback, StringComparison.Ordinal) || text.StartsWith("Exception in thread", StringComparison.Ordinal) || TaskEnd().IsMatch(text);

    private int ReadTraceback(BlockLines lines, TextLine line)
    {
        var reader = new ThrownReader(lines);
        reader.ReadPython(0);
        var before = lines.Before;
        var logged = before is { } each && LoggedLine.Of(each.Text) is { Level: not null, IsOfJava: false } said && (said.IsError || said.IsWarning) ? said : null;
        // What Python itself ignores: in a finalizer, or while it ends.
        var isIgnored = before?.Text.StartsWith("Exception ignored in", StringComparison.Ordinal) == true;
        Tell(line, isIgnored ? new(null, "WARN", null, line.Text) : null, reader.Chain, isUncaught: logged is null && !isIgnored);
        return Math.Max(1, reader.Next);
    }

    private int ReadSyntaxError(BlockLines lines, TextLine line)
    {
        for (var i = 1; i < 6 && lines[i] is { } at; i++)
        {
            if (SyntaxError().Match(at.Text) is not { Success: true } match)
            {
                if (StackLine.Indent(at.Text) == 0) break;
                continue;
            }

            var thrown = new Thrown(match.Groups["type"].Value, match.Groups["message"].Value, ThrownLanguage.Python) { Offset = at.Offset, Frames = [StackLine.PythonFrame(line.Text)!] };
            Tell(line, null, [thrown], isUncaught: true);
            return i + 1;
        }

        return 1;
    }

    /// <summary>Frames of which the head was passed over: it is the line before, or nothing that anybody would know.</summary>
    private int ReadFrames(BlockLines lines, TextLine line)
    {
        var reader = new ThrownReader(lines);
        var before = lines.Before;
        var logged = before is { } said && LoggedLine.Of(said.Text) is { Level: not null } has ? has : null;
        var message = logged?.Message ?? before?.Text;
        if (message is not null && ThrownHead.At(message, isSure: true) is { } head && head.Type.Contains('.', StringComparison.Ordinal))
        {
            var headed = reader.Headed(before!.Value, head);
            Tell(before.Value, logged, headed, isUncaught: false);
        }
        else reader.PassTrace();

        return Math.Max(1, reader.Next);
    }

    private int ReadPrinted(BlockLines lines, TextLine line)
    {
        var text = line.Text;
        var reader = new ThrownReader(lines);
        var head = ThrownHead.At(text, isSure: false) ?? (reader.IsTraceAt(1) ? ThrownHead.In(text) ?? ThrownHead.At(text, isSure: true) : ThrownHead.In(text));
        if (head is null && lines.Text(1) is { } behind && text.TrimEnd().EndsWith("message=", StringComparison.Ordinal) && ThrownHead.At(behind, isSure: false) is { } fetch)
        {
            reader.ReadJava(1, fetch);
        }
        else if (head is not null) reader.ReadJava(0, head);

        if (reader.Chain.IsEmpty && !Complaint.Is(text)) return 1;
        var (owner, logged) = reader.Chain.IsEmpty ? (line, null) : Owner(lines, line, head);
        var timed = logged ?? LoggedLine.Of(text);
        var isUncaught = logged is not null ? IsEnd(logged, logged.Message) : IsPrintedEnd(text, head) || IsAborted(reader);
        Tell(owner, timed, reader.Chain, isUncaught);
        if (VirtualMachine().IsMatch(text) && lines[1] is { IsBlank: false } reason)
        {
            Tell(reason, null, [], isUncaught: true);
            return Math.Max(2, reader.Next);
        }

        return Math.Max(1, reader.Next);
    }

    /// <summary>The logged line before an exception, where that is whose it is.</summary>
    private (TextLine Line, LoggedLine? Logged) Owner(BlockLines lines, TextLine line, ThrownHead? head)
    {
        if (head is not { Before: "" } || lines.LoggedBefore(isLogOnly ? FarthestOwner : 1) is not var (before, logged)) return (line, null);
        return isLogOnly || Owns(logged) ? (before, logged) : (line, null);
    }

    private bool IsPrintedEnd(string text, ThrownHead? head) =>
        text.Contains("Exception in thread \"", StringComparison.Ordinal) || head?.Before.Contains("Error:", StringComparison.Ordinal) == true || PrintedEnd().IsMatch(text) ||
        (isHistory && text.StartsWith("Error: ", StringComparison.Ordinal));

    private static bool IsAborted(ThrownReader reader) => reader.Chain is [{ } outer, ..] && outer.Message.StartsWith("Job aborted due to stage failure", StringComparison.Ordinal);

    /// <summary>Whether a framework's line says that what follows ended a task or a program.</summary>
    private static bool IsEnd(LoggedLine logged, string message) =>
        message.Contains("Exception in thread \"", StringComparison.Ordinal) || Uncaught().IsMatch(message) ||
        (logged.Logger is { } logger && (
            (logger.EndsWith("YarnChild", StringComparison.Ordinal) && Running().IsMatch(message)) ||
            (logger.EndsWith("Executor", StringComparison.Ordinal) && message.StartsWith("Exception in task ", StringComparison.Ordinal)) ||
            (logger.EndsWith("TaskSetManager", StringComparison.Ordinal) && message.StartsWith("Lost task ", StringComparison.Ordinal) && !message.Contains("): TaskKilled", StringComparison.Ordinal)) ||
            (logger.EndsWith("ApplicationMaster", StringComparison.Ordinal) && message.StartsWith("User ", StringComparison.Ordinal)) ||
            message.Contains("Diagnostics report from attempt_", StringComparison.Ordinal) || (logger.EndsWith("TaskAttemptListenerImpl", StringComparison.Ordinal) && message.Contains("exited : ", StringComparison.Ordinal))));

    private void Tell(TextLine line, LoggedLine? logged, ImmutableArray<Thrown> chain, bool isUncaught, string? attempt = null)
    {
        var message = logged?.Message ?? line.Text;
        var trouble = new Trouble(place, ThrownReader.Cut(line.Text))
        {
            Offset = line.Offset,
            Time = logged?.Time,
            Level = logged?.Level,
            Logger = logged?.Logger,
            Chain = chain,
            Attempt = attempt ?? AttemptOf(line.Text) ?? chain.Select(link => AttemptOf(link.Message)).FirstOrDefault(each => each is not null),
            IsUncaught = isUncaught,
        };
        found(trouble with { Signature = Signature.Of(trouble, message) });
    }

    private static string? AttemptOf(string text)
    {
        var match = Attempt().Match(text);
        return match.Success ? match.Groups["id"].Value : null;
    }

    [GeneratedRegex(@"Task Id : (?<attempt>attempt_\w+), Status : (?<status>\w+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex TaskEnd();

    [GeneratedRegex(@"(?<id>attempt_\d+_\d+_[a-z]_\d+_\d+)|\b[Tt]ask (?<id>\d+\.\d+ in stage \d+\.\d+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Attempt();

    [GeneratedRegex(@"^\s*(?<type>SyntaxError|IndentationError|TabError)(: (?<message>.*))?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex SyntaxError();

    [GeneratedRegex(@"[Uu]ncaught (exception|error)|^User class threw exception", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Uncaught();

    [GeneratedRegex(@"^(Exception|Error) running child", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Running();

    [GeneratedRegex("^(Fatal Python error|# A fatal error has been detected|# There is insufficient memory|Error occurred during initialization of VM|terminate called|panic: |fatal error: |java.lang.OutOfMemoryError: |Error: .*(main class|main method|load class|jarfile|JNI error|application resource))|User class threw exception|[Uu]ncaught exception|thrown from the UncaughtExceptionHandler", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex PrintedEnd();

    [GeneratedRegex("^Error occurred during initialization of", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex VirtualMachine();
}
