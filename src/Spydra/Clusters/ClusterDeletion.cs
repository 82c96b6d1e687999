using System.Net;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;

namespace Spydra.Clusters;

/// <summary>Deletes a cluster, and waits until it is gone. One that takes its name meanwhile is another cluster, and stays.</summary>
internal sealed class ClusterDeletion(RegionPath region, DataprocClient dataproc, Poller poller)
{
    public async Task DeleteAsync(string name, string uuid, string requestId, CancellationToken cancellationToken)
    {
        try
        {
            await dataproc.DeleteClusterAsync(region, name, uuid, requestId, cancellationToken);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.BadRequest)
        {
            // Refused in this state, which is what a cluster that is going already answers. Whether it goes is seen below.
            if (await dataproc.FindClusterAsync(region, name, cancellationToken) is { State: not "DELETING" }) throw;
        }

        await poller.UntilAsync(
            async token => new Gone(await dataproc.FindClusterAsync(region, name, token) is not { } left || left.Uuid != uuid),
            gone => gone.Yes, TimeSpan.MaxValue, cancellationToken);
    }

    private sealed record Gone(bool Yes);
}
