using System.Text.RegularExpressions;

namespace Spydra.Specs;

/// <summary>
/// Durations as <c>java.time.Duration</c> reads them: <c>P1D</c>, <c>PT12H</c>, a day always 24 hours. To gcloud 400 days are a year and some,
/// and a second less or more would put the clients of a pool into different generations.
/// </summary>
internal static partial class JavaDuration
{
    private const decimal Longest = 9e11m;

    /// <summary>The duration; null where Java would not read it.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (Form().Match(text.Trim()) is not { Success: true } parts) return null;
        decimal Number(string unit) => decimal.TryParse(parts.Groups[unit].Value.Replace(',', '.'), out var number) ? Math.Min(number, Longest) : 0;
        return TimeSpan.FromSeconds((double)Math.Min(Longest, (Number("days") * 86400) + (Number("hours") * 3600) + (Number("minutes") * 60) + Number("seconds")));
    }

    [GeneratedRegex(@"\AP(?=.*[0-9])((?<days>[0-9]{1,20})D)?(T((?<hours>[0-9]{1,20})H)?((?<minutes>[0-9]{1,20})M)?((?<seconds>[0-9]{1,20}([.,][0-9]{0,9})?)S)?)?\z",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
