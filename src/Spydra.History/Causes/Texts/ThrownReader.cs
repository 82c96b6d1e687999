using System.Collections.Immutable;

namespace Spydra.History.Causes.Texts;

/// <summary>
/// Reads the exceptions of a block: Java's with its causes, Python's tracebacks with theirs, and either within the other's message. A link that
/// the chain has already is not told twice: Spark prints the failure of a task in its own message, and as its cause once more.
/// </summary>
internal sealed class ThrownReader(BlockLines lines)
{
    /// <summary>How much of a message is kept.</summary>
    public const int LongestMessage = 4000;

    private const int MostLinks = 24;
    private const int MostFrames = 8;
    private const int MostMessageLines = 120;
    private const int Deepest = 12;

    private readonly List<Thrown> links = [];

    // What Python workers raised is the deepest cause, wherever in Java's text it stands.
    private readonly List<Thrown> workers = [];

    /// <summary>The first line that does not belong to what was read.</summary>
    public int Next { get; private set; }

    /// <summary>The outermost first.</summary>
    public ImmutableArray<Thrown> Chain => [.. links, .. workers.Where(each => !links.Exists(link => IsSame(link, each)))];

    /// <summary>Reads a Java exception whose head was found in this line.</summary>
    public void ReadJava(int index, ThrownHead head)
    {
        Next = index + 1;
        AddJava(index, head);
        ReadTrace();
    }

    /// <summary>Reads a traceback that begins in this line.</summary>
    public void ReadPython(int index)
    {
        var chain = new PythonReader(lines, this, index, isWorker: false).Read(out var next);
        Next = Math.Max(Next, next);
        links.InsertRange(0, chain);
        while (links.Count > MostLinks) links.RemoveAt(links.Count - 1);
    }

    /// <summary>The Java exception that Py4J prints behind a Python one's.</summary>
    public IReadOnlyList<Thrown> JavaBehind(int index, ThrownHead head, out int next)
    {
        var inner = new ThrownReader(lines);
        inner.ReadJava(index, head);
        next = inner.Next;
        return inner.Chain;
    }

    /// <summary>The chain of an exception whose head stands before the block, which begins with its frames.</summary>
    public ImmutableArray<Thrown> Headed(TextLine line, ThrownHead head)
    {
        links.Add(new(head.Type, Cut(head.Message), ThrownLanguage.Java) { Offset = line.Offset });
        ReadTrace();
        return Chain;
    }

    /// <summary>Passes over frames of which nobody knows the exception.</summary>
    public void PassTrace() => ReadTrace();

    /// <summary>Whether a trace follows: frames, or causes, at once or behind more lines of a message.</summary>
    public int? TraceBehind(int index)
    {
        for (var i = index; i < index + MostMessageLines && lines[i] is { } line; i++)
        {
            if (IsTrace(line.Text)) return i;
            if ((ThrownHead.At(line.Text, isSure: false) ?? ThrownHead.In(line.Text)) is not null) return null;
            if (line.Text.Contains(StackLine.Traceback, StringComparison.Ordinal) || LoggedLine.Of(line.Text) is { Level: not null }) return null;
        }

        return null;
    }

    /// <summary>Whether that line is one of a trace.</summary>
    public bool IsTraceAt(int index) => lines.Text(index) is { } text && IsTrace(text);

    private static bool IsTrace(string text) => StackLine.JavaFrame(text) is not null || ThrownHead.Cause(text) is not null || StackLine.IsLeftOut(text);

    /// <summary>Adds a link, and those within its message.</summary>
    private void AddJava(int index, ThrownHead head, int depth = 0)
    {
        var message = head.Message;
        var traceback = message.IndexOf(StackLine.Traceback, StringComparison.Ordinal);
        if (ThrownHead.In(message) is { } inner && depth < Deepest && (traceback < 0 || inner.Before.Length < traceback))
        {
            AddOnce(links, new(head.Type, Cut(inner.Before.TrimEnd(' ', ':')), ThrownLanguage.Java) { Offset = lines[index]!.Value.Offset });
            AddJava(index, inner, depth + 1);
            return;
        }

        if (traceback >= 0)
        {
            AddOnce(links, new(head.Type, Cut(message[..traceback].TrimEnd(' ', ':', '\'')), ThrownLanguage.Java) { Offset = lines[index]!.Value.Offset });
            AddWorker(index);
            return;
        }

        var text = new List<string> { message };
        if (TraceBehind(Next) is { } trace)
        {
            while (Next < trace) text.Add(lines.Text(Next++)!);
        }
        else if (WorkerBehind() is { } worker)
        {
            while (Next < worker) text.Add(lines.Text(Next++)!);
            Next++;
            AddOnce(links, new(head.Type, Cut(string.Join('\n', text).TrimEnd()), ThrownLanguage.Java) { Offset = lines[index]!.Value.Offset });
            AddWorker(worker);
            return;
        }

        AddOnce(links, new(head.Type, Cut(string.Join('\n', text).TrimEnd()), ThrownLanguage.Java) { Offset = lines[index]!.Value.Offset });
    }

    /// <summary>A traceback within the message, a few lines on.</summary>
    private int? WorkerBehind()
    {
        for (var i = Next; i < Next + 4 && lines[i] is { } line; i++)
        {
            if (line.Text.StartsWith(StackLine.Traceback, StringComparison.Ordinal)) return i > Next || links.Count > 0 ? i : null;
            if (LoggedLine.Of(line.Text) is { Level: not null }) return null;
        }

        return null;
    }

    private void AddWorker(int index)
    {
        var chain = new PythonReader(lines, this, index, isWorker: true).Read(out var next);
        foreach (var each in chain) AddOnce(workers, each);
        Next = Math.Max(Next, next);
    }

    /// <summary>Frames and causes, up to the end of the trace.</summary>
    private void ReadTrace()
    {
        var current = links.Count - 1;
        int? suppressed = null;
        while (lines[Next] is { } line)
        {
            var text = line.Text;
            var indent = StackLine.Indent(text);
            if (suppressed is { } depth && !line.IsBlank && (indent > depth || (indent == depth && ThrownHead.Cause(text) is not null && depth > 0)))
            {
                Next++;
                continue;
            }

            if (StackLine.IsSuppressed(text, out var at)) suppressed = at;
            else if (StackLine.JavaFrame(text) is { } frame) AddFrame(current, frame);
            else if (StackLine.IsLeftOut(text)) suppressed = null;
            else if (ThrownHead.Cause(text) is { } cause)
            {
                suppressed = null;
                Next++;
                var before = links.Count;
                AddJava(Next - 1, cause);
                current = links.Count > before ? links.Count - 1 : -1;
                continue;
            }
            else if (text.StartsWith(StackLine.DriverStack, StringComparison.Ordinal)) current = -1;
            else if (!(line.IsBlank && GoesOn(Next + 1))) break;
            Next++;
        }

        // What Spark closes the failure of a fetch with, and one it had logged before.
        if (lines.Text(Next) is { } closing && ThrownHead.IsClosing(closing)) Next++;
    }

    /// <summary>Whether the trace goes on behind blank lines.</summary>
    private bool GoesOn(int index)
    {
        if (lines.IsBlank(index)) index++;
        return lines.Text(index) is { } text && (IsTrace(text) || text.StartsWith(StackLine.DriverStack, StringComparison.Ordinal));
    }

    private void AddFrame(int link, string frame)
    {
        if (link < 0 || link >= links.Count || links[link].Frames.Length >= MostFrames) return;
        links[link] = links[link] with { Frames = links[link].Frames.Add(Cut(frame)) };
    }

    internal static string Cut(string message) => message.Length > LongestMessage ? message[..LongestMessage] : message;

    private static void AddOnce(List<Thrown> chain, Thrown link)
    {
        if (chain.Count < MostLinks && !chain.Exists(each => IsSame(each, link))) chain.Add(link);
    }

    private static bool IsSame(Thrown one, Thrown other) => one.Type == other.Type && string.Equals(one.Message, other.Message, StringComparison.Ordinal);
}
