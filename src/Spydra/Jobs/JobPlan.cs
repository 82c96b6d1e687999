using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Spydra.Gcp.Dataproc;
using Spydra.Specs;

namespace Spydra.Jobs;

/// <summary>A local file that the job needs on the cluster.</summary>
/// <param name="File">The file, and the place in the job where its address belongs.</param>
/// <param name="StagedName">Its name in the staging folder: its base name, in a folder of its own where two files share one.</param>
/// <param name="Bytes">Its size when the run was planned.</param>
public sealed record StagedFile(LocalFile File, string StagedName, long Bytes = 0);

/// <summary>The job of a run, decided before anything is sent. Each kind has an executor of its own.</summary>
/// <param name="Id">The job's id, unique to the run.</param>
public abstract record JobPlan(string Id)
{
    /// <summary>The longest time that the job may run, from its submission (<c>max_runtime</c>); null for no limit.</summary>
    public TimeSpan? MaxRuntime { get; init; }

    /// <summary>A job that the Dataproc service runs.</summary>
    /// <param name="Region">Project and region.</param>
    /// <param name="Id">The job's id, unique to the run.</param>
    /// <param name="Body">The API's Job, local files still by their local names.</param>
    /// <param name="Files">The local files to stage.</param>
    /// <param name="StagingBucket">The bucket of staged files (<c>submit.options.bucket</c>); null is the cluster's own.</param>
    /// <param name="RequestId">The request id of the submission, the same for every try.</param>
    public sealed record Dataproc(
        RegionPath Region, string Id, JsonObject Body, IReadOnlyList<StagedFile> Files, string? StagingBucket, string RequestId) : JobPlan(Id)
    {
        /// <summary>Whether the run ends as soon as the service has the job (<c>submit.options.async</c>).</summary>
        public bool Async { get; init; }

        /// <summary>
        /// The job as it is sent: on the cluster that the run got (unless labels pick one), with the addresses of its staged files in
        /// the order of <see cref="Files"/>.
        /// </summary>
        public JsonObject BodyOn(string cluster, IEnumerable<string> stagedUris)
        {
            var body = JobBody.WithStaged(Body, Files.Zip(stagedUris, (file, uri) => new KeyValuePair<string, string>(file.File.Field, uri)));
            if (body["placement"] is JsonObject placement && placement.ContainsKey("clusterName")) placement["clusterName"] = cluster;
            return body;
        }

        /// <summary>What is sent: each file once, however often the job names it.</summary>
        public IEnumerable<StagedFile> Uploads => Files.DistinctBy(file => file.StagedName);

        /// <summary>Whether a job is the one of this plan, and not another one under its id.</summary>
        public bool IsOurs(Job job) => job.Id == Id && job.Run is { } run && run == (string?)Body["labels"]?[RunLabel.Key];

        /// <summary>The folder of the staged files, as gcloud names it.</summary>
        public string StagingFolder(string clusterUuid) => $"google-cloud-dataproc-metainfo/{clusterUuid}/jobs/{Id}/staging/";
    }

    /// <summary>A job of the Hadoop client of this machine.</summary>
    /// <param name="Id">The job's id, for the result.</param>
    /// <param name="RunId">The run: what its processes are known by.</param>
    /// <param name="Words">The command, word by word: <c>hadoop jar JAR ...</c>.</param>
    public sealed record OnPremise(string Id, Guid RunId, ImmutableArray<string> Words) : JobPlan(Id)
    {
        /// <summary>The jar.</summary>
        public string Jar => Words[2];
    }

    /// <summary>No job: a run of nothing, which succeeds (<c>cluster_type: null</c>).</summary>
    /// <param name="Id">An id, for the result.</param>
    public sealed record Nothing(string Id) : JobPlan(Id);
}
