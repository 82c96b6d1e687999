using Spydra.Gcp.Dataproc;

namespace Spydra.Clusters;

/// <summary>What to do about the cluster that has a place.</summary>
internal enum PoolStep
{
    /// <summary>It runs: submit to it.</summary>
    Use,

    /// <summary>It is on its way, up or down: look again.</summary>
    Wait,

    /// <summary>It will run no job any more, and has the name that its successor needs: delete it.</summary>
    Replace,

    /// <summary>It runs jobs of others perhaps, and is no good for ours: leave it alone.</summary>
    Refuse,
}

/// <summary>Which clusters of a pool are good for a job.</summary>
internal static class PoolRules
{
    public static PoolStep Of(Cluster cluster) => cluster.State switch
    {
        // Without a state, the answer says nothing against it; the service always gives one.
        "RUNNING" or "" => PoolStep.Use,
        "CREATING" or "UPDATING" or "STARTING" or "REPAIRING" or "DELETING" or "STOPPING" => PoolStep.Wait,
        "ERROR" or "STOPPED" => PoolStep.Replace,
        _ => PoolStep.Refuse,
    };
}
