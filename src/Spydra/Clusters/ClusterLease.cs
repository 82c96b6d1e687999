using Spydra.Gcp.Dataproc;

namespace Spydra.Clusters;

/// <summary>
/// A cluster held by a run; disposing it gives the cluster back. Giving back has a budget of its own and does not throw, because that
/// would hide what really failed: it reports.
/// </summary>
public sealed class ClusterLease(Cluster cluster, Func<Task> release) : IAsyncDisposable
{
    /// <summary>The cluster as it was when it was acquired.</summary>
    public Cluster Cluster { get; } = cluster;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await release();
}
