using Spydra.Gcp.Dataproc;

namespace Spydra.Clusters;

/// <summary>Which cluster a run uses, decided before anything is sent. Each kind has a source of its own.</summary>
public abstract record ClusterPlan
{
    private ClusterPlan() { }

    /// <summary>A cluster of the run's own: made for it, deleted after it.</summary>
    /// <param name="Region">Project and region.</param>
    /// <param name="Name">The cluster's name, unique to the run.</param>
    /// <param name="RunId">The run, as the cluster's label has it.</param>
    /// <param name="Create">The request that makes it.</param>
    /// <param name="DeleteRequestId">The request id of its deletion, the same for every try.</param>
    /// <param name="CreateLimit">How long its creation may take (<c>cluster.options.timeout</c>); null is the limit of the settings.</param>
    public sealed record Ephemeral(RegionPath Region, string Name, Guid RunId, DataprocRequest Create, string DeleteRequestId, TimeSpan? CreateLimit)
        : ClusterPlan;

    /// <summary>A cluster that is there already, and stays.</summary>
    /// <param name="Region">Project and region.</param>
    /// <param name="Name">The cluster's name.</param>
    public sealed record Static(RegionPath Region, string Name) : ClusterPlan;

    /// <summary>None: the job needs no cluster that Spydra knows of.</summary>
    public sealed record None : ClusterPlan;
}
