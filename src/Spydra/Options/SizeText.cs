using System.Text.RegularExpressions;

namespace Spydra.Options;

/// <summary>
/// gcloud's disk sizes: a number and one of <c>B KB MB GB TB PB</c> (also <c>KiB</c>..., also without the B, any case), all powers of 1024,
/// GB when no unit is there. A fraction must come out whole in the next smaller unit.
/// </summary>
public static partial class SizeText
{
    private const string Units = "BKMGTP";

    /// <summary>One GB, as gcloud counts.</summary>
    public const long Gigabyte = 1L << 30;

    /// <summary>Reads a size in bytes; the fault says what stands in the way.</summary>
    public static string? Parse(string text, out Int128 bytes)
    {
        bytes = 0;
        if (Form().Match(Digits.Plain(text)) is not { Success: true } match) return "is no size";

        var unit = match.Groups["unit"].Value.ToUpperInvariant();
        var power = unit.Length == 0 ? Units.IndexOf('G', StringComparison.Ordinal) : Units.IndexOf(unit[0], StringComparison.Ordinal);
        if (power < 0 || unit.Length > 3 || (unit.Length > 1 && unit[1..] is not ("B" or "IB" or "I")) || unit is "BB" or "BI" or "BIB")
            return $"has the unknown unit \"{match.Groups["unit"].Value}\"";
        if (!decimal.TryParse(match.Groups["number"].Value, out var number) || number > (decimal)long.MaxValue) return "is too large";

        var step = power == 0 ? number : number * 1024;
        if (step != decimal.Floor(step)) return "is no whole number of the next smaller unit";
        bytes = power == 0 ? (Int128)number : (Int128)step << (10 * (power - 1));
        return null;
    }

    [GeneratedRegex(@"^(?<number>[0-9]+(\.[0-9]*)?)(?<unit>[A-Za-z]*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}
