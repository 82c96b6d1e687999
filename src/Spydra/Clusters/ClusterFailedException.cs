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

    /// <summary>The gRPC code of the operation that failed; null where none is known.</summary>
    public int? OperationCode { get; init; }
}
