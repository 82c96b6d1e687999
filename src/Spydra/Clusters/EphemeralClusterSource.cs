using System.Net;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;

namespace Spydra.Clusters;

/// <summary>A cluster of the run's own: created, waited for, deleted, whatever happens in between.</summary>
public sealed class EphemeralClusterSource(
    ClusterPlan.Ephemeral plan, DataprocClient dataproc, ClusterLog log, Poller poller, TimeLimits limits, InterruptedAt moment, IRunListener listener,
    TimeProvider time, CancellationToken fence = default) : IClusterSource
{
    /// <summary>For a look right after a call that was waited for in vain.</summary>
    private static readonly CallBudget ShortLook = new(TimeSpan.FromSeconds(15));

    /// <inheritdoc/>
    public async Task<ClusterLease> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        moment.Watch(cancellationToken);
        Operation? operation = null;
        var asked = false;
        try
        {
            listener.On(new RunEvent.ClusterRequested(plan.Name));
            operation = await CreateAsync(cancellationToken);
            asked = true;
            listener.On(new RunEvent.ClusterStateChanged(plan.Name, "CREATING"));
            var cluster = await WaitAsync(operation, cancellationToken);
            listener.On(new RunEvent.ClusterStateChanged(plan.Name, cluster.State));
            return new ClusterLease(cluster, () => ReleaseAsync(cluster.Uuid, wasMade: true, cancellationToken));
        }
        catch (SpydraException e) when (!asked && CallFailures.IsNotDone(e))
        {
            throw;
        }
        catch (Exception e)
        {
            // Whatever went wrong, a cluster may be there, and it would cost money: it goes before anyone hears of the failure, and after the log that
            // the failure names was read, which takes seconds.
            if (e is ClusterFailedException { Reason: var reason }) await log.ShowAsync(plan.Name, await UuidAsync(), reason, cancellationToken);
            await ReleaseAsync(operation?.ClusterUuid, wasMade: asked, cancellationToken);
            throw;
        }

        async Task<string?> UuidAsync() => operation?.ClusterUuid ?? (await LookForOursAsync(cancellationToken))?.Uuid;
    }

    /// <summary>Holds a cluster that an earlier client of the run made.</summary>
    public ClusterLease Recall(Cluster made, CancellationToken cancellationToken)
    {
        moment.Watch(cancellationToken);
        return new ClusterLease(made, () => ReleaseAsync(made.Uuid, wasMade: true, cancellationToken));
    }

    /// <summary>
    /// The create call is not cut off by an interruption: it could still take effect after we had looked for what to delete. It has the first
    /// share of the budget of an interruption instead.
    /// </summary>
    private async Task<Operation?> CreateAsync(CancellationToken interrupted)
    {
        using var underWay = GiveBack.UnderWay(time, limits, moment, interrupted);
        try
        {
            return await dataproc.CreateClusterAsync(plan.Create, underWay.Token);
        }
        catch (SpydraException e) when (!CallFailures.IsNotDone(e) || e is ApiException { Status: HttpStatusCode.Conflict })
        {
            // A try whose answer was lost may have gone through; the service may have forgotten its request id, or not answer creations at all.
            if (await LookForOursAsync(underWay.Token) is not null) return null;
            throw;
        }
    }

    /// <summary>The cluster of our name, if it is ours: the label tells. Without this look, another's could be deleted.</summary>
    private async Task<Cluster?> FindOursAsync(DataprocClient client, CancellationToken cancellationToken) =>
        await client.FindClusterAsync(plan.Region, plan.Name, cancellationToken) is { } there
        && there.Labels.GetValueOrDefault(RunLabel.Key) == plan.RunId.ToString() ? there : null;

    private async Task<Cluster?> LookForOursAsync(CancellationToken cancellationToken)
    {
        try { return await FindOursAsync(dataproc.For(ShortLook), cancellationToken); }
        catch (SpydraException) { return null; }
    }

    private async Task<Cluster> WaitAsync(Operation? operation, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();

        // A creation that has ended when it is asked for, is one of an earlier client of the run: the service tells again what became of it.
        var isEarlier = operation is { Done: true };
        if (operation is { Done: false })
        {
            var (seen, asked) = (operation, operation.Name);
            try
            {
                seen = await poller.UntilAsync(
                    async token => seen = await Patient(seen != operation).GetOperationAsync(asked, token), now => now.Done, Left(), cancellationToken) ?? throw TooLong();
            }
            catch (ApiException e) when (e.Status == HttpStatusCode.NotFound)
            {
                // The record of the operation is gone; how the cluster is can be seen from the cluster.
            }

            operation = seen;
        }

        if (operation?.Error is { } error) throw Unusable(error.Message, error.Code);

        // An operation can end without an error while the cluster is in no state to be used (it was deleted meanwhile), so look at it.
        var cluster = await poller.UntilAsync(
            async token => await Patient(false).FindClusterAsync(plan.Region, plan.Name, token) ?? throw Unusable("it was gone when its creation had ended."),
            seen => seen.State != "CREATING", Left(), cancellationToken) ?? throw TooLong();
        return cluster.TakesJobs ? cluster : throw Unusable($"it is {cluster.State}. {cluster.Detail}");

        SpydraException Unusable(string reason, int? code = null) => isEarlier ? new EarlierAttemptException(plan.Name) : Failed(reason, code);

        TimeSpan Left() => Limit - time.GetElapsedTime(begun);

        // A service that is away is waited for as long as for the cluster. What was seen once is not given up for one odd answer.
        DataprocClient Patient(bool seenBefore) => dataproc.For(seenBefore ? CallBudget.Seen(Left()) : new CallBudget(Left()));
    }

    private async Task ReleaseAsync(string? uuid, bool wasMade, CancellationToken interrupted)
    {
        // Another client leads the run: what is there is its to use, and to give back.
        if (fence.IsCancellationRequested) return;
        using var budget = new GiveBack(time, limits, interrupted, moment);
        try
        {
            uuid ??= (await FindOursAsync(dataproc.For(wasMade ? budget.Calls : CallBudget.Ordinary), budget.Token))?.Uuid;
            if (uuid is null) return;
            listener.On(new RunEvent.ClusterStateChanged(plan.Name, "DELETING"));
            var deletion = new ClusterDeletion(plan.Region, dataproc.For(budget.Calls), poller);
            if (plan.AsyncDelete)
            {
                await deletion.BeginAsync(plan.Name, uuid, plan.DeleteRequestId, budget.Token);
                listener.On(new RunEvent.ClusterDeletionTaken(plan.Name));
                return;
            }

            await deletion.DeleteAsync(plan.Name, uuid, plan.DeleteRequestId, budget.Token);
            listener.On(new RunEvent.ClusterReleased(plan.Name));
        }
        catch (Exception e) when (e is SpydraException or OperationCanceledException)
        {
            var reason = e is OperationCanceledException ? "its deletion did not end within the time limit" : e.Message;
            listener.On(new RunEvent.ClusterLeftBehind(plan.Name, reason,
                $"gcloud dataproc clusters delete {plan.Name} --project={plan.Region.Project} --region={plan.Region.Region}"));
        }
    }

    private TimeSpan Limit => plan.CreateLimit ?? limits.Create;

    private TimeLimitException TooLong() => new($"Creating cluster '{plan.Name}'", Limit,
        plan.CreateLimit is null ? "settings.time_limits.create" : "cluster.options.timeout");

    private ClusterFailedException Failed(string reason, int? code = null) =>
        new(plan.Name, reason, "Change what the text names and run again; the cluster has been deleted.") { OperationCode = code };
}
