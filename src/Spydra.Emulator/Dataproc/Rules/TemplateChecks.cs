using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>
/// All that a workflow template can be refused for. One that is only kept may still be without jobs and cluster, because gcloud adds them one by one;
/// one that is to run may not.
/// </summary>
internal static class TemplateChecks
{
    private static readonly TimeSpan ShortestDag = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestDag = TimeSpan.FromDays(1);

    public static IEnumerable<string> Check(JsonObject template)
    {
        foreach (var problem in NameRules.Labels(template.Map("labels"))) yield return problem;
        if (template.Duration("dagTimeout") is { } timeout && (timeout < ShortestDag || timeout > LongestDag))
            yield return "Invalid value for field 'dagTimeout': it must be from 600s to 86400s.";
        foreach (var problem in Placement(template)) yield return problem;
        foreach (var problem in Jobs(template)) yield return problem;
        foreach (var problem in TemplateParameters.Check(template)) yield return problem;
    }

    /// <summary>What the template lacks to be run.</summary>
    public static IEnumerable<string> Runnable(JsonObject template)
    {
        if (!template.Children("jobs").Any()) yield return "The workflow template has no jobs.";
        if (template.Child("placement.managedCluster") is null && template.Child("placement.clusterSelector") is null)
            yield return "The workflow template's placement has no cluster. Set managedCluster or clusterSelector.";
    }

    private static IEnumerable<string> Placement(JsonObject template)
    {
        if (template.Child("placement.managedCluster") is { } managed)
        {
            if (NameRules.ManagedCluster(managed.Text("clusterName")) is { } badName) yield return badName;
            foreach (var problem in NameRules.Labels(managed.Map("labels"))) yield return problem;
        }

        if (template.Child("placement.clusterSelector") is { } selector && selector.Child("clusterLabels") is null)
            yield return "The cluster selector has no clusterLabels.";
    }

    private static IEnumerable<string> Jobs(JsonObject template)
    {
        var jobs = template.Children("jobs").ToList();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var job in jobs)
        {
            var id = job.Text("stepId") ?? "";
            if (NameRules.Step(id) is { } badId) yield return badId;
            if (!ids.Add(id)) yield return $"Step id '{id}' is given to more than one job.";
            foreach (var problem in JobChecks.OfType(job)) yield return $"Job '{id}': {problem}";
            foreach (var problem in NameRules.Labels(job.Map("labels"))) yield return $"Job '{id}': {problem}";
            if (job.At("scheduling.maxFailuresPerHour") is not null || job.At("scheduling.maxFailuresTotal") is not null)
                yield return $"Job '{id}': restartable jobs are not supported in workflow templates.";
        }

        foreach (var job in jobs)
            foreach (var stranger in WorkflowGraph.Prerequisites(job).Where(before => !ids.Contains(before)))
                yield return $"Job '{job.Text("stepId")}' waits for step '{stranger}', which the template does not have.";
        if (WorkflowGraph.HasCycle(jobs)) yield return "The jobs wait for each other in a circle.";
    }
}
