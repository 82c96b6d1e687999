using System.Net;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;

namespace Spydra.Clusters;

/// <summary>Deletes a cluster, and waits until it is gone, or only until the service has taken it. One that takes its name meanwhile is another cluster, and stays.</summary>
internal sealed class ClusterDeletion(RegionPath region, DataprocClient dataproc, Poller poller)
{
    /// <summary>How often a deletion is asked for that the service begins and then gives up.</summary>
    private const int MostDeletions = 3;

    /// <summary>Asks for the deletion, and returns when the service has taken it, or says that there is nothing to delete any more.</summary>
    public Task BeginAsync(string name, string uuid, string requestId, CancellationToken cancellationToken) => AskAsync(name, uuid, requestId, cancellationToken);

    public async Task DeleteAsync(string name, string uuid, string requestId, CancellationToken cancellationToken)
    {
        SpydraException? unanswered = null;
        try
        {
            for (var deletion = 1; ;)
            {
                // Another deletion is another request: under the first id the service would only repeat what became of that one.
                Operation? operation = null;
                try
                {
                    unanswered = null;
                    operation = await AskAsync(name, uuid, deletion == 1 ? requestId : $"{requestId}-{deletion}", cancellationToken);
                }
                catch (SpydraException e) when (CallFailures.Passes(e))
                {
                    // It may have been heard all the same: the cluster shows it.
                    unanswered = e;
                }

                var last = await poller.UntilAsync(token => LookAsync(name, uuid, operation, token), look => look.Gone || look.Failure is not null, TimeSpan.MaxValue, cancellationToken);
                if (last!.Gone) return;
                if (unanswered is null && deletion++ == MostDeletions) throw new ClusterFailedException(name, last.Failure!, "Look at it in the console, and delete it there.");
            }
        }
        catch (OperationCanceledException) when (unanswered is not null)
        {
            throw unanswered;
        }
    }

    private async Task<Operation?> AskAsync(string name, string uuid, string requestId, CancellationToken cancellationToken)
    {
        try
        {
            return await dataproc.For(CallBudget.Ordinary with { Denied = CallBudget.Ordinary.Limit }).DeleteClusterAsync(region, name, uuid, requestId, cancellationToken);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.BadRequest)
        {
            // Refused in this state, which is what a cluster that is going already answers. Whether it goes is seen below.
            if (await dataproc.FindClusterAsync(region, name, cancellationToken) is { State: not "DELETING" }) throw;
            return null;
        }
    }

    /// <summary>One look; a second one, at the operation, only where the cluster is there and not on its way out.</summary>
    private async Task<Look> LookAsync(string name, string uuid, Operation? operation, CancellationToken cancellationToken)
    {
        if (await dataproc.FindClusterAsync(region, name, cancellationToken) is not { } left || left.Uuid != uuid) return new Look(Gone: true, null);
        if (left.State == "DELETING") return new Look(Gone: false, null);
        if (operation is null) return new Look(Gone: false, "the service says that there is nothing to delete, and still shows it.");
        var error = (await dataproc.GetOperationAsync(operation.Name, cancellationToken)).Error;
        return new Look(Gone: false, error is null ? null : $"its deletion ended with an error: {error.Message}");
    }

    private sealed record Look(bool Gone, string? Failure);
}
