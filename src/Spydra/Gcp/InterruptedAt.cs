namespace Spydra.Gcp;

/// <summary>
/// The moment at which a run was interrupted: all that is given back after it, and what was under way at it, shares one budget,
/// <see cref="TimeLimits.Interrupt"/>. Calls under way have the first quarter; where the run's cluster has to go after its job, the job
/// has until the half.
/// </summary>
public sealed class InterruptedAt(TimeProvider time)
{
    /// <summary>The share of calls that are not cut off by an interruption.</summary>
    public const double UnderWay = 0.25;

    /// <summary>The share that may be used up by cancelling a job whose cluster is deleted afterwards.</summary>
    public const double Job = 0.5;

    private readonly Lock gate = new();
    private long? moment;

    /// <summary>How long ago it was; null while the run goes on.</summary>
    public TimeSpan? Ago
    {
        get { lock (gate) return moment is { } at ? time.GetElapsedTime(at) : null; }
    }

    /// <summary>Takes note of the moment at which the token is cancelled.</summary>
    public void Watch(CancellationToken interrupted) => interrupted.Register(Now);

    /// <summary>It is now, unless it has been before.</summary>
    internal void Now()
    {
        lock (gate) moment ??= time.GetTimestamp();
    }
}
