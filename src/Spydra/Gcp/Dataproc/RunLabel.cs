namespace Spydra.Gcp.Dataproc;

/// <summary>The label that carries a run's id, on its cluster and its job: by it we know them as ours.</summary>
public static class RunLabel
{
    /// <summary>The label's key.</summary>
    public const string Key = "spydra-run";

    /// <summary>The label that carries the id of the run's key, under which its journal is kept.</summary>
    public const string Of = "spydra-key";
}
