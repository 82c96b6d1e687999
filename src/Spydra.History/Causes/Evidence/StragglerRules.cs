namespace Spydra.History.Causes.Evidence;

/// <summary>
/// When a task is a straggler: it took at least five times as long as the median and twenty seconds longer, and its share of what all of them read is at least
/// three times the even one. A slow node makes tasks slow whose share is even; that is no skew.
/// </summary>
internal static class StragglerRules
{
    /// <summary>Of fewer tasks a median says nothing.</summary>
    public const int FewestTasks = 3;

    private const int TimesMedian = 5;
    private const int LeastExcess = 20_000;
    private const int TimesEvenShare = 3;

    /// <summary>A task's part of the whole, from 0 to 1; null where nothing was counted.</summary>
    public static double? Share(long part, long whole) => whole > 0 ? Math.Clamp((double)part / whole, 0, 1) : null;

    /// <param name="longest">How long it took, in milliseconds.</param>
    /// <param name="median">The median, in milliseconds.</param>
    /// <param name="share">Its part of what all read.</param>
    /// <param name="tasks">How many there are.</param>
    public static bool IsStraggler(long longest, long median, double? share, int tasks) =>
        tasks >= FewestTasks && longest >= TimesMedian * median && longest - median >= LeastExcess && share >= Math.Min(0.9, (double)TimesEvenShare / tasks);
}
