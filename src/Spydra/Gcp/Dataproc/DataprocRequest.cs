using System.Text.Json.Nodes;

namespace Spydra.Gcp.Dataproc;

/// <summary>The collection that clusters and jobs of one project and region live in.</summary>
public sealed record RegionPath(string Project, string Region)
{
    /// <summary><c>v1/projects/P/regions/R</c>.</summary>
    public string Path => $"v1/projects/{Uri.EscapeDataString(Project)}/regions/{Uri.EscapeDataString(Region)}";

    /// <summary>The path of a cluster.</summary>
    public string Cluster(string name) => $"{Path}/clusters/{Uri.EscapeDataString(name)}";

    /// <summary>The path of a job.</summary>
    public string Job(string jobId) => $"{Path}/jobs/{Uri.EscapeDataString(jobId)}";
}

/// <summary>One request as it will be sent: planned first, so that a dry run prints what a run sends.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="PathAndQuery">The path below the API's root, with its query, percent-encoded.</param>
/// <param name="Body">The JSON body, or null.</param>
public sealed record DataprocRequest(HttpMethod Method, string PathAndQuery, JsonObject? Body = null)
{
    /// <summary>clusters.create; <paramref name="query"/> are parameters that options brought.</summary>
    public static DataprocRequest CreateCluster(
        RegionPath region, JsonObject cluster, IReadOnlyDictionary<string, string> query, string requestId) =>
        new(HttpMethod.Post, $"{region.Path}/clusters?{Query([.. query, new("requestId", requestId)])}", cluster);

    /// <summary>clusters.list: one page; without a token the first.</summary>
    public static DataprocRequest ListClusters(RegionPath region, string filter, string? pageToken = null) => new(
        HttpMethod.Get,
        $"{region.Path}/clusters?{Query([new("filter", filter), new("pageSize", "100"), .. pageToken is null ? Enumerable.Empty<KeyValuePair<string, string>>() : [new("pageToken", pageToken)]])}");

    /// <summary>clusters.delete; the uuid guards against deleting another cluster that took the name.</summary>
    public static DataprocRequest DeleteCluster(RegionPath region, string name, string? uuid, string requestId) => new(
        HttpMethod.Delete,
        $"{region.Cluster(name)}?{Query([.. uuid is null ? Enumerable.Empty<KeyValuePair<string, string>>() : [new("clusterUuid", uuid)], new("requestId", requestId)])}");

    /// <summary>jobs.list: one page of the jobs of a cluster; without a token the first.</summary>
    public static DataprocRequest ListJobs(RegionPath region, string cluster, string? pageToken = null) => new(
        HttpMethod.Get,
        $"{region.Path}/jobs?{Query([new("clusterName", cluster), new("pageSize", "100"), .. pageToken is null ? Enumerable.Empty<KeyValuePair<string, string>>() : [new("pageToken", pageToken)]])}");

    /// <summary>jobs.submit.</summary>
    public static DataprocRequest SubmitJob(RegionPath region, JsonObject job, string requestId) =>
        new(HttpMethod.Post, $"{region.Path}/jobs:submit", new JsonObject { ["job"] = job, ["requestId"] = requestId });

    private static string Query(IEnumerable<KeyValuePair<string, string>> parameters) =>
        string.Join('&', parameters.Select(parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value)}"));
}
