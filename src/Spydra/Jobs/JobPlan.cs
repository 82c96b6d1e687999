using System.Text.Json.Nodes;
using Spydra.Gcp.Dataproc;
using Spydra.Specs;

namespace Spydra.Jobs;

/// <summary>A local file that the job needs on the cluster.</summary>
/// <param name="File">The file, and the place in the job where its address belongs.</param>
/// <param name="StagedName">Its name in the staging folder: its base name, in a folder of its own where two files share one.</param>
public sealed record StagedFile(LocalFile File, string StagedName);

/// <summary>The job of a run, decided before anything is sent.</summary>
/// <param name="Region">Project and region.</param>
/// <param name="Id">The job's id, unique to the run.</param>
/// <param name="Body">The API's Job, local files still by their local names.</param>
/// <param name="Files">The local files to stage.</param>
/// <param name="StagingBucket">The bucket of staged files (<c>submit.options.bucket</c>); null is the cluster's own.</param>
/// <param name="RequestId">The request id of the submission, the same for every try.</param>
public sealed record JobPlan(
    RegionPath Region, string Id, JsonObject Body, IReadOnlyList<StagedFile> Files, string? StagingBucket, string RequestId)
{
    /// <summary>The job with the addresses of its staged files, in the order of <see cref="Files"/>.</summary>
    public JsonObject BodyWith(IEnumerable<string> stagedUris) => JobBody.WithStaged(
        Body, Files.Zip(stagedUris, (file, uri) => new KeyValuePair<string, string>(file.File.Field, uri)));

    /// <summary>The folder of the staged files, as gcloud names it.</summary>
    public string StagingFolder(string clusterUuid) => $"google-cloud-dataproc-metainfo/{clusterUuid}/jobs/{Id}/staging/";
}
