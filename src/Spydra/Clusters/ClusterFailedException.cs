namespace Spydra.Clusters;

/// <summary>A cluster did not come up, is not there, or is in no state to take jobs.</summary>
/// <param name="cluster">The cluster's name.</param>
/// <param name="reason">What the service said of it, or what we saw.</param>
/// <param name="nextStep">What to do.</param>
public sealed class ClusterFailedException(string cluster, string reason, string nextStep) : SpydraException(
    $"Cluster '{cluster}' cannot be used: {reason.ReplaceLineEndings(" / ")}", nextStep)
{
    /// <summary>The cluster's name.</summary>
    public string Cluster { get; } = cluster;

    /// <summary>The service's own text.</summary>
    public string Reason { get; } = reason;
}

/// <summary>Something took longer than its time limit.</summary>
public sealed class TimeLimitException(string what, TimeSpan limit, string setting) : SpydraException(
    $"{what} took longer than {limit:hh\\:mm\\:ss}.", $"Look at it in the console, or raise '{setting}' in the settings.");
