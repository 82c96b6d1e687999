using Spydra.Events;

namespace Spydra.Jobs;

/// <summary>Adds up how far several uploads have come, and tells it now and then. Called from many threads.</summary>
internal sealed class StagingProgress(long bytes, IRunListener listener, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly long began = time.GetTimestamp();
    private TimeSpan told;
    private long sent;

    /// <summary>Where one of the uploads tells how many of its bytes it has sent.</summary>
    public Action<long> OfOne()
    {
        var before = 0L;
        return now =>
        {
            // The listener is called outside the lock: it may stop the run, and with it other uploads, from within.
            if (Add(now - before) is { } progress) listener.On(progress);
            before = now;
        };
    }

    private RunEvent.StagingProgress? Add(long more)
    {
        lock (gate)
        {
            sent += more;
            var elapsed = time.GetElapsedTime(began);
            if (elapsed - told < Pause) return null;
            told = elapsed;
            return new RunEvent.StagingProgress(sent, bytes, elapsed);
        }
    }
}
