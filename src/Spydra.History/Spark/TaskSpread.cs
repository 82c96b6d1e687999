namespace Spydra.History.Spark;

/// <summary>How the tasks of a stage that went well differ: the one that took longest against all of them. Times are in milliseconds, sizes in bytes.</summary>
/// <param name="Tasks">How many there are.</param>
/// <param name="Index">Which partition the longest computed.</param>
/// <param name="Attempt">Which attempt at it that was, from 0.</param>
/// <param name="Longest">How long it took.</param>
/// <param name="Median">The median of all, to a tenth of itself.</param>
public sealed record TaskSpread(int Tasks, int Index, int Attempt, long Longest, long Median)
{
    /// <summary>What the longest read of files or caches, as part of what all read, from 0 to 1; null where they read none.</summary>
    public double? InputShare { get; init; }

    /// <summary>The same of other stages' results.</summary>
    public double? ShuffleShare { get; init; }
}
