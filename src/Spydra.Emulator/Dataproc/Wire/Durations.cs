using System.Globalization;
using System.Text.RegularExpressions;

namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>The API's durations: seconds with up to nine decimals and an <c>s</c>.</summary>
internal static partial class Durations
{
    public static TimeSpan? Parse(string? text)
    {
        if (text is null || !Pattern().IsMatch(text)) return null;
        var seconds = decimal.Parse(text[..^1], CultureInfo.InvariantCulture);
        // The proto's bound: 10,000 years.
        return Math.Abs(seconds) > 315_576_000_000m ? null : TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
    }

    [GeneratedRegex(@"^-?\d{1,12}(\.\d{1,9})?s$")]
    private static partial Regex Pattern();
}
