namespace Spydra.Emulator.Faults;

/// <summary>One ordered fault: which calls it hits, and what happens to them.</summary>
public sealed record Fault
{
    /// <summary>The call it hits, by the API's method name: <c>clusters.create</c>, <c>jobs.submit</c>, <c>objects.get</c>; <c>*</c> is any.</summary>
    public required string Method { get; init; }

    /// <summary>What happens; see docs/emulator.md.</summary>
    public required string Effect { get; init; }
}
