using System.Text.RegularExpressions;

namespace Spydra.History.Causes.Texts;

/// <summary>The words by which programs complain.</summary>
internal static partial class Complaint
{
    /// <summary>Parts of lines that may tell of trouble: a line without any of them is passed over without being decoded.</summary>
    public static readonly WordSearch Words = new(
        [
            "error", "exception", "fail", "fatal", "kill", "denied", "refused", "no such", "not found", "fault", "abort", "unable", "cannot", "can't", "could not", "couldn't",
            "invalid", "exceed", "lost ", "timed out", "timeout", "unknown", "missing", "exit", "core dumped", "panic", "out of memory", " oom", "oom-", "oomkill", "no space", "traceback",
            "terminate", "assert", "bad ", "corrupt", "malformed", "unrecogni", "usage:", "died", "signal", "quota", "not allowed", "not permitted", "expected", "severe",
            "critical", "\tat ", "    at ", "file \"", "diagnos", "crash", "reject", "unsupported", "not supported", "undefined", "unresolved", "illegal", "interrupted",
            "already exist", "not exist", "unreachable", "reset by", "broken pipe", "insufficient", "unauthorized", "forbidden", "expired", "mismatch", "truncated",
            "must ", "too ", "is not ", "not a ", "wrong", "incompatible", "violat", "overflow", "dead", "giving up", "required", "unavailable", "disconnect",
        ]);

    /// <summary>Whether a line that somebody printed, or logged as a warning, complains.</summary>
    public static bool Is(string message) => Telling().IsMatch(message) && !Harmless().IsMatch(message);

    /// <summary>Whether a line that was logged as a piece of information tells of the end of something.</summary>
    public static bool IsGrave(string message) => Grave().IsMatch(message) && !Harmless().IsMatch(message) && !Routine().IsMatch(message);

    [GeneratedRegex(
        """
        error|exception|fail|fatal|\bkill(ed|ing)?\b|denied|refused|\bno\ such\b|not\ found|\bfault|abort|\bunable\b|\bcannot\b|\bcan't\b|\bcould\ ?n[o']t\b|\binvalid|exceed|\blost\b|
        timed\ out|timeout|unknown|\bmissing\b|\bexit(ed)?\ (with|code|status|value)|exitcode|core\ dumped|\bpanic|out\ of\ memory|\boom\b|oom-?kill|no\ space|traceback|
        terminate\ called|\bterminated\b|disconnected|assert|\bbad\ |corrupt|malformed|unrecogni[sz]ed|^\s*usage:|\bdied\b|\bsignal\b|quota|not\ (allowed|permitted|supported|exist|a\ |an\ |in\ |enough|set\b|valid|defined|implemented)|
        \bexpected\b|unexpected|crash|reject|unsupported|undefined|unresolved|illegal|interrupted|already\ exists|unreachable|reset\ by|broken\ pipe|insufficient|unauthori[sz]ed|forbidden|
        \bexpired|mismatch|truncated|\bmust\ |\btoo\ (many|large|small|long|big|few|short|old|new|deep|much|high|low)|\bwrong\b|incompatible|violat|overflow|\bdead\b|giving\ up|\brequired\b|unavailable|severe|critical
        """,
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Telling();

    [GeneratedRegex(
        """
        exception(?!handler)|\bfailed\b|failure|\bkilled\b|kill(ing)?\ |\blost\ (executor|task|node|worker)|\bexit(ed)?\ ?(with|code|status|value)|aborted|exceed|uncaught|\bfatal|out\ of\ memory|
        no\ space|denied|refused|(^|\W)error:|\bunknown\ queue|capability|\bunhealthy|preempt|disconnected|\bstatus:\ (failed|killed)|diagnostics\ report
        """,
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Grave();

    // Counters of a job, counts of nothing, a client's report of an application that has not ended, class paths, and what starts a container.
    [GeneratedRegex(
        """
        ^\s+[\w\ ()/.-]+=-?\d+\s*$|^\s*Shuffle\ Errors\s*$|^\W*(\b(no|0|zero|without(\ any)?)\ (errors?|failures?|exceptions?|problems?|failed)\b)|^\s*(diagnostics|final\ status):\ (N/A|UNDEFINED|SUCCEEDED)?\s*$|
        ^\s*diagnostics:\ (AM\ container\ is\ launched|\[[^\]]*\]\s*(AM\ container\ is\ launched|Application\ is\ (Activated|added)))|
        ^(java\.(class|library|vm)[\w.]*|CLASSPATH|PATH)\s*[:=]|^\s*(set\ [-+]|export\ |exec\ /bin|exec\ "|'?-XX:|'?-D\w|trap\ )
        """,
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Harmless();

    // What the frameworks log of every job, or of an end that others log better.
    [GeneratedRegex(
        """
        stage\ finished$|\bfailed:\ set\(\)|exitcode\ 0\b|exitcode:\ 0$|cleanup\ failures|maxtaskfailurespernode|\btransition(ed)?\ from\ |^added\ attempt_|^(copying|copied|moved)\ |
        disconnected\ during\ shutdown|report\ from\ attempt_\w+:\s*$|application\ report\ for|failed\ with\ state\ succeeded
        """,
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Routine();
}
