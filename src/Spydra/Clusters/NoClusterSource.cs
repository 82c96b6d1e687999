using Spydra.Gcp.Dataproc;

namespace Spydra.Clusters;

/// <summary>No cluster: for jobs of the Hadoop client here, and for runs of nothing.</summary>
public sealed class NoClusterSource : IClusterSource
{
    private static readonly Cluster None = new("", "", "", null, null, null, new Dictionary<string, string>(StringComparer.Ordinal));

    /// <inheritdoc/>
    public Task<ClusterLease> AcquireAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new ClusterLease(None, () => Task.CompletedTask));
}
