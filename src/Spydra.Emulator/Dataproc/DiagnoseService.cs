using System.Text;
using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc;

/// <summary>
/// clusters.diagnose: writes what the emulator knows of a cluster into a bucket, as one archive
/// (https://docs.cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.clusters/diagnose).
/// </summary>
internal sealed class DiagnoseService(DataprocState state, ClusterBook clusters, ClusterSteps steps, DriverSetting setting)
{
    private const string ArchiveName = "diagnostic.tar.gz";

    public async Task<JsonObject> DiagnoseAsync(string project, string region, string name, JsonObject request, CancellationToken cancellationToken)
    {
        ClusterService.RequireRegion(region);
        Diagnosed diagnosed;
        lock (state.Gate)
        {
            var cluster = clusters.Get(project, region, name);
            ClusterStates.Require(ClusterStates.Diagnosable, "diagnose", cluster.Resource);
            var jobs = DiagnosedJobs.Of(request, cluster, state.Jobs.All).ToList();
            var known = state.Operations.All.Where(operation => operation.ClusterUuid == cluster.Uuid).Select(operation => operation.Resource).ToList();
            diagnosed = new Diagnosed(cluster, jobs, known);
        }

        var (bucket, archive) = Place(request.Text("tarballGcsDir"), diagnosed.Cluster);
        if (!setting.Objects.BucketExists(bucket)) throw ApiError.Invalid($"Google Cloud Storage bucket does not exist '{bucket}'.");
        await WriteAsync(diagnosed, bucket, archive, cancellationToken);

        lock (state.Gate)
        {
            var now = clusters.Get(project, region, name);
            return steps.Diagnose(now, new JsonObject
            {
                ["@type"] = "type.googleapis.com/google.cloud.dataproc.v1.DiagnoseClusterResults",
                ["outputUri"] = $"gs://{bucket}/{archive}",
            }).Resource;
        }
    }

    private async Task WriteAsync(Diagnosed diagnosed, string bucket, string archive, CancellationToken cancellationToken)
    {
        var folder = setting.MakeWorkFolder("diagnose-" + Guid.NewGuid());
        try
        {
            await using (var file = new FileStream(Path.Combine(folder, ArchiveName), FileMode.CreateNew, FileAccess.ReadWrite))
            {
                await DiagnosticArchive.WriteAsync(diagnosed, setting.Objects, folder, file, cancellationToken);
                file.Position = 0;
                await setting.Objects.WriteAsync(bucket, archive, file, "application/gzip", cancellationToken);
            }

            // gcloud takes the archive's address for the prefix of a driver's output, and prints what it finds there.
            await using var text = new DriverOutput(setting.Objects, bucket, archive, setting.Steps.DriverOutputFlush, setting.Time);
            await text.WriteAsync(Encoding.UTF8.GetBytes(diagnosed.Summary() + $"Archive: gs://{bucket}/{archive}\n"), cancellationToken);
            await text.CompleteAsync(cancellationToken);
        }
        finally
        {
            DriverSetting.DropWorkFolder(folder);
        }
    }

    private static (string Bucket, string Archive) Place(string? folder, ClusterRecord cluster)
    {
        if (folder is null)
            return (cluster.Resource.Text("config.configBucket")!, $"{ServiceNames.MetaInfo(cluster.Uuid)}diagnostics/{Guid.NewGuid()}/{ArchiveName}");
        if (!folder.StartsWith("gs://", StringComparison.Ordinal) || folder.Length == "gs://".Length)
            throw ApiError.Invalid($"Invalid value for field 'tarballGcsDir': '{folder}' must be a folder in a bucket, such as gs://my-bucket/diagnostics.");
        var parts = folder["gs://".Length..].TrimEnd('/').Split('/', 2);
        return (parts[0], parts.Length == 1 ? ArchiveName : $"{parts[1]}/{ArchiveName}");
    }
}
