using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Spydra.Gcp.Dataproc;

/// <summary>
/// The Dataproc v1 REST API, one method a call: no waiting, no decisions. Calls that change something carry a request id, so that the
/// service itself makes a repeat harmless. See https://cloud.google.com/dataproc/docs/reference/rest.
/// </summary>
public sealed class DataprocClient(ApiClient api, Endpoints endpoints)
{
    /// <summary>The same client, with this budget for each call.</summary>
    public DataprocClient For(CallBudget budget) => new(api.For(budget), endpoints);

    /// <summary>clusters.create.</summary>
    public async Task<Operation> CreateClusterAsync(DataprocRequest create, CancellationToken cancellationToken) =>
        Operation.Parse(await SendAsync($"create cluster {(string?)create.Body?["clusterName"]}", create, cancellationToken));

    /// <summary>clusters.get; null when there is no such cluster.</summary>
    public async Task<Cluster?> FindClusterAsync(RegionPath region, string name, CancellationToken cancellationToken) =>
        await FindAsync($"get cluster {name}", region.Cluster(name), cancellationToken) is { } json ? Cluster.Parse(json) : null;

    /// <summary>clusters.list: all clusters that the filter finds, page by page.</summary>
    public async IAsyncEnumerable<Cluster> ListClustersAsync(RegionPath region, string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? page = null;
        do
        {
            var answer = await SendAsync("list clusters", DataprocRequest.ListClusters(region, filter, page), cancellationToken);
            foreach (var cluster in (answer["clusters"] as JsonArray ?? []).OfType<JsonObject>()) yield return Cluster.Parse(cluster);
            page = (string?)answer["nextPageToken"];
        }
        while (page is { Length: > 0 });
    }

    /// <summary>clusters.delete; null when there is no such cluster, or not with that <paramref name="uuid"/>.</summary>
    public async Task<Operation?> DeleteClusterAsync(RegionPath region, string name, string? uuid, string requestId, CancellationToken cancellationToken)
    {
        try
        {
            return Operation.Parse(await SendAsync($"delete cluster {name}", DataprocRequest.DeleteCluster(region, name, uuid, requestId), cancellationToken));
        }
        catch (ApiException e) when (e.Status == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>operations.get.</summary>
    public async Task<Operation> GetOperationAsync(string name, CancellationToken cancellationToken) => Operation.Parse(
        await SendAsync("get operation " + name.Split('/')[^1], new DataprocRequest(HttpMethod.Get, "v1/" + name), cancellationToken));

    /// <summary>jobs.submit.</summary>
    public async Task<Job> SubmitJobAsync(DataprocRequest submit, CancellationToken cancellationToken) =>
        Job.Parse(await SendAsync($"submit job {(string?)submit.Body?["job"]?["reference"]?["jobId"]}", submit, cancellationToken));

    /// <summary>jobs.get; null when there is no such job.</summary>
    public async Task<Job?> FindJobAsync(RegionPath region, string jobId, CancellationToken cancellationToken) =>
        await FindAsync($"get job {jobId}", region.Job(jobId), cancellationToken) is { } json ? Job.Parse(json) : null;

    /// <summary>jobs.cancel. Only jobs that are PENDING or RUNNING can be cancelled.</summary>
    public async Task<Job> CancelJobAsync(RegionPath region, string jobId, CancellationToken cancellationToken) => Job.Parse(
        await SendAsync($"cancel job {jobId}", new DataprocRequest(HttpMethod.Post, region.Job(jobId) + ":cancel", new JsonObject()), cancellationToken));

    /// <summary>The whole address of a request, for a plan.</summary>
    public static Uri Address(Endpoints endpoints, DataprocRequest request) => new(endpoints.Dataproc, request.PathAndQuery);

    private Task<JsonObject> SendAsync(string call, DataprocRequest request, CancellationToken cancellationToken) =>
        api.SendAsync(call, request.Method, Address(endpoints, request), request.Body, cancellationToken);

    private async Task<JsonObject?> FindAsync(string call, string path, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync(call, new DataprocRequest(HttpMethod.Get, path), cancellationToken);
        }
        catch (ApiException e) when (e.Status == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
