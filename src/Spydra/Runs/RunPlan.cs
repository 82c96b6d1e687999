using System.Text.Json.Nodes;
using Spydra.Clusters;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.Jobs;

namespace Spydra.Runs;

/// <summary>Everything a run will do, decided before anything is sent. It does not change; a dry run prints it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Region">Project and region of cluster and job.</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="Job">The job.</param>
/// <param name="History">What to wait for after the job; null for nothing.</param>
/// <param name="Warnings">What the user should know before it starts.</param>
public sealed record RunPlan(
    Guid RunId, RegionPath Region, ClusterPlan Cluster, JobPlan Job, HistoryPlan? History, IReadOnlyList<string> Warnings)
{
    /// <summary>Every request of an undisturbed run, in order. Polls stand once; what only an answer will tell stands in braces.</summary>
    public IEnumerable<PlannedRequest> Requests(Endpoints endpoints)
    {
        var ephemeral = Cluster as ClusterPlan.Ephemeral;
        if (ephemeral is not null)
        {
            yield return Planned(ephemeral.Create);
            yield return Operation();
        }

        yield return Planned(new(HttpMethod.Get, Region.Cluster(Cluster.Name)));
        foreach (var file in Job.Files)
            yield return new("POST", Unescaped(new Uri(endpoints.Storage,
                $"upload/storage/v1/b/{StagingBucket}/o?uploadType=media&name={Job.StagingFolder("{clusterUuid}")}{file.StagedName}")), null, $"the file {file.File.Path}");
        yield return Planned(DataprocRequest.SubmitJob(Region, Job.BodyWith(Job.Files.Select(StagedUri)), Job.RequestId));
        yield return Planned(new(HttpMethod.Get, Region.Job(Job.Id)));
        yield return new("GET", Unescaped(new Uri(endpoints.Storage, "storage/v1/b/{config.configBucket}/o/{driverOutputResourceUri}.000000000?alt=media")), null);
        if (History is { } history)
            yield return new("GET", new Uri(endpoints.Storage, $"storage/v1/b/{history.Intermediate.Bucket}/o?prefix={Uri.EscapeDataString(history.Intermediate.Name)}&fields=items(name),nextPageToken").AbsoluteUri, null);
        if (ephemeral is not null)
        {
            yield return Unescape(Planned(DataprocRequest.DeleteCluster(Region, Cluster.Name, "{clusterUuid}", ephemeral.DeleteRequestId)));
            yield return Planned(new(HttpMethod.Get, Region.Cluster(Cluster.Name)));
        }

        PlannedRequest Planned(DataprocRequest request) =>
            new(request.Method.Method, DataprocClient.Address(endpoints, request).AbsoluteUri, request.Body);
        PlannedRequest Operation() => new("GET", Unescaped(new Uri(endpoints.Dataproc, $"{Region.Path}/operations/{{operation}}")), null);
        string StagedUri(StagedFile file) => $"gs://{StagingBucket}/{Job.StagingFolder("{clusterUuid}")}{file.StagedName}#{{generation}}";
    }

    private string StagingBucket => Job.StagingBucket ?? "{config.configBucket}";

    private static PlannedRequest Unescape(PlannedRequest request) => request with { Url = Unescaped(new Uri(request.Url)) };

    private static string Unescaped(Uri uri) => uri.AbsoluteUri.Replace("%7B", "{").Replace("%7D", "}");
}

/// <summary>One request of a plan.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">The whole address.</param>
/// <param name="Body">The JSON body, or null.</param>
/// <param name="Content">What the body is where it is not JSON.</param>
public sealed record PlannedRequest(string Method, string Url, JsonObject? Body, string? Content = null);

/// <summary>The history that the run waits for.</summary>
/// <param name="Intermediate">Where the job leaves its history; the history server moves it on from there.</param>
/// <param name="Timeout">For how long to wait.</param>
public sealed record HistoryPlan(GsUri Intermediate, TimeSpan Timeout);
