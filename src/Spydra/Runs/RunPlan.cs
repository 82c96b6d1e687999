using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Spydra.Clusters;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;

namespace Spydra.Runs;

/// <summary>Everything a run will do, decided before anything is sent. It does not change; a dry run prints it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Region">Project and region of cluster and job; null where the run is not on Dataproc.</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="Job">The job.</param>
/// <param name="Archive">What to wait for after the job; null for nothing.</param>
/// <param name="Warnings">What the user should know before it starts.</param>
public sealed record RunPlan(
    Guid RunId, RegionPath? Region, ClusterPlan Cluster, JobPlan Job, ArchivePlan? Archive, IReadOnlyList<string> Warnings)
{
    /// <summary>Every request of an undisturbed run, in order. Polls stand once; what only an answer will tell stands in braces.</summary>
    public IEnumerable<PlannedRequest> Requests(Endpoints endpoints) =>
        Region is { } region && Job is JobPlan.Dataproc job ? new RequestsOfRun(this, region, job, endpoints).InOrder() : [];

    /// <summary>The same run, which does not wait until a cluster that it deletes is gone.</summary>
    public RunPlan DeletingAsync() => Cluster is ClusterPlan.Ephemeral own ? this with { Cluster = own with { AsyncDelete = true } } : this;

    /// <summary>Every program of this machine that the run starts, word by word.</summary>
    public IReadOnlyList<ImmutableArray<string>> Commands => Job is JobPlan.OnPremise job ? [job.Words] : [];
}

/// <summary>One request of a plan.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Url">The whole address.</param>
/// <param name="Body">The JSON body, or null.</param>
/// <param name="Content">What the body is where it is not JSON.</param>
/// <param name="OnlyIf">What an earlier answer must say for it to be sent; null where it is sent in any case.</param>
public sealed record PlannedRequest(string Method, string Url, JsonObject? Body, string? Content = null, string? OnlyIf = null);
