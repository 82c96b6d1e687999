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

    private static readonly TimeSpan LargestOffset = TimeSpan.FromHours(14);

    private static readonly string[] Dates =
    [
        "yyyy-M-d", "yyyy/M/d", "yyyyMMdd", "yyyy M d", "yyyy MMM d", "yyyy-MMM-d", "d MMM yyyy", "d MMMM yyyy", "MMM d yyyy", "MMMM d yyyy",
        "MMM d, yyyy", "MMMM d, yyyy", "ddd, d MMM yyyy", "ddd MMM d yyyy", "ddd MMM d H:m:s yyyy", "d-MMM-yyyy",

        // Month first, unless that is none.
        "M/d/yyyy", "d/M/yyyy", "M.d.yyyy", "d.M.yyyy", "M-d-yyyy", "d-M-yyyy", "M/d/yy", "d/M/yy", "M-d-yy", "d-M-yy",
    ];

    private static readonly string[] WithoutDay = ["yyyy-M", "M/yyyy", "MMM yyyy", "MMMM yyyy"];

    private static readonly string[] WithoutYear = ["M/d", "MMM d", "MMMM d", "d MMM", "d MMMM"];

    private static readonly string[] Times = ["H:m:s.FFFFFFF", "H:m:s,FFFFFFF", "H:m:s", "H:m", "HHmmss.FFFFFFF", "HHmmss", "HHmm", "HH", "h:m tt", "h:m:s tt", "h tt", "htt", "h:mtt"];

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
        // Rounded, but never into the next second.
        var rounded = at.Millisecond == 999 ? at : at.AddTicks(TimeSpan.TicksPerMillisecond / 2);
        return rounded.ToString("yyyy-MM-ddTHH:mm:ss.fff", CultureInfo.InvariantCulture)
            + (at.Offset == TimeSpan.Zero ? "Z" : rounded.ToString("zzz", CultureInfo.InvariantCulture));
    }

    private static DateTimeOffset? FromNow(string text, TimeProvider time)
    {
        // A small bare number would be a day of the month to gcloud and seconds to a reader: neither is guessed.
        if (text.Length == 0 || Grammars.TryInteger(text, out _)) return null;
        if (DurationText.Parse(text, out var duration) is not null) return null;
        return Math.Abs(duration.TotalSeconds) < LongestFromNow.TotalSeconds ? duration.After(Now(time)) : null;
    }

    private static DateTimeOffset? FromDate(string text, TimeProvider time)
    {
        var today = Now(time).Date;
        text = Filler().Replace(text, "");
        if (UnitsOfDay().IsMatch(text)) return InUnits(text) is { } clock ? Local(today + clock, time) : null;

        TimeSpan? offset = null;
        if (Offset().Match(text) is { Success: true } zone)
        {
            text = text[..zone.Index].TrimEnd();
            offset = zone.Groups["hours"] is { Success: true, Value: var hours }
                ? new TimeSpan(int.Parse(hours), zone.Groups["minutes"] is { Success: true, Value: var minutes } ? int.Parse(minutes) : 0, 0) * (zone.Groups["sign"].Value == "-" ? -1 : 1)
                : TimeSpan.Zero;
        }

        text = MoreThanTicks().Replace(text, "");
        if (offset?.Duration() > LargestOffset || DateAndTime(text, today) is not { } stated) return null;
        return offset is { } given ? new DateTimeOffset(stated, given) : Local(stated, time);
    }

    private static DateTime? DateAndTime(string text, DateTime today)
    {
        if (Day(text, today) is { } date) return date;
        var clock = text.Contains(':', StringComparison.Ordinal) || text.EndsWith('m') || text.EndsWith('M');
        if (clock && One(text.TrimStart('T'), Times) is { } alone) return today + alone.TimeOfDay;

        // The date ends where what is left of it reads as a date and what is right of it as a time of day.
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] is not (' ' or 'T' or 't')) continue;
            var rest = text[(i + 1)..].TrimStart();
            if (Day(text[..i].TrimEnd(), today) is { } day && (One(rest, Times)?.TimeOfDay ?? InUnits(rest)) is { } at) return day + at;
        }

        return null;
    }

    /// <summary>A date; what it leaves open is today's, and a weekday is the next of its name.</summary>
    private static DateTime? Day(string text, DateTime today)
    {
        if (One(text, Dates) is { } date) return date;
        if (One(text, WithoutDay) is { } month)
            return month.AddDays(Math.Min(today.Day, DateTime.DaysInMonth(month.Year, month.Month)) - 1);
        if (One(text, WithoutYear) is { } day) return day.AddYears(today.Year - day.Year);
        var names = CultureInfo.InvariantCulture.DateTimeFormat;
        for (var ahead = 0; ahead < 7; ahead++)
        {
            var weekday = today.AddDays(ahead);
            if (text.Equals(names.GetDayName(weekday.DayOfWeek), StringComparison.OrdinalIgnoreCase)
                || text.Equals(names.GetAbbreviatedDayName(weekday.DayOfWeek), StringComparison.OrdinalIgnoreCase)) return weekday;
        }

        return null;
    }

    private static TimeSpan? InUnits(string text)
    {
        if (UnitsOfDay().Match(text) is not { Success: true } clock) return null;
        int Part(string name) => clock.Groups[name] is { Success: true, Value: var digits } ? int.Parse(digits) : 0;
        var (h, m, s) = (Part("h"), Part("m"), Part("s"));
        return h < 24 && m < 60 && s < 60 ? new TimeSpan(h, m, s) : null;
    }

    private static DateTime? One(string text, string[] formats) =>
        DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.NoCurrentDateDefault, out var parsed) ? parsed : null;

    private static DateTimeOffset Now(TimeProvider time) => time.GetLocalNow();

    private static DateTimeOffset Local(DateTime stated, TimeProvider time) => new(stated, time.LocalTimeZone.GetUtcOffset(stated));

    // "15th of June 2030 at 10:00"
    [GeneratedRegex(@"(?<=\d)(st|nd|rd|th)\b|\b(of|at)\s+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Filler();

    [GeneratedRegex(@"(?<=[.,]\d{7})\d+$")]
    private static partial Regex MoreThanTicks();

    [GeneratedRegex(@"^(?=\d)((?<h>\d{1,2})h)?((?<m>\d{1,2})m)?((?<s>\d{1,2})s)?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex UnitsOfDay();

    [GeneratedRegex(@"(?<=\d)\s*(Z|UTC|GMT|(?<=[:\dT]\d{2}[\d.:]*)(?<sign>[+-])(?<hours>\d{2}):?(?<minutes>\d{2})|(?<=[:T]\d{2}[\d.:]*)(?<sign>[+-])(?<hours>\d{1,2}))$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Offset();
}
