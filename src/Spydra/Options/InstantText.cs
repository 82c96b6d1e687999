using System.Globalization;
using System.Text.RegularExpressions;

namespace Spydra.Options;

/// <summary>
/// gcloud's instants: a date with or without a time of day, a time of day alone (today), or a duration from now: with <c>+</c>, <c>-</c> or
/// <c>P</c> in front, or one that does not read as a date. <c>2h</c> alone is two o'clock today, as in gcloud. Without an offset: local time.
/// </summary>
public static partial class InstantText
{
    // Calendars end; clusters end sooner.
    private static readonly TimeSpan LongestFromNow = TimeSpan.FromDays(365 * 1000);

    private static readonly string[] Dates =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyyMMdd", "M/d/yyyy", "d MMM yyyy", "d MMMM yyyy", "MMM d yyyy", "MMMM d yyyy", "MMM d, yyyy",
        "MMMM d, yyyy", "ddd, d MMM yyyy", "ddd MMM d yyyy", "d-MMM-yyyy",
    ];

    private static readonly string[] Times = ["H:m:s.FFFFFFF", "H:m:s", "H:m", "HHmmss", "HHmm", "h:m tt", "h:m:s tt", "h tt", "htt", "h:mtt"];

    /// <summary>The instant in the form that the API takes, or null when the text is none.</summary>
    public static string? Parse(string text, TimeProvider time)
    {
        var trimmed = text.Trim();
        var relative = trimmed.Length > 0 && trimmed[0] is '+' or '-' or 'P' or 'p';
        var instant = relative ? FromNow(trimmed, time) : FromDate(trimmed, time) ?? FromNow(trimmed, time);
        return instant is { } at ? Wire(at) : null;
    }

    private static string Wire(DateTimeOffset at)
    {
        var rounded = at.AddTicks(TimeSpan.TicksPerMillisecond / 2);
        return rounded.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture)
            + (at.Offset == TimeSpan.Zero ? "Z" : rounded.ToString("zzz", CultureInfo.InvariantCulture));
    }

    private static DateTimeOffset? FromNow(string text, TimeProvider time)
    {
        // A small bare number would be a day of the month to gcloud and seconds to a reader: neither is guessed.
        if (text.Length == 0 || text.All(char.IsAsciiDigit)) return null;
        if (DurationText.Parse(text, out var duration) is not null) return null;
        return Math.Abs(duration.TotalSeconds) < LongestFromNow.TotalSeconds ? duration.After(Now(time)) : null;
    }

    private static DateTimeOffset? FromDate(string text, TimeProvider time)
    {
        var today = Now(time).Date;
        if (UnitsOfDay().Match(text) is { Success: true } clock)
        {
            int Part(string name) => clock.Groups[name] is { Success: true, Value: var digits } ? int.Parse(digits) : 0;
            var (h, m, s) = (Part("h"), Part("m"), Part("s"));
            return h < 24 && m < 60 && s < 60 ? Local(today + new TimeSpan(h, m, s), time) : null;
        }

        TimeSpan? offset = null;
        if (Offset().Match(text) is { Success: true } zone)
        {
            text = text[..zone.Index].TrimEnd();
            offset = zone.Groups["hours"] is { Success: true, Value: var hours }
                ? new TimeSpan(int.Parse(hours), int.Parse(zone.Groups["minutes"].Value), 0) * (zone.Groups["sign"].Value == "-" ? -1 : 1)
                : TimeSpan.Zero;
        }

        if (DateAndTime(text, today) is not { } stated) return null;
        return offset is { } given ? new DateTimeOffset(stated, given) : Local(stated, time);
    }

    private static DateTime? DateAndTime(string text, DateTime today)
    {
        if (One(text, Dates) is { } date) return date;
        if (text.Contains(':', StringComparison.Ordinal) && One(text, Times) is { } alone) return today + alone.TimeOfDay;

        // The date ends where what is left of it reads as a date and what is right of it as a time of day.
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] is not (' ' or 'T' or 't')) continue;
            if (One(text[..i].TrimEnd(), Dates) is { } day && One(text[(i + 1)..].TrimStart(), Times) is { } clock)
                return day + clock.TimeOfDay;
        }

        return null;
    }

    private static DateTime? One(string text, string[] formats) =>
        DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed) ? parsed : null;

    private static DateTimeOffset Now(TimeProvider time) => time.GetLocalNow();

    private static DateTimeOffset Local(DateTime stated, TimeProvider time) => new(stated, time.LocalTimeZone.GetUtcOffset(stated));

    [GeneratedRegex(@"^(?=\d)((?<h>\d{1,2})h)?((?<m>\d{1,2})m)?((?<s>\d{1,2})s)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex UnitsOfDay();

    [GeneratedRegex(@"(?<=\d)\s*(Z|UTC|GMT|(?<=[:\dT]\d{2}[\d.:]*)(?<sign>[+-])(?<hours>\d{2}):?(?<minutes>\d{2}))$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Offset();
}
