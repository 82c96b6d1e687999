using System.Net;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;

namespace Spydra.Clusters;

/// <summary>A cluster of the run's own: created, waited for, deleted, whatever happens in between.</summary>
public sealed class EphemeralClusterSource(
    ClusterPlan.Ephemeral plan, DataprocClient dataproc, Poller poller, TimeLimits limits, IRunListener listener, TimeProvider time) : IClusterSource
{
    /// <summary>The label that carries the run's id, by which we know a cluster as ours.</summary>
    public const string RunLabel = "spydra-run";

    /// <inheritdoc/>
    public async Task<ClusterLease> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Operation? operation = null;
        var asked = false;
        try
        {
            listener.On(new RunEvent.ClusterRequested(plan.Name));
            operation = await CreateAsync();
            asked = true;
            listener.On(new RunEvent.ClusterStateChanged(plan.Name, "CREATING"));
            var cluster = await WaitAsync(operation, cancellationToken);
            listener.On(new RunEvent.ClusterStateChanged(plan.Name, cluster.State));
            return new ClusterLease(cluster, () => ReleaseAsync(cluster.Uuid, cancellationToken));
        }
        catch (ApiException e) when (!asked && IsRefusal(e))
        {
            throw;
        }
        catch
        {
            // Whatever went wrong, a cluster may be there, and it would cost money: it goes before anyone hears of the failure.
            await ReleaseAsync(operation?.ClusterUuid, cancellationToken);
            throw;
        }
    }

    /// <summary>
    /// The create call is not cancelled with the run: a request that is cut off in the middle could still take effect after we had
    /// looked for what to delete. It has the budget of an interruption instead.
    /// </summary>
    private async Task<Operation?> CreateAsync()
    {
        using var deadline = new CancellationTokenSource(limits.Interrupt, time);
        try
        {
            return await dataproc.CreateClusterAsync(plan.Create, deadline.Token);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.Conflict)
        {
            // The service may have forgotten the request id of a try whose answer was lost.
            if (await FindOursAsync(deadline.Token) is not null) return null;
            throw;
        }
        catch (OperationCanceledException)
        {
            throw new TimeLimitException($"Asking for cluster '{plan.Name}'", limits.Interrupt, "settings.time_limits.interrupt");
        }
    }

    /// <summary>The cluster of our name, if it is ours: the label tells. Without this look, another's could be deleted.</summary>
    private async Task<Cluster?> FindOursAsync(CancellationToken cancellationToken) =>
        await dataproc.FindClusterAsync(plan.Region, plan.Name, cancellationToken) is { } there
        && there.Labels.GetValueOrDefault(RunLabel) == plan.RunId.ToString() ? there : null;

    private async Task<Cluster> WaitAsync(Operation? operation, CancellationToken cancellationToken)
    {
        if (operation is { Done: false })
            operation = await poller.UntilAsync(
                token => dataproc.GetOperationAsync(operation.Name, token), seen => seen.Done, Limit, cancellationToken) ?? throw TooLong();
        if (operation?.Error is { } error) throw Failed(error.Message);

        // An operation can end without an error while the cluster is in no state to be used (it was deleted meanwhile), so look at it.
        var cluster = await poller.UntilAsync(
            async token => await dataproc.FindClusterAsync(plan.Region, plan.Name, token) ?? throw Failed("it was gone when its creation had ended."),
            seen => seen.State != "CREATING", Limit, cancellationToken) ?? throw TooLong();
        return cluster.TakesJobs ? cluster : throw Failed($"it is {cluster.State}. {cluster.Detail}");
    }

    private async Task ReleaseAsync(string? uuid, CancellationToken interrupted)
    {
        using var budget = new GiveBack(time, limits, interrupted);
        try
        {
            uuid ??= (await FindOursAsync(budget.Token))?.Uuid;
            if (uuid is null) return;
            listener.On(new RunEvent.ClusterStateChanged(plan.Name, "DELETING"));
            await new ClusterDeletion(plan.Region, dataproc, poller).DeleteAsync(plan.Name, uuid, plan.DeleteRequestId, budget.Token);
            listener.On(new RunEvent.ClusterReleased(plan.Name));
        }
        catch (Exception e) when (e is SpydraException or OperationCanceledException)
        {
            var reason = e is OperationCanceledException ? "its deletion did not end within the time limit" : e.Message;
            listener.On(new RunEvent.ClusterLeftBehind(plan.Name, reason,
                $"gcloud dataproc clusters delete {plan.Name} --project={plan.Region.Project} --region={plan.Region.Region}"));
        }
    }

    /// <summary>Whether the service did not do it. Not so for "too many requests": an earlier try, whose answer was lost, may have gone through.</summary>
    private static bool IsRefusal(ApiException e) =>
        e.Status is < HttpStatusCode.InternalServerError and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    private TimeSpan Limit => plan.CreateLimit ?? limits.Create;

    private TimeLimitException TooLong() => new($"Creating cluster '{plan.Name}'", Limit,
        plan.CreateLimit is null ? "settings.time_limits.create" : "cluster.options.timeout");

    private ClusterFailedException Failed(string reason) => new(plan.Name, reason,
        "Change what the text names and run again; the cluster has been deleted.");
}
