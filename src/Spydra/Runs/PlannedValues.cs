using Spydra.Clusters;
using Spydra.Jobs;
using Spydra.Specs;

namespace Spydra.Runs;

/// <summary>What no layer says and the plan adds: names, ids and labels, for an explanation.</summary>
public static class PlannedValues
{
    private static readonly SpecLocation Added = new("added by Spydra");

    /// <summary>The values that this plan adds to what the spec says.</summary>
    public static IEnumerable<ExplainedValue> Of(RunPlan plan, JobSpec spec)
    {
        if (plan.Cluster is ClusterPlan.Ephemeral or ClusterPlan.Pooled)
        {
            var own = plan.Cluster as ClusterPlan.Ephemeral ?? ((ClusterPlan.Pooled)plan.Cluster).Shared.Member;
            var help = plan.Cluster is ClusterPlan.Pooled ? "The cluster of the pool that the run uses, and makes if it is not there." : "The cluster that the run makes.";
            yield return new("run.cluster", own.Name, Added) { GcloudFlag = "NAME", ApiField = "clusterName", Help = help };
            foreach (var (key, value) in own.Create.Body?["labels"]?.AsObject() ?? [])
                if (spec.ClusterOptions.Entries("labels").LastOrDefault(label => label.Key == key).Value != (string?)value)
                    yield return Explanation.Unset("cluster.options.labels")! with { Value = (string?)value, At = Added, Entry = key };
        }

        if (plan.Job is not JobPlan.Dataproc job) yield break;
        foreach (var (key, value) in job.Body["labels"]?.AsObject() ?? [])
            if (spec.SubmitOptions.Entries("labels").LastOrDefault(label => label.Key == key).Value != (string?)value)
                yield return Explanation.Unset("submit.options.labels")! with { Value = (string?)value, At = Added, Entry = key };
        if (!spec.SubmitOptions.Has("id"))
            yield return new("run.job", job.Id, Added) { GcloudFlag = "--id", ApiField = "reference.jobId", Help = "The job's id; --job-name makes one that begins with a name." };
    }
}
