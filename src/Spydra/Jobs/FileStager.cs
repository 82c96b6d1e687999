using Spydra.Events;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;

namespace Spydra.Jobs;

/// <summary>Brings a job's local files to the staging bucket, where the cluster can read them.</summary>
public sealed class FileStager(JobPlan.Dataproc plan, StorageClient storage, IRunListener listener)
{
    /// <summary>Stages every file of the plan; the addresses are in the order of <see cref="JobPlan.Dataproc.Files"/>.</summary>
    /// <exception cref="StagingException">There is no bucket to stage in.</exception>
    /// <exception cref="LocalFileException">A file could be read when the run was planned, and cannot any more.</exception>
    public async Task<IReadOnlyList<string>> StageAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        if (plan.Files.Count == 0) return [];
        var bucket = plan.StagingBucket ?? cluster.StagingBucket ?? throw new StagingException(cluster.Name,
            "Put the job's files into a bucket yourself and name them by gs:// addresses.");
        var uris = new List<string>();
        foreach (var file in plan.Files)
        {
            var target = new GsUri(bucket, plan.StagingFolder(cluster.Uuid) + file.StagedName);
            try
            {
                listener.On(new RunEvent.FileStaging(file.File.Path, target.ToString(), new FileInfo(file.File.Path).Length));
                var uploaded = await storage.UploadAsync(file.File.Path, target, cancellationToken);
                uris.Add($"{target}#{uploaded.Generation}");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new LocalFileException(file.File.Path, e);
            }
        }

        return uris;
    }
}
