namespace Spydra.Specs;

/// <summary>What a spec asks for, as far as its checks go.</summary>
internal enum RunKind
{
    /// <summary>Nothing is run: <c>cluster_type: null</c>.</summary>
    Nothing,

    /// <summary>The Hadoop client of this machine.</summary>
    OnPremise,

    /// <summary>A cluster that is there: the original's static run.</summary>
    ExistingCluster,

    /// <summary>A cluster that the run makes or takes from a pool: the original's dynamic run.</summary>
    OwnCluster,
}
