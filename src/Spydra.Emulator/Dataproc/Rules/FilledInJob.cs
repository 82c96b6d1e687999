using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>From the job that was asked for to the one that the service answers with.</summary>
internal static class FilledInJob
{
    private static readonly string[] Output =
        ["done", "driverControlFilesUri", "driverOutputResourceUri", "jobUuid", "status", "statusHistory", "yarnApplications"];

    public static JsonObject Of(JsonObject asked, ClusterRecord cluster, string project, string id, string uuid, DateTimeOffset now)
    {
        var job = asked.Copy();
        foreach (var field in Output) job.Remove(field);
        job["reference"] = new JsonObject { ["projectId"] = project, ["jobId"] = id };
        var placement = job.Within("placement");
        placement["clusterName"] = cluster.Name;
        placement["clusterUuid"] = cluster.Uuid;
        var files = $"gs://{cluster.Resource.Text("config.configBucket")}/{ServiceNames.MetaInfo(cluster.Uuid)}jobs/{id}/";
        job["driverControlFilesUri"] = files;
        job["driverOutputResourceUri"] = files + "driveroutput";
        job["jobUuid"] = uuid;
        JobStates.Move(job, JobStates.Pending, now);
        return job;
    }
}
