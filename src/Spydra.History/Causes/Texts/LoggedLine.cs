using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Spydra.History.Causes.Texts;

/// <summary>What a logger puts before a message, in the layouts that are usual.</summary>
/// <param name="Time">When; null where it does not say.</param>
/// <param name="Level">The level in capitals; null where there is a time only.</param>
/// <param name="Logger">Who; null where it does not say.</param>
/// <param name="Message">What stands behind, with its leading blanks but one.</param>
internal sealed partial record LoggedLine(DateTimeOffset? Time, string? Level, string? Logger, string Message)
{
    private const int MostTokens = 5;

    private static readonly string[] TimeLayouts =
        ["yy/MM/dd HH:mm:ss", "yyyy/MM/dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd' 'HH:mm:ss", "MM/dd/yyyy HH:mm:ss", "yyyyMMdd HH:mm:ss"];

    /// <summary>Whether the layout is the one that Hadoop's and Spark's programs have by default: nothing of Python writes it.</summary>
    public bool IsOfJava { get; private init; }

    /// <summary>Whether it is a level at which things went wrong for good.</summary>
    public bool IsError => Level is "ERROR" or "FATAL" or "SEVERE" or "CRITICAL" or "PANIC" or "EMERG" or "ALERT";

    /// <summary>Whether it is a warning.</summary>
    public bool IsWarning => Level is "WARN" or "WARNING";

    /// <summary>The line as a logged one; null where nothing says that it is.</summary>
    public static LoggedLine? Of(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || char.IsAsciiLetter(text[0]) || text[0] is '[' or ' ' or '<' or '{')) return null;
        if (text.StartsWith("log4j:", StringComparison.Ordinal) && LevelAt(text, 6) is { } log4j) return new(null, log4j, "log4j", Behind(text, 6 + log4j.Length));
        if (text[0] is 'I' or 'W' or 'E' or 'F' && Glog().Match(text) is { Success: true } glog) return new(null, GlogLevel(text[0]), glog.Groups["file"].Value, text[glog.Length..]);
        if (Fields().Match(text) is { Success: true } fields) return new(null, fields.Groups["level"].Value.ToUpperInvariant(), null, text);
        // Spark's progress bar stands before what is logged while it is shown.
        if (text.StartsWith("[Stage ", StringComparison.Ordinal)) text = text[Progress().Match(text).Length..];
        var stamp = Stamp().Match(text);
        var time = stamp.Success ? TimeOf(stamp) : null;
        var at = stamp.Success ? stamp.Length : 0;
        if (stamp.Success && text[stamp.Length - 1] == ']' && time is null) return null;
        var found = AtLevel(text, at, stamp.Success);
        if (found is not var (level, end, before)) return stamp.Success && stamp.Groups["day"].Success ? new(time, null, null, text[at..]) : null;
        var (logger, message) = BehindLevel(text, end, before is null);
        return new(time, level, logger ?? before, message) { IsOfJava = stamp.Success && stamp.Groups["day"].Value is [_, _, '/', ..] };
    }

    /// <summary>What the JDK's own logger puts on a line before the one with the level; null where the line is none.</summary>
    public static (DateTimeOffset? Time, string Logger)? Stamped(string text)
    {
        var match = OfJdk().Match(text);
        if (!match.Success) return null;
        return (DateTimeOffset.TryParseExact(match.Groups["time"].Value, "MMM d, yyyy h:mm:ss tt", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null, match.Groups["name"].Value);
    }

    private static string GlogLevel(char first) => first switch { 'I' => "INFO", 'W' => "WARNING", 'E' => "ERROR", _ => "FATAL" };

    /// <summary>Finds the level among the first words.</summary>
    private static (string Level, int End, string? Before)? AtLevel(string text, int at, bool isTimed)
    {
        string? before = null;
        for (var i = 0; i < MostTokens; i++)
        {
            while (at < text.Length && text[at] is ' ' or '-' or '|' or '\t' or ',' or ':') at++;
            if (at >= text.Length) return null;
            var close = text[at] switch { '[' => ']', '{' => '}', '(' => ')', '<' => '>', _ => '\0' };
            if (close != '\0')
            {
                var end = text.IndexOf(close, at);
                if (end < 0 || end - at > 120) return null;
                if (LevelAt(text, at + 1) is { } inside && at + 1 + inside.Length <= end) return (inside, end + 1, before);
                if (!isTimed) return null;
                at = end + 1;
                continue;
            }

            if (LevelAt(text, at) is { } level) return (level, at + level.Length, before);
            if (!isTimed) return null;
            var space = text.AsSpan(at).IndexOfAny(" |\t:");
            if (space is <= 0 or > 120) return null;
            var word = text[at..(at + space)];
            if (word.AsSpan().IndexOfAnyExcept(NameCharacters) < 0 && char.IsAsciiLetter(word[0])) before = word;
            at += space;
        }

        return null;
    }

    private static (string? Logger, string Message) BehindLevel(string text, int at, bool mayName)
    {
        // ERROR: x and ERROR - x: what follows is the message already.
        var start = at;
        if (!mayName || text.AsSpan(at).StartsWith(": ") || text.AsSpan(at).StartsWith(" - ")) return (null, Behind(text, start));
        for (var i = 0; i < 4; i++)
        {
            while (at < text.Length && text[at] is ' ' or '|' or '\t' or ':' or '-') at++;
            if (at < text.Length && text[at] is '[' && text.IndexOf(']', at) is > 0 and var close && close - at < 160) at = close + 1;
            else if (Thread().Match(text, at) is { Success: true } thread) at += thread.Length;
            else break;
        }

        var name = Name().Match(text, at);
        return name.Success && !ThrownHead.IsType(name.Groups["name"].Value)
            ? (name.Groups["name"].Value, text[(at + name.Length)..])
            : (null, Behind(text, start));
    }

    private static string Behind(string text, int at)
    {
        while (at < text.Length && text[at] is ':' or '-' or '|' or ']') at++;
        return at < text.Length && text[at] == ' ' ? Dash(text, at + 1) : text[at..];
    }

    private static string Dash(string text, int at) =>
        at + 1 < text.Length && text[at] is '-' or '|' or ':' && text[at + 1] == ' ' ? text[(at + 2)..] : text[at..];

    private static string? LevelAt(string text, int at)
    {
        var match = Levels().Match(text, at);
        return match.Success ? match.Value : null;
    }

    private static DateTimeOffset? TimeOf(Match stamp)
    {
        if (!stamp.Groups["day"].Success) return null;
        var fraction = stamp.Groups["fraction"].Value;
        var text = $"{stamp.Groups["day"].Value} {stamp.Groups["clock"].Value}";
        if (!DateTime.TryParseExact(text, TimeLayouts, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)) return null;
        var ticks = fraction.Length == 0 ? 0 : (long)(double.Parse($"0.{fraction}", CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond);
        return new DateTimeOffset(time, TimeSpan.Zero).AddTicks(ticks);
    }

    [GeneratedRegex(@"^(?<time>[A-Z][a-z]{2} \d{1,2}, \d{4} \d{1,2}:\d{2}:\d{2} [AP]M) (?<name>\S+)( \S+)?\s*$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex OfJdk();

    [GeneratedRegex(@"^[IWEF]\d{4,8} \d{2}:\d{2}:\d{2}\.\d+\s+\d+ (?<file>[\w.]+):\d+\] ", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Glog();

    [GeneratedRegex(@"^(\[Stage \d+:[^\]]{0,300}\]\s*)+", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Progress();

    // JSON, and key=value.
    [GeneratedRegex("""^(\{.{0,2000}?"(level|severity|levelname|log\.level)"\s*:\s*"|(\w+=("[^"]{0,200}"|\S{0,200}) ){0,4}level=)(?<level>trace|debug|info|notice|warn|warning|error|fatal|severe|critical|panic)\b""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Fields();

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._$/-");

    [GeneratedRegex(
        @"^[\[<]?((?<day>\d{2}/\d{2}/\d{2}|\d{4}-\d{2}-\d{2}|\d{4}/\d{2}/\d{2}|\d{2}/\d{2}/\d{4}|\d{8})[ T])?(?<clock>\d{2}:\d{2}:\d{2})([.,:](?<fraction>\d{1,9}))?(Z|\ ?[+-]\d{2}:?\d{2}|\ UTC)?[\]>]?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Stamp();

    [GeneratedRegex(@"\G(TRACE|DEBUG|INFO|NOTICE|WARNING|WARN|ERROR|FATAL|SEVERE|CRITICAL|PANIC|FINEST|FINER|FINE|CONFIG)(?![\w.])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Levels();

    [GeneratedRegex(@"\G(\([\w .,:#$/-]+\)|\d+\ ---|@[0-9a-f]+)(?=\s)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Thread();

    [GeneratedRegex(@"\G(?<name>[A-Za-z_][\w.$/-]*)(\(\d+\)|:\d+(?=\s-\s))?(\s\[[^\]]{0,160}\])?(\ ?:\s?|\s-\s|:$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
