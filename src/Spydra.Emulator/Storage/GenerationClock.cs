namespace Spydra.Emulator.Storage;

/// <summary>Gives out generations: microseconds since the epoch, and always more than the last, even when the clock stands still or goes back.</summary>
internal sealed class GenerationClock(TimeProvider time)
{
    private long last;

    public long Last => Interlocked.Read(ref last);

    public long Next()
    {
        while (true)
        {
            var seen = Last;
            var next = Math.Max(seen + 1, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            if (Interlocked.CompareExchange(ref last, next, seen) == seen) return next;
        }
    }

    /// <summary>Everything given out from now on is more than this.</summary>
    public void MoveTo(long generation)
    {
        if (generation > Last) Interlocked.Exchange(ref last, generation);
    }
}
