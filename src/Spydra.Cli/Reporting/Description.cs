using Spydra.Events;
using Spydra.Runs;

namespace Spydra.Cli.Reporting;

/// <summary>What there is to say of one run.</summary>
/// <param name="Known">What its journal tells.</param>
/// <param name="Line">The same in short.</param>
internal sealed record Description(KnownRun Known, RunLine Line)
{
    /// <summary>Where the copy of the journal is; null without one.</summary>
    public string? Copy { get; init; }

    /// <summary>What the service shows of job and cluster now; null where it was not asked.</summary>
    public Recollection? Seen { get; init; }

    /// <summary>Why the service was not asked; null where it was, or has nothing to do with the run.</summary>
    public string? NotAsked { get; init; }

    /// <summary>The job's state: what the service shows now, else what was seen last.</summary>
    public JobState? JobState => Seen?.Job?.State ?? Known.Story.State;
}
