using System.Collections.Immutable;
using Spydra.Gcp.Dataproc;

namespace Spydra.Clusters;

/// <summary>What is known of a cluster when it is decided whether it is forgotten.</summary>
/// <param name="Cluster">The cluster, as the service shows it.</param>
/// <param name="Jobs">Jobs that were submitted to a cluster of its name; an active one is enough.</param>
/// <param name="HeldBy">Who holds its run, in words that follow "its run is held by"; null where nobody is known to.</param>
public sealed record ClusterFacts(Cluster Cluster, ImmutableArray<Job> Jobs, string? HeldBy);

/// <summary>What whoever looks for forgotten clusters asks for.</summary>
public sealed record ReapTerms
{
    /// <summary>The client id whose clusters are meant; null for all.</summary>
    public string? ClientId { get; init; }

    /// <summary>Only clusters that are at least this old.</summary>
    public TimeSpan OlderThan { get; init; }

    /// <summary>How old a cluster must be before its lease can be over, whatever its label says: see <see cref="LeaseLabel.Length"/>.</summary>
    public required TimeSpan LeaseLength { get; init; }
}
