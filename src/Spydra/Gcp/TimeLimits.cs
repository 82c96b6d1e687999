namespace Spydra.Gcp;

/// <summary>How long a run waits for the service before it gives up. All are settings of the site or the user.</summary>
public sealed record TimeLimits
{
    /// <summary>From asking for a cluster to having it. The service itself gives up after about 30 minutes.</summary>
    public TimeSpan Create { get; init; } = TimeSpan.FromMinutes(35);

    /// <summary>From asking for a cluster's deletion to its being gone.</summary>
    public TimeSpan Release { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The budget of an interrupted run: what is under way, cancelling its job and deleting its cluster, together.</summary>
    public TimeSpan Interrupt { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a service that is away is waited for while a job runs. A call that someone waits for gets a minute at most.
    /// </summary>
    public TimeSpan Unreachable { get; init; } = TimeSpan.FromHours(1);
}
