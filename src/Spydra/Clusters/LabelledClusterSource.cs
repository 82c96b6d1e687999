using Spydra.Gcp.Dataproc;

namespace Spydra.Clusters;

/// <summary>A cluster that the service picks, when it gets the job: until then there is none to look at.</summary>
public sealed class LabelledClusterSource(ClusterPlan.Labelled plan) : IClusterSource
{
    /// <inheritdoc/>
    public Task<ClusterLease> AcquireAsync(CancellationToken cancellationToken) => Task.FromResult(new ClusterLease(
        new Cluster("", plan.Environment, "", null, null, null, new Dictionary<string, string>(StringComparer.Ordinal)), () => Task.CompletedTask));
}
