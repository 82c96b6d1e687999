using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>Which jobs of a cluster a diagnosis is about: those that are named, those of the applications that are named, or all; of its interval.</summary>
internal static class DiagnosedJobs
{
    /// <exception cref="ApiError">A job that is named is none of the cluster's; or the interval ends before it starts.</exception>
    public static IEnumerable<JobRecord> Of(JsonObject request, ClusterRecord cluster, IEnumerable<JobRecord> jobs)
    {
        var (from, to) = (request.Instant("diagnosisInterval.startTime"), request.Instant("diagnosisInterval.endTime"));
        if (from > to) throw ApiError.Invalid("Invalid value for field 'diagnosisInterval': it ends before it starts.");
        var ofCluster = jobs.Where(job => job.ClusterUuid == cluster.Uuid).ToList();
        var named = Texts(request, "jobs", "job").Select(name => Find(ofCluster, cluster, name)).ToHashSet();
        var applications = Texts(request, "yarnApplicationIds", "yarnApplicationId").ToHashSet(StringComparer.Ordinal);
        return ofCluster
            .Where(job => (named.Count == 0 && applications.Count == 0) || named.Contains(job)
                || job.Resource.Children("yarnApplications").Any(application => IsOneOf(application, applications)))
            .Where(job => (to is null || JobStates.SubmittedAt(job.Resource) <= to)
                && (from is null || !job.HasEnded || job.Resource.Instant("status.stateStartTime") >= from));
    }

    // The API wants projects/P/regions/R/jobs/ID; gcloud passes on what it was given, and that is usually the id.
    private static JobRecord Find(List<JobRecord> jobs, ClusterRecord cluster, string name) =>
        jobs.Find(job => job.Id == name || job.ResourceName == name)
        ?? throw ApiError.NotFound("Job", name.Contains('/', StringComparison.Ordinal) ? name : $"projects/{cluster.Project}/regions/{cluster.Region}/jobs/{name}");

    private static bool IsOneOf(JsonObject application, HashSet<string> ids) =>
        ids.Any(id => application.Text("trackingUrl")?.EndsWith($"/{id}/", StringComparison.Ordinal) == true);

    private static IEnumerable<string> Texts(JsonObject request, string list, string single)
    {
        foreach (var text in (request.At(list) as JsonArray) ?? []) yield return text!.GetValue<string>();
        if (request.Text(single) is { } deprecated) yield return deprecated;
    }
}
