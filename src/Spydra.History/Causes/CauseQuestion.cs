using System.Collections.Immutable;
using Spydra.Events;
using Spydra.History.Sources;

namespace Spydra.History.Causes;

/// <summary>What is asked: which job, and where what it left can be found. Only what there is, is set.</summary>
public sealed record CauseQuestion
{
    /// <summary>Where logs, history and event logs lie; null where there is no archive.</summary>
    public IArchiveSource? Archive { get; init; }

    /// <summary>Whose; null without an archive.</summary>
    public string? ClientId { get; init; }

    /// <summary>Whose applications; null for every user's.</summary>
    public string? User { get; init; }

    /// <summary>The applications of the job on YARN, in the order in which they began.</summary>
    public ImmutableArray<YarnApplicationId> Applications { get; init; } = [];

    /// <summary>What the driver printed: its parts, in their order, one text together. Null where it cannot be had.</summary>
    public DriverText? Driver { get; init; }

    /// <summary>How the service says that the job ended; null where nobody asked it.</summary>
    public JobState? JobState { get; init; }

    /// <summary>The service's text beside the state.</summary>
    public string? JobDetails { get; init; }

    /// <summary>YARN's diagnostics of the applications.</summary>
    public string? Diagnostics { get; init; }

    /// <summary>YARN's final state of the application: <c>SUCCEEDED</c>, <c>FAILED</c>, <c>KILLED</c>; null where nobody asked it.</summary>
    public string? YarnState { get; init; }

    /// <summary>The exit code of the driver, where it is known.</summary>
    public int? ExitCode { get; init; }

    /// <summary>A folder of copied logs, of any layout; null where there is none.</summary>
    public string? Folder { get; init; }

    /// <summary>What could not be had, before the search began.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];
}

/// <summary>What a driver printed.</summary>
/// <param name="Name">What a person calls it: an address or a file.</param>
/// <param name="OpenAsync">Opens it, from its beginning.</param>
public sealed record DriverText(string Name, Func<CancellationToken, Task<Stream>> OpenAsync);
