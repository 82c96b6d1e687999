using System.Collections.Immutable;

namespace Spydra.Cli.Commands;

/// <summary>The words of <c>spydra why</c>.</summary>
/// <param name="Format">Who reads the answer.</param>
internal sealed record WhyArguments(OutputFormat Format)
{
    /// <summary>The run, by its key or its id.</summary>
    public string? Run { get; init; }

    /// <summary>Applications of YARN, or jobs.</summary>
    public ImmutableArray<string> Applications { get; init; } = [];

    /// <summary>Where what they left lies; of a run, where its journal is, if not on this machine.</summary>
    public string? LogBucket { get; init; }

    /// <summary>Whose they are.</summary>
    public string? ClientId { get; init; }

    /// <summary>Whether the buckets are those of the embedded emulator; of a run whose journal is here, the journal knows.</summary>
    public bool Local { get; init; }

    /// <summary>Whose applications; null for every user's.</summary>
    public string? User { get; init; }

    /// <summary>What the driver printed: <c>gs://</c> and a prefix or an object, a file, or <c>-</c>.</summary>
    public string? DriverOutput { get; init; }

    /// <summary>A folder of copied logs.</summary>
    public string? Folder { get; init; }
}
