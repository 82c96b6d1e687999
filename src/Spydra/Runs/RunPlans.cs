using System.Text.Json.Nodes;
using Spydra.Clusters;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>Plans of runs that were begun, made of what the journal says, without their spec: enough to follow, to cancel and to give back.</summary>
public static class RunPlans
{
    /// <summary>The plan of an attempt as far as its facts tell: it can go on where there is a job, and cannot begin.</summary>
    public static RunPlan Recalled(RunFacts facts)
    {
        var region = facts is { Project: { } project, Region: { } name } ? new RegionPath(project, name) : null;
        if (region is null) return new RunPlan(facts.RunId, null, new ClusterPlan.None(), new JobPlan.Nothing(facts.JobId), null, []);
        return new RunPlan(facts.RunId, region,
            (facts.ClusterKind, facts.Cluster) switch
            {
                ("ephemeral", { } own) => OwnCluster(region, own, facts.RunId),
                (_, { } named) => new ClusterPlan.Static(region, named),
                _ => new ClusterPlan.None(),
            },
            new JobPlan.Dataproc(region, facts.JobId, new JsonObject { ["labels"] = new JsonObject { [RunLabel.Key] = facts.RunId.ToString() } }, [], null, RequestIds.For(facts.RunId, "submit")) { MaxRuntime = facts.MaxRuntime },
            facts.HistoryTimeout > TimeSpan.Zero ? new ArchivePlan(ArchiveFolders.None, facts.HistoryTimeout) : null, []);
    }

    /// <summary>A cluster of a run's own, to be found, used and given back, but not to be made.</summary>
    internal static ClusterPlan.Ephemeral OwnCluster(RegionPath region, string name, Guid runId) =>
        new(region, name, runId, new DataprocRequest(HttpMethod.Post, ""), RequestIds.For(runId, $"delete/{name}"), null);

    /// <summary>The plan of a client that leaves when the service has the job.</summary>
    internal static RunPlan Left(this RunPlan plan) => plan with
    {
        Job = plan.Job is JobPlan.Dataproc job ? job with { Async = true, MaxRuntime = null } : plan.Job,
        Archive = null,
    };

    /// <summary>What the journal says of an attempt.</summary>
    public static RunFacts Facts(this RunPlan plan, RunFacts known) => known with
    {
        RunId = plan.RunId,
        JobId = plan.Job.Id,
        Project = plan.Region?.Project,
        Region = plan.Region?.Region,
        ClusterKind = plan.Cluster.GetType().Name.ToLowerInvariant(),
        Cluster = plan.Cluster switch
        {
            ClusterPlan.Ephemeral own => own.Name,
            ClusterPlan.Static named => named.Name,
            ClusterPlan.Pooled pool => pool.Shared.Member.Name,
            _ => null,
        },
        MaxRuntime = plan.Job.MaxRuntime,
        History = plan.Archive?.Folders.Intermediate?.ToString(),
        HistoryTimeout = plan.Archive?.Timeout ?? TimeSpan.Zero,
    };
}
