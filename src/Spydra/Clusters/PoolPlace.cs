using Spydra.Gcp.Dataproc;
using Spydra.Specs;

namespace Spydra.Clusters;

/// <summary>Where a run looks for a cluster of a pool, and the cluster that it makes when there is none.</summary>
/// <param name="Client">The pool: the client's id, as the label has it.</param>
/// <param name="Slot">The place in the pool.</param>
/// <param name="Member">The cluster to make. It is made as a run's own is, and stays.</param>
public sealed record PoolPlace(string Client, PoolSlot Slot, ClusterPlan.Ephemeral Member)
{
    /// <summary>The label of all clusters of a client's pool, as the original has it.</summary>
    public const string ClientLabel = "spydra-fixed-pooling-cluster-client-id";

    /// <summary>The label of a cluster's slot and generation, as the original has it.</summary>
    public const string TokenLabel = "spydra-placement-token";

    /// <summary>The filter that finds the pool's clusters, as the original has it.</summary>
    public string Filter => $"labels.{ClusterBody.Label} = * AND labels.{ClientLabel} = {Client}";

    /// <summary>The cluster that has the place: of several, one that runs.</summary>
    public Cluster? HolderAmong(IEnumerable<Cluster> clusters) => clusters.Where(Has).OrderBy(cluster => PoolRules.Of(cluster) != PoolStep.Use).FirstOrDefault();

    /// <summary>Whether a cluster is the pool's and has the place.</summary>
    public bool Has(Cluster cluster) =>
        cluster.Labels.GetValueOrDefault(ClientLabel) == Client && cluster.Labels.GetValueOrDefault(TokenLabel) == Slot.Token;
}
