using System.Globalization;
using Spydra.Events;
using Spydra.Gcp.Dataproc;
using Spydra.Specs;

namespace Spydra.Clusters;

/// <summary>
/// Whether a cluster is forgotten: a pure function. It deletes nothing on a doubt: what cannot be seen, such as when a cluster was made, speaks for
/// the cluster. docs/clusters.md says the rules to users.
/// </summary>
public static class ReapRules
{
    /// <summary>For so long after a job's end its client may be at work, on the history for instance.</summary>
    public static TimeSpan Quiet { get; } = TimeSpan.FromMinutes(15);

    /// <summary>The lease of a cluster whose label cannot be read, or says more than this: counted from its creation.</summary>
    public static TimeSpan LongestLease { get; } = TimeSpan.FromDays(3);

    /// <summary>The verdict at a time, which is the service's.</summary>
    public static ReapVerdict Of(ClusterFacts facts, DateTimeOffset now, ReapTerms terms)
    {
        var cluster = facts.Cluster;
        if (Foreign(cluster) is { } foreign) return Stays($"is not ours: {foreign}");
        if (terms.ClientId is { } client && cluster.Labels.GetValueOrDefault(OwnLabels.Client) != PoolNames.Label(client))
            return Stays($"is not of client '{client}', by its label {OwnLabels.Client}");
        if (cluster.State == "DELETING") return Stays("is being deleted already");
        if (cluster.CreatedAt is not { } created) return Stays("does not say when it was made");
        if (facts.HeldBy is { } holder) return Stays($"is needed: its run is held by {holder}");

        var age = now - created;
        var isPooled = IsPooled(cluster);
        if (isPooled && cluster.State is not ("ERROR" or "STOPPED")) return Stays("is of a pool, and ends by itself");
        if (!isPooled && LeaseEnd(cluster, created) is var end && now <= end) return Stays($"has a lease until {Words(end)}");
        if (age <= terms.LeaseLength) return Stays($"is {Words(age)} old, and a lease lasts {Words(terms.LeaseLength)}");
        if (age < terms.OlderThan) return Stays($"is {Words(age)} old, and only those of {Words(terms.OlderThan)} are asked for");
        if (OfJobs(facts, now) is { } busy) return Stays(busy);
        return new(Goes: true, $"{(isPooled ? $"is of a pool, and {cluster.State}" : "has no lease any more")}; it is {Words(age)} old, and {(facts.Jobs.IsEmpty ? "had no job" : "no job of it is active")}");
    }

    /// <summary>
    /// Why a cluster is not ours, or null. Labels alone do not make it ours, because they can be copied: its name must be the one that the run, or
    /// the pool, in its labels gives to its clusters.
    /// </summary>
    public static string? Foreign(Cluster cluster)
    {
        if (cluster.Labels.GetValueOrDefault(ClusterBody.Label) != "1") return $"it has no label {ClusterBody.Label}=1";
        if (RunOf(cluster) is not { } run) return $"its label {RunLabel.Key} is no run's id";
        if (IsPooled(cluster))
            return cluster.Labels.GetValueOrDefault(PoolPlace.TokenLabel) is { Length: > 0 } token
                && cluster.Name.StartsWith("spydra-", StringComparison.Ordinal) && cluster.Name.EndsWith("-" + token, StringComparison.Ordinal)
                ? null : "its name is not that of a pool's cluster with its labels, which may be copies";
        return cluster.Name == $"spydra-{run}" || cluster.Name.StartsWith($"spydra-{run}-", StringComparison.Ordinal)
            ? null : "its name is not that of a cluster of the run in its labels, which may be copies";
    }

    /// <summary>The run that made a cluster, by its label; null where that is no run's id.</summary>
    public static Guid? RunOf(Cluster cluster) =>
        cluster.Labels.GetValueOrDefault(RunLabel.Key) is { } label && Guid.TryParseExact(label, "D", out var run) && run.ToString() == label ? run : null;

    private static bool IsPooled(Cluster cluster) => cluster.Labels.ContainsKey(PoolPlace.ClientLabel);

    /// <summary>Of a clock that is far ahead, the label says nothing.</summary>
    private static DateTimeOffset LeaseEnd(Cluster cluster, DateTimeOffset created) =>
        LeaseLabel.Parse(cluster.Labels.GetValueOrDefault(LeaseLabel.Key)) is { } end && end < created + LongestLease ? end : created + LongestLease;

    private static string? OfJobs(ClusterFacts facts, DateTimeOffset now)
    {
        if (facts.Jobs.FirstOrDefault(job => !job.State.IsFinal()) is { } active) return $"has work: job {active.Id} is {active.State.Word()}";
        if (facts.Jobs.FirstOrDefault(job => job.StateSince is null) is { } unclear) return $"had job {unclear.Id}, which does not say when it ended";
        return facts.Jobs.MaxBy(job => job.StateSince) is { StateSince: { } ended } last && now < ended + Quiet
            ? $"had job {last.Id} until {Words(ended)}, and is left alone for {Words(Quiet)} after that" : null;
    }

    private static ReapVerdict Stays(string reason) => new(Goes: false, reason);

    private static string Words(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Words(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => $"{span.Days} d {span.Hours} h",
        { TotalHours: >= 1 } => $"{span.Hours} h {span.Minutes} min",
        _ => $"{span.Minutes} min",
    };
}
