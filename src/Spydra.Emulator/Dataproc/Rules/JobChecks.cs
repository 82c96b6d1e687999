using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>All that a submit request can be refused for before the cluster is looked at.</summary>
internal static class JobChecks
{
    public static IEnumerable<string> Check(JsonObject job, string project)
    {
        if (job.Text("reference.projectId") is { } named && named != project)
            yield return $"Project ID '{named}' of the job is not the project '{project}' of the request.";
        if (job.Text("reference.jobId") is { } id && NameRules.Job(id) is { } badId) yield return badId;
        foreach (var problem in OfType(job)) yield return problem;
        foreach (var problem in NameRules.Labels(job.Map("labels"))) yield return problem;

        var (name, labels) = (job.Text("placement.clusterName"), job.Child("placement.clusterLabels"));
        if (name is null && labels is null) yield return "The job's placement names no cluster. Set clusterName or clusterLabels.";
        if (name is not null && labels is not null) yield return "The job's placement has both clusterName and clusterLabels. Set one of them.";

        if (job.Number("scheduling.maxFailuresPerHour") is { } perHour and (< 0 or > 10))
            yield return $"Invalid value for field 'job.scheduling.maxFailuresPerHour': {perHour.Invariant()} must be from 0 to 10.";
        if (job.Number("scheduling.maxFailuresTotal") is { } total and (< 0 or > 240))
            yield return $"Invalid value for field 'job.scheduling.maxFailuresTotal': {total.Invariant()} must be from 0 to 240.";
        if (job.Duration("scheduling.ttl") is { } ttl && (ttl < TimeSpan.FromMinutes(10) || ttl > TimeSpan.FromDays(14)))
            yield return "Invalid value for field 'job.scheduling.ttl': it must be from 600s to 1209600s.";
    }

    /// <summary>What is wrong with the part that says what the job runs.</summary>
    public static IEnumerable<string> OfType(JsonObject job)
    {
        var type = JobTypes.Of(job);
        if (type is null) yield return $"The job has no type. Set one of {string.Join(", ", JobTypes.All)}.";
        if (type is "hadoopJob" or "sparkJob" && job.Text(type + ".mainClass") is null && job.Text(type + ".mainJarFileUri") is null)
            yield return $"The {type} has no driver. Set mainJarFileUri or mainClass.";
        if (type is "pysparkJob" && job.Text("pysparkJob.mainPythonFileUri") is null)
            yield return "The pysparkJob has no driver. Set mainPythonFileUri.";
    }
}
