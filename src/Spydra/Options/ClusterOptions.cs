namespace Spydra.Options;

/// <summary>The options of <c>gcloud dataproc clusters create</c>: the keys of <c>cluster.options</c>.</summary>
public static class ClusterOptions
{
    /// <summary>All of them.</summary>
    public static readonly OptionTable Table = new(
        "clusters create",
        [
            .. ClusterRows.Placement, .. ClusterRows.Machines, .. ClusterRows.SecondaryWorkers, .. ClusterRows.DriverPool, .. ClusterRows.Software,
            .. ClusterRows.Security, .. ClusterRows.Lifecycle, .. OptionRows.OfEveryCommand(),
        ],
        ClusterRules.Exclusive,
        ClusterRules.All,
        ClusterDerivations.All);
}
