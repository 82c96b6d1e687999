namespace Spydra.Gcp;

/// <summary>
/// The budget for giving things back. It is never the run's own token, because a cancelled run must still return what it holds; and it
/// shrinks to the budget of an interruption when the run is interrupted, before or while it gives back.
/// </summary>
public sealed class GiveBack : IDisposable
{
    private readonly TimeProvider time;
    private readonly TimeSpan most;
    private readonly TimeSpan onceInterrupted;
    private readonly InterruptedAt moment;
    private readonly long begun;
    private readonly CancellationTokenSource source;
    private readonly CancellationTokenRegistration registration;
    private ITimer? interruption;

    /// <summary>
    /// Begins when it is made; <paramref name="interrupted"/> is the run's own token. All that is given back by one run has one
    /// <paramref name="moment"/>, and may use the budget of an interruption up to its <paramref name="share"/>.
    /// </summary>
    public GiveBack(TimeProvider time, TimeLimits limits, CancellationToken interrupted, InterruptedAt? moment = null, double share = 1)
        : this(time, limits.Release, limits.Interrupt * share, moment ?? new InterruptedAt(time), interrupted)
    {
    }

    private GiveBack(TimeProvider time, TimeSpan most, TimeSpan onceInterrupted, InterruptedAt moment, CancellationToken interrupted)
    {
        (this.time, this.most, this.onceInterrupted, this.moment) = (time, most, onceInterrupted, moment);
        begun = time.GetTimestamp();
        source = new CancellationTokenSource(most, time);
        registration = interrupted.Register(Shrink);
    }

    /// <summary>
    /// For a call that is not cut off by an interruption, because it could still take effect after we had looked for what to give back: no
    /// limit but the call's own, until an interruption leaves it the first share of its budget.
    /// </summary>
    public static GiveBack UnderWay(TimeProvider time, TimeLimits limits, InterruptedAt moment, CancellationToken interrupted) =>
        new(time, Timeout.InfiniteTimeSpan, limits.Interrupt * InterruptedAt.UnderWay, moment, interrupted);

    /// <summary>Cancelled when the budget is used up.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>The budget of a call that begins now: what is left. A denial is not believed at first, because what we hold we were allowed to make.</summary>
    public CallBudget Calls => CallBudget.Seen(Left) with { Missing = TimeSpan.Zero };

    private TimeSpan Left
    {
        get
        {
            var left = most == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : most - time.GetElapsedTime(begun);
            if (moment.Ago is { } ago && onceInterrupted - ago is var shrunk && shrunk < left) left = shrunk;
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        interruption?.Dispose();
        source.Dispose();
    }

    private void Shrink()
    {
        moment.Now();
        interruption = time.CreateTimer(_ => TimeIsUp(), null, Left, Timeout.InfiniteTimeSpan);
    }

    private void TimeIsUp()
    {
        // A timer that has fired is not called back by disposing it: all may have been given back in the same moment.
        try { source.Cancel(); }
        catch (ObjectDisposedException) { }
    }
}
