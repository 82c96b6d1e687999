using System.Collections.Concurrent;
using Spydra.Events;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.Specs;

namespace Spydra.Jobs;

/// <summary>Brings a job's local files to the staging bucket, where the cluster can read them: several at once, and none if one fails.</summary>
public sealed class FileStager(JobPlan.Dataproc plan, FileUploader uploader, IRunListener listener, TimeProvider time)
{
    private const int MostAtOnce = 4;

    /// <summary>Stages every file of the plan; the addresses are in the order of <see cref="JobPlan.Dataproc.Files"/>.</summary>
    /// <exception cref="StagingException">There is no bucket to stage in.</exception>
    /// <exception cref="LocalFileException">A file could be read when the run was planned, and cannot any more.</exception>
    /// <exception cref="SpydraException">A file could not be uploaded; the message names it.</exception>
    public async Task<IReadOnlyList<string>> StageAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        if (plan.Files.Count == 0) return [];
        var bucket = plan.StagingBucket ?? cluster.StagingBucket ?? throw new StagingException(cluster.Name,
            "Put the job's files into a bucket yourself and name them by gs:// addresses.");
        var folder = new GsUri(bucket, plan.StagingFolder(cluster.Uuid));
        var uploads = plan.Uploads.Select(file => new Upload(file, folder with { Name = folder.Name + file.StagedName }, Size(file.File.Path))).ToList();
        var progress = new StagingProgress(uploads.Sum(upload => upload.Bytes), listener, time);

        var addresses = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(uploads, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken }, async (upload, stop) =>
            addresses[upload.File.StagedName] = await StageAsync(upload, progress.OfOne(), stop));
        return [.. plan.Files.Select(file => addresses[file.StagedName])];
    }

    private async Task<string> StageAsync(Upload upload, Action<long> reached, CancellationToken cancellationToken)
    {
        var (path, target) = (upload.File.File.Path, upload.Target.ToString());
        listener.On(new RunEvent.FileStaging(path, target, upload.Bytes));
        var began = time.GetTimestamp();
        try
        {
            var stored = await uploader.UploadAsync(path, upload.Target, reached, cancellationToken);
            listener.On(new RunEvent.FileStaged(path, target, stored.Bytes ?? upload.Bytes, time.GetElapsedTime(began)));
            return $"{target}#{stored.Generation}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalFileException(path, e);
        }
    }

    private static long Size(string path)
    {
        try
        {
            return LocalFiles.Length(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new LocalFileException(path, e);
        }
    }

    private sealed record Upload(StagedFile File, GsUri Target, long Bytes);
}
