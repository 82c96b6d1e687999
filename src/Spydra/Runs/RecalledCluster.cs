using Spydra.Clusters;
using Spydra.Gcp.Dataproc;

namespace Spydra.Runs;

/// <summary>The cluster of an attempt whose job is there already: looked at before, and held if it is there and the run's own.</summary>
internal sealed class RecalledCluster(EphemeralClusterSource? own, string name, Cluster? there) : IClusterSource
{
    /// <inheritdoc/>
    public Task<ClusterLease> AcquireAsync(CancellationToken cancellationToken) => Task.FromResult(own is not null && there is not null
        ? own.Recall(there, cancellationToken)
        : new ClusterLease(there ?? new Cluster(name, "", "", null, null, null, new Dictionary<string, string>(StringComparer.Ordinal)), () => Task.CompletedTask));
}
