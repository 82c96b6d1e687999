namespace Spydra.Gcp;

/// <summary>How often something is looked at: quickly at first, because short things are common; politely later, because quotas are shared.</summary>
/// <param name="First">The first pause.</param>
/// <param name="Slowest">The longest pause; each is a quarter longer than the one before, up to this.</param>
public sealed record PollSchedule(TimeSpan First, TimeSpan Slowest)
{
    /// <summary>The pause that follows this one.</summary>
    public TimeSpan After(TimeSpan pause) => pause * 1.25 < Slowest ? pause * 1.25 : Slowest;

    /// <summary>The same, but never slower than this.</summary>
    public PollSchedule AtMost(TimeSpan slowest) => Slowest > slowest ? this with { Slowest = slowest } : this;

    /// <summary>
    /// A pause up to a tenth longer or shorter, by a number from 0 to 1: clients that were started together do not go on asking together.
    /// </summary>
    public static TimeSpan Scattered(TimeSpan pause, double random) => pause * (0.9 + random / 5);
}

/// <summary>Looks at something again and again until it has settled: operations, clusters, jobs and history alike.</summary>
public sealed class Poller(TimeProvider time, PollSchedule schedule, Random? random = null)
{
    private readonly Random random = random ?? Random.Shared;

    /// <summary>The pauses between looks.</summary>
    public PollSchedule Schedule { get; } = schedule;

    /// <summary>Returns what <paramref name="look"/> saw first that <paramref name="settled"/> is content with, or null at the time limit.</summary>
    public async Task<T?> UntilAsync<T>(
        Func<CancellationToken, Task<T>> look, Predicate<T> settled, TimeSpan giveUpAfter, CancellationToken cancellationToken) where T : class
    {
        var started = time.GetTimestamp();
        for (var pause = Schedule.First; ; pause = Schedule.After(pause))
        {
            var seen = await look(cancellationToken);
            if (settled(seen)) return seen;
            if (time.GetElapsedTime(started) >= giveUpAfter) return null;
            await Task.Delay(PollSchedule.Scattered(pause, random.NextDouble()), time, cancellationToken);
        }
    }
}
