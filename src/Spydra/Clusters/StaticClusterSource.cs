using Spydra.Events;
using Spydra.Gcp.Dataproc;

namespace Spydra.Clusters;

/// <summary>A cluster that someone else made and keeps: only looked at, never changed.</summary>
public sealed class StaticClusterSource(ClusterPlan.Static plan, DataprocClient dataproc, IRunListener listener) : IClusterSource
{
    /// <inheritdoc/>
    public async Task<ClusterLease> AcquireAsync(CancellationToken cancellationToken)
    {
        var cluster = await dataproc.FindClusterAsync(plan.Region, plan.Name, cancellationToken) ?? throw new ClusterFailedException(
            plan.Name, $"there is no such cluster in project '{plan.Region.Project}', region '{plan.Region.Region}'.",
            "Check submit.options.cluster, project and region, or leave submit.options.cluster out to get a cluster of the run's own.");
        listener.On(new RunEvent.ClusterStateChanged(plan.Name, cluster.State, cluster.Detail));
        if (!cluster.TakesJobs)
            throw new ClusterFailedException(plan.Name, $"it is {cluster.State}, and only a running cluster takes jobs.", "Start it, or name another one.");
        return new ClusterLease(cluster, () => Task.CompletedTask);
    }
}
