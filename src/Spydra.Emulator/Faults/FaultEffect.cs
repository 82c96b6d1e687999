namespace Spydra.Emulator.Faults;

/// <summary>The effects that a <see cref="Fault"/> can have.</summary>
public static class FaultEffect
{
    /// <summary>The call is answered with an HTTP error; nothing is done.</summary>
    public const string Error = "error";

    /// <summary>The call is answered with an HTML page, as a proxy in between does; nothing is done.</summary>
    public const string Html = "html";

    /// <summary>The connection breaks before anything is done.</summary>
    public const string DropBefore = "drop-before";

    /// <summary>All is done, and then the connection breaks instead of an answer.</summary>
    public const string DropAfter = "drop-after";

    /// <summary>All is done, and half of the answer arrives.</summary>
    public const string Truncate = "truncate";

    /// <summary>The call is done and answered as usual, after its delay.</summary>
    public const string Delay = "delay";

    /// <summary>On clusters.create: the zone has no machines; the operation fails, the cluster goes to ERROR.</summary>
    public const string Stockout = "stockout";

    /// <summary>On clusters.create: an initialization action fails; the operation fails, the cluster goes to ERROR, its output lies in the bucket.</summary>
    public const string InitActionFails = "init-action-fails";

    /// <summary>On clusters.create or jobs.submit: the cluster goes to ERROR later.</summary>
    public const string ClusterError = "cluster-error";

    /// <summary>On jobs.submit: the driver is not run; it fails.</summary>
    public const string JobFails = "job-fails";

    /// <summary>On jobs.submit: the driver is not run; it stays RUNNING until it is cancelled.</summary>
    public const string JobHangs = "job-hangs";

    /// <summary>All effects.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Error, Html, DropBefore, DropAfter, Truncate, Delay, Stockout, InitActionFails, ClusterError, JobFails, JobHangs];

    /// <summary>The methods that an effect means something to; empty where it is any.</summary>
    internal static IReadOnlyList<string> MethodsOf(string effect) => effect switch
    {
        Stockout or InitActionFails => ["clusters.create"],
        ClusterError => ["clusters.create", "jobs.submit", "jobs.submitAsOperation"],
        JobFails or JobHangs => ["jobs.submit", "jobs.submitAsOperation"],
        _ => [],
    };
}
