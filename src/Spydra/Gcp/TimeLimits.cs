namespace Spydra.Gcp;

/// <summary>How long a run waits for the service before it gives up. All are settings of the site or the user.</summary>
public sealed record TimeLimits
{
    /// <summary>From asking for a cluster to having it. The service itself gives up after about 30 minutes.</summary>
    public TimeSpan Create { get; init; } = TimeSpan.FromMinutes(35);

    /// <summary>From asking for a cluster's deletion to its being gone.</summary>
    public TimeSpan Release { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The budget of an interrupted run: cancelling its job and deleting its cluster, together.</summary>
    public TimeSpan Interrupt { get; init; } = TimeSpan.FromSeconds(60);
}
