using System.Globalization;

namespace Spydra.Clusters;

/// <summary>
/// The label that says until when a cluster has its run's word that it is needed, whatever can be seen of it: long enough to be made, and for
/// its first job to be staged. After that, a job on it speaks for it. In seconds since 1970, by the clock of whoever made it.
/// </summary>
public static class LeaseLabel
{
    /// <summary>The label's key.</summary>
    public const string Key = "spydra-lease";

    /// <summary>Beyond the time that the creation may take.</summary>
    private static readonly TimeSpan Beyond = TimeSpan.FromHours(1);

    /// <summary>How long a lease is, where the creation may take so long.</summary>
    public static TimeSpan Length(TimeSpan createLimit) => createLimit + Beyond;

    /// <summary>The label's value.</summary>
    public static string Text(DateTimeOffset end) => end.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads the label's value; null where it is none.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
