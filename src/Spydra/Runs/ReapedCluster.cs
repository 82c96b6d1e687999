using Spydra.Gcp.Dataproc;

namespace Spydra.Runs;

/// <summary>What a reaper does with the clusters that it finds forgotten.</summary>
public enum ReapMode
{
    /// <summary>It says which.</summary>
    DryRun,

    /// <summary>It deletes them, and waits until they are gone.</summary>
    Delete,

    /// <summary>It asks for their deletion.</summary>
    AsyncDelete,
}

/// <summary>What has become of a cluster that a reaper looked at.</summary>
public enum ReapOutcome
{
    /// <summary>It was left alone.</summary>
    Stays,

    /// <summary>It would be deleted, were it not a dry run.</summary>
    WouldGo,

    /// <summary>It is gone.</summary>
    Deleted,

    /// <summary>The service has taken its deletion.</summary>
    DeletionTaken,

    /// <summary>It could not be looked at, or not be deleted.</summary>
    Failed,
}

/// <summary>A cluster that a reaper looked at.</summary>
/// <param name="Region">Where it is.</param>
/// <param name="Cluster">As it was seen last.</param>
/// <param name="Outcome">What has become of it.</param>
/// <param name="Reason">Why, in words that follow its name.</param>
/// <param name="Failure">What stood in the way.</param>
public sealed record ReapedCluster(RegionPath Region, Cluster Cluster, ReapOutcome Outcome, string Reason, SpydraException? Failure = null);
