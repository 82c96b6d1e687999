using System.Text.Json.Nodes;
using Spydra.Gcp.Dataproc;

namespace Spydra.Jobs;

/// <summary>A local file that the job needs on the cluster.</summary>
/// <param name="LocalPath">The file, as the spec named it.</param>
/// <param name="StagedName">Its name in the staging folder: its base name, made unique where two files share one.</param>
/// <param name="Fragment">What followed a <c>#</c>: the name under which tasks see it; empty when nothing did.</param>
/// <param name="BodyPath">Where its address stands in the job: property names and list indexes.</param>
public sealed record StagedFile(string LocalPath, string StagedName, string Fragment, IReadOnlyList<object> BodyPath)
{
    /// <summary>The address of the staged file: with its generation, as gcloud writes it, unless the user's own <c>#name</c> stands there.</summary>
    public string UriOf(object target, string generation) => Fragment.Length > 0 ? $"{target}{Fragment}" : $"{target}#{generation}";
}

/// <summary>The job of a run, decided before anything is sent.</summary>
/// <param name="Region">Project and region.</param>
/// <param name="Id">The job's id, unique to the run.</param>
/// <param name="Body">The API's Job, local files still by their local names.</param>
/// <param name="Files">The local files to stage.</param>
/// <param name="RequestId">The request id of the submission, the same for every try.</param>
public sealed record JobPlan(RegionPath Region, string Id, JsonObject Body, IReadOnlyList<StagedFile> Files, string RequestId)
{
    /// <summary>The job with the addresses of its staged files, in the order of <see cref="Files"/>.</summary>
    public JsonObject BodyWith(IReadOnlyList<string> stagedUris)
    {
        var body = (JsonObject)Body.DeepClone();
        for (var i = 0; i < Files.Count; i++)
        {
            JsonNode at = body;
            foreach (var step in Files[i].BodyPath.SkipLast(1)) at = step is int index ? at[index]! : at[(string)step]!;
            if (Files[i].BodyPath[^1] is int last) at[last] = stagedUris[i];
            else at[(string)Files[i].BodyPath[^1]] = stagedUris[i];
        }

        return body;
    }

    /// <summary>The folder of the staged files, as gcloud names it.</summary>
    public string StagingFolder(string clusterUuid) => $"google-cloud-dataproc-metainfo/{clusterUuid}/jobs/{Id}/staging/";
}
