using System.Text.RegularExpressions;

namespace Spydra.History.Logs;

/// <summary>Which lines of each log are shown: those that match, and of those the last so many. Without either, every byte as it is.</summary>
/// <param name="Tail">How many lines from the end of each log; at most eight megabytes of them are kept. Null is all.</param>
/// <param name="Grep">What a line has to match, without its line end, read as UTF-8; a log without such a line is left out altogether. Null is all.</param>
/// <param name="Offset">With which byte of each log it begins; of one that is not longer nothing is left.</param>
public sealed record LogFilter(int? Tail = null, Regex? Grep = null, long Offset = 0)
{
    /// <summary>Every byte.</summary>
    public static readonly LogFilter None = new();

    /// <summary>Reads an expression of <c>--grep</c>. No text can make it slow; for that, back references and look-arounds are not known.</summary>
    /// <exception cref="ArgumentException">It is none; the message says why.</exception>
    /// <exception cref="NotSupportedException">It has a part that is not known.</exception>
    public static Regex Expression(string pattern) => new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
