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
        : ClusterPlan
    {
        /// <summary>Whether its deletion is not waited for (<c>--async-delete</c>): it is asked for, and seen to be taken.</summary>
        public bool AsyncDelete { get; init; }

        /// <summary>What to tell the user of our labels for which the spec's own leave no room; null when all are there.</summary>
        public string? LabelsLeftOut { get; init; }
    }

    /// <summary>A cluster that is there already, and stays.</summary>
    /// <param name="Region">Project and region.</param>
    /// <param name="Name">The cluster's name.</param>
    public sealed record Static(RegionPath Region, string Name) : ClusterPlan;

    /// <summary>One of the clusters that the runs of a client share; made where it is missing, and left in the pool.</summary>
    /// <param name="Region">Project and region.</param>
    /// <param name="Shared">The place in the client's pool.</param>
    /// <param name="Own">The place to go to where the cluster of <paramref name="Shared"/> was made with another configuration: a pool of this one.</param>
    /// <param name="Configuration">What both clusters have in their label of it.</param>
    public sealed record Pooled(RegionPath Region, PoolPlace Shared, PoolPlace Own, string Configuration) : ClusterPlan;

    /// <summary>The one that the service picks by labels (<c>submit.options.cluster-labels</c>) when it gets the job.</summary>
    /// <param name="Environment">What stands for the cluster in the folder of staged files, as gcloud has it.</param>
    public sealed record Labelled(string Environment) : ClusterPlan;

    /// <summary>None: the job needs no cluster that Spydra knows of.</summary>
    public sealed record None : ClusterPlan;
}
