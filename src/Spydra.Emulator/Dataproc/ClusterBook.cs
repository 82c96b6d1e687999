using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc;

/// <summary>
/// Keeps clusters, and the clocks that run for each: idle and age limits, and a failure that was ordered for later. All of it under the lock of
/// <see cref="DataprocState"/>.
/// </summary>
internal sealed class ClusterBook(DataprocState state, Agenda agenda, TimeProvider time)
{
    /// <summary>What is done, under the lock, when a cluster's time is over.</summary>
    public Action<ClusterRecord, ClusterEnd>? TimeIsOver { get; set; }

    public ClusterRecord? Find(string project, string region, string name) => state.Clusters.Find(ClusterRecord.KeyOf(project, region, name));

    /// <exception cref="ApiError">NOT_FOUND.</exception>
    public ClusterRecord Get(string project, string region, string name) =>
        Find(project, region, name) ?? throw ApiError.NotFound("Cluster", $"projects/{project}/regions/{region}/clusters/{name}");

    public IEnumerable<JobRecord> ActiveJobs(ClusterRecord cluster) =>
        state.Jobs.Open.Where(job => job.ClusterUuid == cluster.Uuid);

    /// <summary>Puts the cluster on disk and sets its clocks.</summary>
    public ClusterRecord Save(ClusterRecord cluster)
    {
        cluster = WithIdleClock(cluster);
        state.Clusters.Put(cluster);
        SetClock(cluster);
        return cluster;
    }

    public void Remove(ClusterRecord cluster)
    {
        agenda.Forget(ClockOf(cluster));
        state.Clusters.Remove(cluster);
    }

    /// <summary>A job of the cluster was submitted or has ended.</summary>
    public void JobsChanged(JobRecord job)
    {
        if (state.Clusters.Find(ClusterRecord.KeyOf(job.Project, job.Region, job.ClusterName)) is { } cluster && cluster.Uuid == job.ClusterUuid)
            Save(cluster);
    }

    /// <summary>Sets the clocks of what an earlier emulator left.</summary>
    public void SetClocks()
    {
        foreach (var cluster in state.Clusters.All.ToList()) SetClock(cluster);
    }

    private ClusterRecord WithIdleClock(ClusterRecord cluster)
    {
        var idle = ClusterStates.TakesJobs.Contains(cluster.State) && !ActiveJobs(cluster).Any();
        var since = idle ? cluster.IdleSince ?? time.GetUtcNow() : (DateTimeOffset?)null;
        // The field is shown beside an idle limit alone.
        var lifecycle = cluster.Resource.Child("config.lifecycleConfig");
        var limited = lifecycle?["idleDeleteTtl"] is not null || lifecycle?["idleStopTtl"] is not null;
        var shown = limited && since is { } at ? Timestamps.Of(at) : null;
        if (shown != lifecycle?.Text("idleStartTime"))
            cluster = cluster.Changed(resource => resource.Put("config.lifecycleConfig.idleStartTime", JsonValue.Create(shown)));
        return cluster with { IdleSince = since };
    }

    private void SetClock(ClusterRecord cluster)
    {
        if (NextEnd(cluster) is { } next) agenda.At(ClockOf(cluster), next.Due, () => TurnedTo(cluster.Key, cluster.Uuid));
        else agenda.Forget(ClockOf(cluster));
    }

    private void TurnedTo(string key, string uuid)
    {
        lock (state.Gate)
        {
            if (state.Clusters.Find(key) is not { } cluster || cluster.Uuid != uuid || NextEnd(cluster) is not { } next) return;
            if (next.Due <= time.GetUtcNow()) TimeIsOver?.Invoke(cluster, next.End);
            else SetClock(cluster);
        }
    }

    private static string ClockOf(ClusterRecord cluster) => "cluster/" + cluster.Uuid;

    private static (DateTimeOffset Due, ClusterEnd End)? NextEnd(ClusterRecord cluster)
    {
        if (cluster.State == ClusterStates.Deleting) return null;
        var ends = new List<(DateTimeOffset Due, ClusterEnd End)>();
        var config = cluster.Resource.Child("config.lifecycleConfig") ?? [];
        var stoppable = ClusterStates.Stoppable.Contains(cluster.State);

        if (config.Instant("autoDeleteTime") is { } deleteAt) ends.Add((deleteAt, ClusterEnd.Delete));
        if (config.Instant("autoStopTime") is { } stopAt && stoppable) ends.Add((stopAt, ClusterEnd.Stop));
        if (cluster.IdleSince is { } since)
        {
            if (config.Duration("idleDeleteTtl") is { } idleDelete) ends.Add((since + idleDelete, ClusterEnd.Delete));
            if (config.Duration("idleStopTtl") is { } idleStop && stoppable) ends.Add((since + idleStop, ClusterEnd.Stop));
        }

        if (cluster.FailsAt is { } failsAt && cluster.State != ClusterStates.Creating) ends.Add((failsAt, ClusterEnd.Fail));
        return ends.Count > 0 ? ends.MinBy(end => (end.Due, end.End)) : null;
    }
}

/// <summary>What becomes of a cluster whose time is over.</summary>
internal enum ClusterEnd { Delete, Stop, Fail }
