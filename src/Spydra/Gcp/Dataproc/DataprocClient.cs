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
        await SendAsync($"create cluster {(string?)create.Body?["clusterName"]}", create, Operation.Parse, cancellationToken);

    /// <summary>clusters.get; null when there is no such cluster.</summary>
    public async Task<Cluster?> FindClusterAsync(RegionPath region, string name, CancellationToken cancellationToken) =>
        await FindAsync($"get cluster {name}", region.Cluster(name), Cluster.Parse, cancellationToken);

    /// <summary>clusters.list: all clusters that the filter finds, page by page.</summary>
    public async IAsyncEnumerable<Cluster> ListClustersAsync(RegionPath region, string filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? page = null;
        do
        {
            var before = page;
            (var clusters, page) = await SendAsync("list clusters", DataprocRequest.ListClusters(region, filter, page), json => (
                (List<Cluster>)[.. (json["clusters"] as JsonArray ?? []).OfType<JsonObject>().Select(Cluster.Parse)], (string?)json["nextPageToken"]), cancellationToken);
            foreach (var cluster in clusters) yield return cluster;
            if (page == before) yield break;
        }
        while (page is { Length: > 0 });
    }

    /// <summary>clusters.delete; null when there is no such cluster, or not with that <paramref name="uuid"/>.</summary>
    public async Task<Operation?> DeleteClusterAsync(RegionPath region, string name, string? uuid, string requestId, CancellationToken cancellationToken)
    {
        try
        {
            return await SendAsync($"delete cluster {name}", DataprocRequest.DeleteCluster(region, name, uuid, requestId), Operation.Parse, cancellationToken);
        }
        catch (ApiException e) when (e.Status == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>operations.get.</summary>
    public Task<Operation> GetOperationAsync(string name, CancellationToken cancellationToken) =>
        SendAsync("get operation " + name.Split('/')[^1], new DataprocRequest(HttpMethod.Get, "v1/" + name), Operation.Parse, cancellationToken);

    /// <summary>jobs.submit.</summary>
    public async Task<Job> SubmitJobAsync(DataprocRequest submit, CancellationToken cancellationToken) =>
        await SendAsync($"submit job {(string?)submit.Body?["job"]?["reference"]?["jobId"]}", submit, Job.Parse, cancellationToken);

    /// <summary>jobs.get; null when there is no such job.</summary>
    public async Task<Job?> FindJobAsync(RegionPath region, string jobId, CancellationToken cancellationToken) =>
        await FindAsync($"get job {jobId}", region.Job(jobId), Job.Parse, cancellationToken);

    /// <summary>jobs.list: all jobs that were ever submitted to a cluster of this name, page by page. Where there is no such cluster, the service says so.</summary>
    /// <exception cref="ApiException">NOT_FOUND: there is no such cluster.</exception>
    public async IAsyncEnumerable<Job> ListJobsAsync(RegionPath region, string cluster, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? page = null;
        do
        {
            var before = page;
            (var jobs, page) = await SendAsync("list jobs", DataprocRequest.ListJobs(region, cluster, page), json => (
                (List<Job>)[.. (json["jobs"] as JsonArray ?? []).OfType<JsonObject>().Select(Job.Parse)], (string?)json["nextPageToken"]), cancellationToken);
            foreach (var job in jobs) yield return job;
            if (page == before) yield break;
        }
        while (page is { Length: > 0 });
    }

    /// <summary>jobs.cancel. Only jobs that are PENDING or RUNNING can be cancelled.</summary>
    public Task<Job> CancelJobAsync(RegionPath region, string jobId, CancellationToken cancellationToken) =>
        SendAsync($"cancel job {jobId}", new DataprocRequest(HttpMethod.Post, region.Job(jobId) + ":cancel", new JsonObject()), Job.Parse, cancellationToken);

    /// <summary>The whole address of a request, for a plan.</summary>
    public static Uri Address(Endpoints endpoints, DataprocRequest request) => new(endpoints.Dataproc, request.PathAndQuery);

    private Task<T> SendAsync<T>(string call, DataprocRequest request, Func<JsonObject, T> read, CancellationToken cancellationToken) =>
        api.SendAsync(call, request.Method, Address(endpoints, request), request.Body, read, cancellationToken);

    private async Task<T?> FindAsync<T>(string call, string path, Func<JsonObject, T> read, CancellationToken cancellationToken) where T : class
    {
        try
        {
            return await SendAsync(call, new DataprocRequest(HttpMethod.Get, path), read, cancellationToken);
        }
        catch (ApiException e) when (e.Status == System.Net.HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
