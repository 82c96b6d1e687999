namespace Spydra.History.Spark;

/// <summary>An application in one line.</summary>
/// <param name="Log">The log that tells it.</param>
/// <param name="Id">The application.</param>
/// <param name="Attempt">The attempt; null where there can be one only.</param>
/// <param name="Name">What the program calls itself.</param>
/// <param name="User">As whom it ran.</param>
/// <param name="State">What became of it.</param>
/// <param name="Started">When it began.</param>
/// <param name="Ended">When it ended; null: the log is not complete.</param>
/// <param name="Tasks">How many tasks were started, every attempt counted.</param>
public sealed record SparkSummary(
    SparkEventLog Log, string Id, string? Attempt, string? Name, string? User, SparkState State, DateTimeOffset? Started, DateTimeOffset? Ended, long Tasks);
