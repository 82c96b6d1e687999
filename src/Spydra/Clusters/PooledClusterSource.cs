using System.Net;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;

namespace Spydra.Clusters;

/// <summary>
/// A cluster that the runs of a client share: whoever comes first makes it, all others find it, nobody deletes it as long as it runs. It
/// goes by itself, when it has been idle.
/// </summary>
public sealed class PooledClusterSource(
    ClusterPlan.Pooled plan, DataprocClient dataproc, ClusterLog log, Poller poller, TimeLimits limits, InterruptedAt moment, IRunListener listener, TimeProvider time)
    : IClusterSource
{
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<ClusterLease> AcquireAsync(CancellationToken cancellationToken)
    {
        var member = await AtAsync(plan.Shared, cancellationToken);
        if (!Fits(member))
        {
            listener.On(new RunEvent.Warned(
                $"cluster '{member.Name}' of the pool was made with other cluster.options; the run uses pool '{plan.Own.Client}', of its own configuration, instead"));
            member = await AtAsync(plan.Own, cancellationToken);
        }

        listener.On(new RunEvent.ClusterShared(member.Name));
        return new ClusterLease(member, () => ReleaseAsync(member, cancellationToken));
    }

    private bool Fits(Cluster member) => member.Labels.GetValueOrDefault(PoolConfiguration.Label, plan.Configuration) == plan.Configuration;

    /// <summary>The cluster of a place, once it runs.</summary>
    private async Task<Cluster> AtAsync(PoolPlace place, CancellationToken cancellationToken)
    {
        var limit = place.Member.CreateLimit ?? limits.Create;
        var seen = await poller.UntilAsync(async token => new Look(await LookAsync(place, token)), look => look.Running is not null, limit, cancellationToken);
        return seen?.Running ?? throw new TimeLimitException($"Waiting for cluster '{place.Member.Name}' of the pool", limit, "settings.time_limits.create");
    }

    /// <summary>Looks at the place and does what is to be done there; null where the next look must show what has come of it.</summary>
    private async Task<Cluster?> LookAsync(PoolPlace place, CancellationToken cancellationToken)
    {
        List<Cluster> pool = [];
        await foreach (var cluster in dataproc.ListClustersAsync(plan.Region, place.Filter, cancellationToken)) pool.Add(cluster);
        foreach (var cluster in pool.Where(cluster => !cluster.Labels.ContainsKey(PoolPlace.TokenLabel) && told.Add(cluster.Name)))
            listener.On(new RunEvent.Warned($"cluster '{cluster.Name}' is labelled as one of the pool, but has no label {PoolPlace.TokenLabel}; it is ignored"));

        if (place.HolderAmong(pool) is not { } member) return await MakeAsync(place, cancellationToken);
        if (told.Add($"{member.Uuid} {member.State}")) listener.On(new RunEvent.ClusterStateChanged(member.Name, member.State, member.Detail));
        switch (PoolRules.Of(member))
        {
            case PoolStep.Use:
                return member;
            case PoolStep.Replace:
                await ReplaceAsync(member, cancellationToken);
                return null;
            case PoolStep.Refuse:
                throw new ClusterFailedException(member.Name, $"it is {member.State}, and only a running cluster of a pool gets jobs.",
                    $"When its jobs have ended, delete it, and the next run makes another: {HowToDelete(member.Name)}");
            default:
                return null;
        }
    }

    /// <summary>Makes the cluster of a place; null when another client was quicker. A cluster that does not come up is deleted by its source.</summary>
    private async Task<Cluster?> MakeAsync(PoolPlace place, CancellationToken cancellationToken)
    {
        try
        {
            // Its lease is not disposed: the cluster stays.
            return (await new EphemeralClusterSource(place.Member, dataproc, log, poller, limits, moment, listener, time).AcquireAsync(cancellationToken)).Cluster;
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.Conflict)
        {
            listener.On(new RunEvent.ClusterShared(place.Member.Name));
            if (await dataproc.FindClusterAsync(plan.Region, place.Member.Name, cancellationToken) is { } taken && !place.Has(taken))
                throw new ClusterFailedException(taken.Name, "it has the name that the pool needs, and is not of the pool.", "Delete that cluster, or use another client_id.");
            return null;
        }
    }

    private async Task ReplaceAsync(Cluster dead, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(limits.Release, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await DeleteAsync(dataproc, dead, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeLimitException($"Deleting cluster '{dead.Name}', which is {dead.State},", limits.Release, "settings.time_limits.release");
        }
    }

    /// <summary>A cluster that runs stays. One that has failed under its jobs is nobody's any more.</summary>
    private async Task ReleaseAsync(Cluster member, CancellationToken interrupted)
    {
        using var budget = new GiveBack(time, limits, interrupted, moment);
        var patient = dataproc.For(budget.Calls);
        var failed = false;
        try
        {
            if (await patient.FindClusterAsync(plan.Region, member.Name, budget.Token) is not { State: "ERROR" } seen || seen.Uuid != member.Uuid) return;
            failed = true;
            listener.On(new RunEvent.ClusterStateChanged(seen.Name, seen.State, seen.Detail));
            await DeleteAsync(patient, seen, budget.Token);
        }
        catch (Exception e) when (e is SpydraException or OperationCanceledException)
        {
            var reason = e is OperationCanceledException ? "the service did not answer in time" : e.Message;
            listener.On(failed
                ? new RunEvent.ClusterLeftBehind(member.Name, reason, HowToDelete(member.Name))
                : new RunEvent.Warned($"cluster '{member.Name}' stays in the pool, but whether it still runs could not be seen: {reason}"));
        }
    }

    private async Task DeleteAsync(DataprocClient service, Cluster dead, CancellationToken cancellationToken)
    {
        listener.On(new RunEvent.ClusterStateChanged(dead.Name, "DELETING"));

        // All clients that find it dead ask for the same deletion.
        await new ClusterDeletion(plan.Region, service, poller).DeleteAsync(dead.Name, dead.Uuid, requestId: dead.Uuid, cancellationToken);
        listener.On(new RunEvent.ClusterReleased(dead.Name));
    }

    private string HowToDelete(string name) => $"gcloud dataproc clusters delete {name} --project={plan.Region.Project} --region={plan.Region.Region}";

    private sealed record Look(Cluster? Running);
}
