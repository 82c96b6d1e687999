using System.Collections.Immutable;

namespace Spydra.History.Causes;

/// <summary>
/// Something that a text tells went wrong: an exception with all that caused it, a traceback, or a line by which a program complains. Texts are
/// as they came, decoded leniently; nobody but <see cref="ShownText"/> makes them fit to be shown.
/// </summary>
/// <param name="Place">Where it lies.</param>
/// <param name="Text">The line that it begins with, at most 4,000 characters.</param>
public sealed record Trouble(EvidencePlace Place, string Text)
{
    /// <summary>Where that line begins, in bytes from the beginning of the file; null where the text is no file's.</summary>
    public long? Offset { get; init; }

    /// <summary>Its number among the troubles of its text, from 0: what came earlier.</summary>
    public int Order { get; init; }

    /// <summary>When it was logged; null where the line has no time. Logs have no time zone: it is taken for UTC, and compared within one application only.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>The level of the line by log4j's or Python's names (<c>ERROR</c>, <c>WARN</c>, <c>INFO</c>, ...); null where it was not logged, but printed.</summary>
    public string? Level { get; init; }

    /// <summary>Who logged it: <c>TaskSetManager</c>, <c>org.apache.hadoop.mapred.YarnChild</c>; null where it was printed.</summary>
    public string? Logger { get; init; }

    /// <summary>The exceptions, the outermost first and what caused each behind it; empty for a line without one.</summary>
    public ImmutableArray<Thrown> Chain { get; init; } = [];

    /// <summary>The attempt of which it tells, where the text names one: MapReduce's id, or Spark's <c>0.1 in stage 7.0</c>.</summary>
    public string? Attempt { get; init; }

    /// <summary>Whether nobody caught it: it stands as a runtime prints what ends its thread or process, or as a framework prints what ended a task.</summary>
    public bool IsUncaught { get; init; }

    /// <summary>How often it stands in the text, but for its numbers; the first of them is this.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Where it stands last; <see cref="Offset"/> where it stands once.</summary>
    public long? LastOffset { get; init; }

    /// <summary>What two troubles have in common that differ in numbers, ids and addresses only.</summary>
    public string Signature { get; init; } = "";
}

/// <summary>One exception of a chain.</summary>
/// <param name="Type">Its class as it is printed: <c>java.lang.NullPointerException</c>, <c>KeyError</c>, <c>botocore.exceptions.ClientError</c>.</param>
/// <param name="Message">What it says, at most 4,000 characters; it may have several lines. Empty where it says nothing.</param>
/// <param name="Language">Whose exception it is.</param>
public sealed record Thrown(string Type, string Message, ThrownLanguage Language)
{
    /// <summary>Where its line begins, in bytes from the beginning of the file; null where the text is no file's.</summary>
    public long? Offset { get; init; }

    /// <summary>
    /// The frames nearest to where it was thrown, at most eight, the nearest first: of Java <c>com.example.Rates.parse(Rates.java:14)</c>, of Python
    /// <c>/data/job.py:12 in convert</c>.
    /// </summary>
    public ImmutableArray<string> Frames { get; init; } = [];
}

/// <summary>Which runtime printed an exception.</summary>
public enum ThrownLanguage
{
    /// <summary>Java, Scala, Kotlin.</summary>
    Java,

    /// <summary>Python.</summary>
    Python,
}

/// <summary>What a text told.</summary>
/// <param name="Troubles">In the order in which they stand.</param>
public sealed record Scan(ImmutableArray<Trouble> Troubles)
{
    /// <summary>The last lines of the text that are not empty, at most ten: what a program said before it ended that says nothing in words we know.</summary>
    public ImmutableArray<Trouble> LastLines { get; init; } = [];

    /// <summary>How many bytes were looked at.</summary>
    public long Bytes { get; init; }
}
