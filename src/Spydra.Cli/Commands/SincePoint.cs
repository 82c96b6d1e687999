using System.Globalization;
using Spydra.Options;

namespace Spydra.Cli.Commands;

/// <summary>A moment as people say it: so long ago, or a date, with or without a time of the day, of this machine unless it says another zone.</summary>
internal sealed record SincePoint(TimeSpan? Ago, DateTimeOffset? At)
{
    private static readonly string[] Dates = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss"];
    private static readonly string[] Instants = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];

    /// <summary>Reads <c>36h</c>, <c>2d</c>, <c>2026-11-22</c>, <c>2026-11-22T10:00:00Z</c>; null for anything else.</summary>
    public static SincePoint? Parse(string text, TimeZoneInfo here)
    {
        if (text.Length > 0 && DurationText.Parse(text, out var duration) is null && duration.Span >= TimeSpan.Zero) return new(duration.Span, null);
        if (DateTime.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return new(null, new DateTimeOffset(local, here.GetUtcOffset(local)));
        return DateTimeOffset.TryParseExact(text, Instants, CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) ? new(null, instant) : null;
    }

    /// <summary>The moment.</summary>
    public DateTimeOffset From(DateTimeOffset now) => At ?? (Ago > now - DateTimeOffset.UnixEpoch ? DateTimeOffset.UnixEpoch : now - Ago!.Value);
}
