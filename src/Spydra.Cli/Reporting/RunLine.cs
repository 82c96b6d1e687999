using System.Collections.Immutable;
using Spydra.Clusters;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp.Dataproc;
using Spydra.Runs;

namespace Spydra.Cli.Reporting;

/// <summary>A cluster with our label, as a service showed it.</summary>
internal sealed record SeenCluster(RegionPath Region, Cluster Cluster);

/// <summary>One run in a list: what its journal tells, and what the service shows of its cluster.</summary>
/// <param name="Id">The id of the run's key, by which every command finds it.</param>
/// <param name="State">How it is with the run, in one of the words below.</param>
internal sealed record RunLine(Guid Id, string State)
{
    /// <summary>The job is done.</summary>
    public const string Done = "done";

    /// <summary>It ended with a failure, which has a class.</summary>
    public const string Failed = "failed";

    /// <summary>Someone cancelled it.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>It was interrupted, and gave back what it held: the next start begins again.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>A client of this machine is at it.</summary>
    public const string Running = "running";

    /// <summary>Its client left it on purpose; it goes on.</summary>
    public const string Left = "left";

    /// <summary>It has not ended, and no client of this machine is at it: the client was lost, or is on another machine.</summary>
    public const string Unattended = "unattended";

    /// <summary>There is no journal of it here, only a cluster that has its label.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>Its key; null for a random one, or one that is not known here.</summary>
    public string? Key { get; init; }

    public int? Attempt { get; init; }
    public FailureClass? Class { get; init; }
    public string? JobId { get; init; }
    public JobState? JobState { get; init; }
    public string? Cluster { get; init; }

    /// <summary>The cluster's state; null where the service was not asked, or shows none.</summary>
    public string? ClusterState { get; init; }

    public string? Project { get; init; }
    public string? Region { get; init; }
    public string? ClientId { get; init; }
    public bool IsLocal { get; init; }
    public DateTimeOffset? Started { get; init; }
    public DateTimeOffset? Ended { get; init; }

    /// <summary>Clusters that could not be given back.</summary>
    public ImmutableArray<string> LeftBehind { get; init; } = [];

    /// <summary>Whether it may still come to an end, or hold something.</summary>
    public bool IsOpen => State is Running or Left or Unattended || !LeftBehind.IsEmpty;

    /// <summary>The lines of all runs, the one that began last first; those without a journal here only where they are this owner's.</summary>
    public static IReadOnlyList<RunLine> Of(IEnumerable<KnownRun> known, IReadOnlyList<SeenCluster> seen, string? owner)
    {
        var lines = known.Select(run => Of(run, seen)).ToList();
        var mine = owner is null ? null : OwnLabels.Fit(owner);
        var strangers = seen.Where(cluster => cluster.Cluster.Labels.GetValueOrDefault(OwnLabels.Owner) == mine && mine is not null)
            .Select(OfCluster).OfType<RunLine>().Where(line => lines.TrueForAll(ours => ours.Id != line.Id));
        return [.. lines.Concat(strangers).OrderByDescending(line => line.Started ?? DateTimeOffset.MinValue).ThenBy(line => line.Id)];
    }

    /// <summary>The line of a run whose journal is here.</summary>
    public static RunLine Of(KnownRun known, IReadOnlyList<SeenCluster> seen)
    {
        var (story, facts) = (known.Story, known.Story.Facts!);
        var cluster = seen.FirstOrDefault(cluster => cluster.Cluster.Labels.GetValueOrDefault(RunLabel.Key) == facts.RunId.ToString())?.Cluster;
        return new RunLine(known.KeyId, StateOf(known))
        {
            Key = facts.KeyOrigin.Length == 0 ? null : facts.Key,
            Attempt = facts.Attempt,
            Class = story.Result?.Class,
            JobId = story.MayHaveJob ? facts.JobId : null,
            JobState = story.State,
            Cluster = story.Cluster ?? cluster?.Name ?? (story.MayHaveCluster ? facts.Cluster : null),
            ClusterState = cluster?.State,
            Project = facts.Project,
            Region = facts.Region,
            ClientId = facts.ClientId,
            IsLocal = facts.Local,
            Started = story.FirstBegun,
            Ended = story.Ended,
            LeftBehind = [.. story.LeftBehind.Select(left => left.Cluster)],
        };
    }

    private static string StateOf(KnownRun known) => known.Story switch
    {
        { Result: { Class: null } result } => result.State == Events.JobState.Done ? Done : Interrupted,
        { Result.Class: FailureClass.Cancelled } => Cancelled,
        { Result: not null } => Failed,
        _ when known.IsLed => Running,
        { IsLeft: true } => Left,
        _ => Unattended,
    };

    /// <summary>Null for a cluster of no single run: one of a pool.</summary>
    private static RunLine? OfCluster(SeenCluster seen)
    {
        var labels = seen.Cluster.Labels;
        if (labels.ContainsKey(PoolPlace.TokenLabel) || !Guid.TryParse(labels.GetValueOrDefault(RunLabel.Of) ?? labels.GetValueOrDefault(RunLabel.Key), out var id)) return null;
        return new RunLine(id, Elsewhere)
        {
            Cluster = seen.Cluster.Name,
            ClusterState = seen.Cluster.State,
            Project = seen.Region.Project,
            Region = seen.Region.Region,
            ClientId = labels.GetValueOrDefault(OwnLabels.Client),
            Started = seen.Cluster.CreatedAt,
        };
    }
}
