namespace Spydra.Clusters;

/// <summary>Where a run's cluster comes from. Each kind of run is one sealed source.</summary>
public interface IClusterSource
{
    /// <summary>Returns once jobs can be submitted. When it throws, nothing is left to give back.</summary>
    /// <exception cref="ClusterFailedException">The cluster did not come up, or is not there.</exception>
    Task<ClusterLease> AcquireAsync(CancellationToken cancellationToken);
}
