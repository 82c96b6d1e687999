using Spydra.Clusters;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.Jobs;

namespace Spydra.Runs;

/// <summary>The requests of an undisturbed run on Dataproc, written down before any is sent.</summary>
internal sealed class RequestsOfRun(RunPlan plan, RegionPath region, JobPlan.Dataproc job, Endpoints endpoints)
{
    private const string ClusterUuid = "{clusterUuid}";
    private const string StagingBucket = "{config.configBucket}";

    public IEnumerable<PlannedRequest> InOrder() => [.. Prepare(), .. Acquire(), .. Submit(), .. Follow(), .. Archive(), .. Release()];

    private string ClusterName => plan.Cluster switch
    {
        ClusterPlan.Ephemeral own => own.Name,
        ClusterPlan.Pooled pool => pool.Shared.Member.Name,
        ClusterPlan.Static there => there.Name,
        _ => "{clusterName}",
    };

    private IEnumerable<PlannedRequest> Prepare()
    {
        if (plan.Archive?.Folders.SparkEvents is { } events)
            yield return new("POST", new UploadRequest(events, 0).Address(endpoints).AbsoluteUri, null, "an empty object that stands for the folder: Spark does not begin without it");
    }

    private IEnumerable<PlannedRequest> Acquire() => plan.Cluster switch
    {
        ClusterPlan.Ephemeral own => Make(own),
        ClusterPlan.Pooled { Shared: var place } =>
        [
            Planned(DataprocRequest.ListClusters(region, place.Filter)),
            .. Make(place.Member).Select(request => request with { OnlyIf = $"no running cluster of the list has {PoolPlace.TokenLabel}={place.Slot.Token}" }),
        ],
        ClusterPlan.Static there => [Planned(new(HttpMethod.Get, region.Cluster(there.Name)))],
        _ => [],
    };

    private IEnumerable<PlannedRequest> Make(ClusterPlan.Ephemeral cluster) =>
    [
        Planned(cluster.Create),
        Get(endpoints.Dataproc, $"{region.Path}/operations/{{operation}}"),
        Planned(new(HttpMethod.Get, region.Cluster(cluster.Name))),
    ];

    private IEnumerable<PlannedRequest> Submit()
    {
        var folder = new GsUri(job.StagingBucket ?? StagingBucket, job.StagingFolder(plan.Cluster is ClusterPlan.Labelled picked ? picked.Environment : ClusterUuid));
        var staged = job.Files.Select(file => $"{folder}{file.StagedName}#{{generation}}");
        return
        [
            .. job.Uploads.SelectMany(file => Stage(file, folder with { Name = folder.Name + file.StagedName })),
            Planned(DataprocRequest.SubmitJob(region, job.BodyOn(ClusterName, staged), job.RequestId)),
        ];
    }

    private IEnumerable<PlannedRequest> Stage(StagedFile file, GsUri target)
    {
        var upload = new UploadRequest(target, file.Bytes);
        var address = upload.Address(endpoints).AbsoluteUri;
        foreach (var told in new[] { StagingBucket, ClusterUuid }) address = address.Replace(Uri.EscapeDataString(told), told);
        var what = $"the file {file.File.Path} ({file.Bytes} bytes), as {target}";
        if (upload.IsResumable)
        {
            yield return new("POST", address, UploadRequest.Metadata());
            yield return new("PUT", new Uri(endpoints.Storage, "/").AbsoluteUri + "{location}", null,
                $"{what}, in pieces of up to {UploadRequest.LargestPiece} bytes, to the address that the answer names");
        }
        else
        {
            yield return new("POST", address, null, what);
        }
    }

    private IEnumerable<PlannedRequest> Follow()
    {
        if (job.Async) yield break;
        yield return Planned(new(HttpMethod.Get, region.Job(job.Id)));
        yield return Get(endpoints.Storage, $"storage/v1/b/{StagingBucket}/o/{{driverOutputResourceUri}}.000000000?alt=media");
        yield return Get(endpoints.Storage, $"storage/v1/b/{StagingBucket}/o/{{driverOutputResourceUri}}.{{next}}?fields=size");
    }

    private IEnumerable<PlannedRequest> Archive()
    {
        if (job.Async || plan.Archive is not { Folders: var folders }) yield break;
        yield return Planned(new(HttpMethod.Get, region.Job(job.Id)));
        if (folders.Logs is { } logs)
            yield return Get(endpoints.Storage, $"storage/v1/b/{logs.Bucket}/o?prefix={Uri.EscapeDataString(logs.Name)}&delimiter=%2F&fields=prefixes,nextPageToken") with { OnlyIf = "the job had applications on YARN" };
        if (folders.Manifest(job.Id) is { } manifest)
            yield return new("POST", new UploadRequest(manifest, 0).Address(endpoints).AbsoluteUri, null, "the manifest of the archive");
    }

    private IEnumerable<PlannedRequest> Release()
    {
        if (plan.Cluster is ClusterPlan.Pooled) yield return Planned(new(HttpMethod.Get, region.Cluster(ClusterName)));
        if (plan.Cluster is not ClusterPlan.Ephemeral own) yield break;
        yield return Planned(DataprocRequest.DeleteCluster(region, own.Name, ClusterUuid, own.DeleteRequestId));
        if (!own.AsyncDelete) yield return Planned(new(HttpMethod.Get, region.Cluster(own.Name)));
    }

    private PlannedRequest Planned(DataprocRequest request) =>
        new(request.Method.Method, Unescaped(DataprocClient.Address(endpoints, request)), request.Body);

    private static PlannedRequest Get(Uri root, string path) => new("GET", Unescaped(new Uri(root, path)), null);

    private static string Unescaped(Uri uri) => uri.AbsoluteUri.Replace("%7B", "{").Replace("%7D", "}");
}
