namespace Spydra.Failures;

/// <summary>What kind of failure ended a run: what a scheduler decides by.</summary>
public enum FailureClass
{
    /// <summary>The job itself failed; running it again as it is will fail again.</summary>
    Application,

    /// <summary>Wrong usage or a wrong spec; nothing was sent.</summary>
    Usage,

    /// <summary>No credentials, or not the permission.</summary>
    Permission,

    /// <summary>No quota or no machines; later, or elsewhere, it works.</summary>
    Capacity,

    /// <summary>The cluster did not come up or was lost.</summary>
    Cluster,

    /// <summary>The service could not be reached.</summary>
    Unreachable,

    /// <summary>Something took longer than its limit.</summary>
    TimeLimit,

    /// <summary>Someone else cancelled the job.</summary>
    Cancelled,
}
