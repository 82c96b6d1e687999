namespace Spydra.Emulator.Faults;

/// <summary>
/// One ordered fault: which calls it hits, and what happens to them. Calls are counted per fault, and only those that <see cref="Method"/> and
/// <see cref="Name"/> match: without <see cref="Nth"/>, <see cref="From"/>, <see cref="To"/> and <see cref="Every"/> it hits each of them.
/// </summary>
public sealed record Fault
{
    /// <summary>
    /// The call it hits, by the API's method name: <c>clusters.create</c>, <c>jobs.submit</c>, <c>objects.get</c>; <c>*</c> is any,
    /// <c>jobs.*</c> any of jobs.
    /// </summary>
    public required string Method { get; init; }

    /// <summary>What happens, one of <see cref="FaultEffect.All"/>; see docs/emulator.md.</summary>
    public required string Effect { get; init; }

    /// <summary>Only calls whose cluster, job or object has this in its name.</summary>
    public string? Name { get; init; }

    /// <summary>Only the nth matching call, from 1.</summary>
    public int? Nth { get; init; }

    /// <summary>Only from this matching call on.</summary>
    public int? From { get; init; }

    /// <summary>Only up to this matching call, itself included.</summary>
    public int? To { get; init; }

    /// <summary>Only every so many matching calls: 3 is the third, the sixth ...</summary>
    public int? Every { get; init; }

    /// <summary>
    /// The HTTP code of <c>error</c> (default 503) and <c>html</c> (502); the gRPC code of the operation's error for <c>stockout</c> (14) and
    /// <c>init-action-fails</c> (13).
    /// </summary>
    public int? Code { get; init; }

    /// <summary>What the error, the operation, the cluster or the job says; each effect has a text of its own.</summary>
    public string? Message { get; init; }

    /// <summary>Seconds of a Retry-After header beside an <c>error</c>.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Waited before anything else happens, whatever the effect, on the emulator's clock.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>For <c>cluster-error</c>: how long after the call (for a create: after RUNNING) the cluster goes to ERROR. Default: at once.</summary>
    public TimeSpan? After { get; init; }

    /// <summary>For <c>job-fails</c> and <c>job-hangs</c>: only this attempt of a restartable job, from 1. Default: each.</summary>
    public int? Attempt { get; init; }

    /// <summary>For <c>job-fails</c>: the driver's exit code. Default 1.</summary>
    public int? ExitCode { get; init; }

    /// <summary>What the driver prints before it ends (<c>job-fails</c>, <c>job-hangs</c>), or the initialization action (<c>init-action-fails</c>).</summary>
    public string? Output { get; init; }

    /// <summary>Whether the matching call of this number, from 1, is hit.</summary>
    public bool Hits(int call) =>
        (Nth is null || call == Nth) && (From is null || call >= From) && (To is null || call <= To) && (Every is null || call % Every == 0);
}
