namespace Spydra.Gcp;

/// <summary>
/// The budget for giving things back. It is never the run's own token, because a cancelled run must still return what it holds; and it
/// shrinks to the budget of an interruption when the run is interrupted, before or while it gives back.
/// </summary>
public sealed class GiveBack : IDisposable
{
    private readonly TimeProvider time;
    private readonly TimeLimits limits;
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration registration;
    private ITimer? interruption;

    /// <summary>Begins when it is made; <paramref name="interrupted"/> is the run's own token.</summary>
    public GiveBack(TimeProvider time, TimeLimits limits, CancellationToken interrupted)
    {
        (this.time, this.limits) = (time, limits);
        source = new CancellationTokenSource(limits.Release, time);
        registration = interrupted.Register(Shrink);
    }

    /// <summary>Cancelled when the budget is used up.</summary>
    public CancellationToken Token => source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        interruption?.Dispose();
        source.Dispose();
    }

    private void Shrink() => interruption = time.CreateTimer(_ => TimeIsUp(), null, limits.Interrupt, Timeout.InfiniteTimeSpan);

    private void TimeIsUp()
    {
        // A timer that has fired is not called back by disposing it: all may have been given back in the same moment.
        try { source.Cancel(); }
        catch (ObjectDisposedException) { }
    }
}
