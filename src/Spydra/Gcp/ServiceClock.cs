namespace Spydra.Gcp;

/// <summary>
/// What time it is for the service, by the <c>Date</c> of its last good answer. Ages of what the service made are reckoned by it, because the
/// clock of this machine, and those of others, may be wrong. It never runs ahead of the service: between answers it stands still.
/// </summary>
public sealed class ServiceClock(TimeProvider time)
{
    /// <summary>How wrong our own clock is taken to be where the service does not tell the time.</summary>
    private static readonly TimeSpan Distrust = TimeSpan.FromDays(1);

    private readonly Lock gate = new();
    private DateTimeOffset? told;

    /// <summary>The service's time, or one that is early rather than late.</summary>
    public DateTimeOffset Now
    {
        get { lock (gate) return told ?? time.GetUtcNow() - Distrust; }
    }

    internal void Saw(DateTimeOffset? date)
    {
        lock (gate) told = date ?? told;
    }
}
