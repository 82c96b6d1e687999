using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using Spydra.Clusters;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Specs;

namespace Spydra.Runs;

/// <summary>
/// Finds clusters of ours that everyone has forgotten, and deletes them. Each is judged twice: from the list, and by a fresh look at it, at who
/// holds its run and at its jobs, right before it is deleted; and the deletion names the uuid of that look, so that a cluster which takes the
/// name meanwhile stays.
/// </summary>
public sealed class Reaper(DataprocClient dataproc, ServiceClock clock, Poller poller, TimeLimits limits, TimeProvider time)
{
    /// <summary>
    /// Who holds the run of a cluster, in words that follow "its run is held by"; null where nobody is known to. Asked right before a cluster is judged
    /// for the last time.
    /// </summary>
    public Func<Cluster, CancellationToken, Task<string?>> HeldBy { get; init; } = Nobody;

    /// <summary>Knows nobody who holds a run.</summary>
    public static Task<string?> Nobody(Cluster cluster, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Looks at every cluster of a region that has our label, and tells what has become of each, as it does. What fails for one does not stop the others.</summary>
    /// <exception cref="SpydraException">The clusters could not be listed.</exception>
    public async IAsyncEnumerable<ReapedCluster> ReapAsync(
        RegionPath region, ReapTerms terms, ReapMode mode, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<Cluster> listed = [];
        await foreach (var cluster in dataproc.ListClustersAsync(region, $"labels.{ClusterBody.Label} = 1", cancellationToken)) listed.Add(cluster);
        foreach (var cluster in listed)
        {
            var verdict = ReapRules.Of(new ClusterFacts(cluster, [], null), clock.Now, terms);
            yield return verdict.Goes
                ? await JudgeAsync(region, cluster, terms, mode, cancellationToken)
                : new ReapedCluster(region, cluster, ReapOutcome.Stays, verdict.Reason);
        }
    }

    private async Task<ReapedCluster> JudgeAsync(RegionPath region, Cluster listed, ReapTerms terms, ReapMode mode, CancellationToken cancellationToken)
    {
        var seen = listed;
        try
        {
            if (await LookAsync(region, listed, cancellationToken) is not { } facts) return Stays("is gone already");
            seen = facts.Cluster;
            if (seen.Uuid != listed.Uuid) return Stays("was made anew since it was listed");
            var verdict = ReapRules.Of(facts, clock.Now, terms);
            if (!verdict.Goes) return Stays(verdict.Reason);
            if (mode != ReapMode.DryRun) await DeleteAsync(region, seen, mode, cancellationToken);
            return new ReapedCluster(region, seen, mode switch
            {
                ReapMode.DryRun => ReapOutcome.WouldGo,
                ReapMode.AsyncDelete => ReapOutcome.DeletionTaken,
                _ => ReapOutcome.Deleted,
            }, verdict.Reason);
        }
        catch (SpydraException e)
        {
            return new ReapedCluster(region, seen, ReapOutcome.Failed, e.Message, e);
        }

        ReapedCluster Stays(string reason) => new(region, seen, ReapOutcome.Stays, reason);
    }

    /// <summary>The jobs last: a job that was just submitted is what must not be missed. Null where the cluster is gone.</summary>
    private async Task<ClusterFacts?> LookAsync(RegionPath region, Cluster listed, CancellationToken cancellationToken)
    {
        if (await dataproc.FindClusterAsync(region, listed.Name, cancellationToken) is not { } cluster) return null;
        var holder = await HeldBy(cluster, cancellationToken);
        try
        {
            return new ClusterFacts(cluster, await JobsAsync(region, cluster.Name, cancellationToken), holder);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>
    /// All jobs, in one listing: of two, of the active and of those that have ended, a job that ends in between would be in neither.
    /// </summary>
    private async Task<ImmutableArray<Job>> JobsAsync(RegionPath region, string cluster, CancellationToken cancellationToken)
    {
        var jobs = ImmutableArray.CreateBuilder<Job>();
        await foreach (var job in dataproc.ListJobsAsync(region, cluster, cancellationToken))
        {
            jobs.Add(job);
            if (!job.State.IsFinal()) break;
        }

        return jobs.ToImmutable();
    }

    private async Task DeleteAsync(RegionPath region, Cluster cluster, ReapMode mode, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limits.Release, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var deletion = new ClusterDeletion(region, dataproc, poller);

        // The same for everyone who finds it forgotten, so that they all ask for one deletion.
        var requestId = RequestIds.For(ReapRules.RunOf(cluster)!.Value, $"reap/{cluster.Uuid}");
        try
        {
            if (mode == ReapMode.AsyncDelete) await deletion.BeginAsync(cluster.Name, cluster.Uuid, requestId, either.Token);
            else await deletion.DeleteAsync(cluster.Name, cluster.Uuid, requestId, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeLimitException($"Deleting cluster '{cluster.Name}'", limits.Release, "settings.time_limits.release");
        }
    }
}
