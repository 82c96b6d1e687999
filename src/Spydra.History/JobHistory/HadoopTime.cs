using System.Globalization;

namespace Spydra.History.JobHistory;

/// <summary>Times and durations as Hadoop's viewer prints them, in a zone.</summary>
internal sealed class HadoopTime(TimeZoneInfo zone)
{
    private static readonly long First = DateTimeOffset.MinValue.AddDays(2).ToUnixTimeMilliseconds();
    private static readonly long Last = DateTimeOffset.MaxValue.AddDays(-2).ToUnixTimeMilliseconds();

    /// <summary><c>5-Nov-2026 09:03:00</c>, and how long after <paramref name="since"/> that is unless it is 0; empty for 0.</summary>
    public string Text(long time, long since = 0) =>
        time == 0 ? "" : since == 0 ? Clock(time) : $"{Clock(time)} ({Duration(unchecked(time - since))})";

    /// <summary><c>1hrs, 2mins, 3sec</c>, cut to whole seconds.</summary>
    public static string Duration(long milliseconds)
    {
        var (hours, minutes, seconds) = (milliseconds / 3_600_000, milliseconds % 3_600_000 / 60_000, milliseconds % 60_000 / 1000);
        return (hours == 0 ? "" : $"{hours}hrs, ") + (minutes == 0 ? "" : $"{minutes}mins, ") + $"{seconds}sec";
    }

    // No calendar has the rest; Java's prints years of nine digits.
    private string Clock(long time) => time < First || time > Last
        ? time.ToString(CultureInfo.InvariantCulture)
        : TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(time), zone).ToString("d-MMM-yyyy HH:mm:ss", CultureInfo.InvariantCulture);
}
