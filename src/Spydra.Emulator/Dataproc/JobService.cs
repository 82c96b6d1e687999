using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Filters;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Faults;

namespace Spydra.Emulator.Dataproc;

/// <summary>The methods of projects.regions.jobs (https://docs.cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.jobs).</summary>
internal sealed class JobService(DataprocState state, ClusterBook clusters, OperationBook operations, JobRuns runs, TimeProvider time)
{
    public JsonObject Submit(string project, string region, JsonObject request, IReadOnlyList<Fault> faults)
    {
        lock (state.Gate) return Submit(project, region, request, "jobs.submit", faults).Resource;
    }

    public JsonObject SubmitAsOperation(string project, string region, JsonObject request, IReadOnlyList<Fault> faults)
    {
        lock (state.Gate)
        {
            const string method = "jobs.submitAsOperation";
            var requestId = request.Text("requestId");
            if (operations.Known(project, region, method, requestId) is { } known) return known.Resource;
            return state.Operations.Find(Submit(project, region, request, method, faults).OperationKey!)!.Resource;
        }
    }

    public JsonObject Get(string project, string region, string id)
    {
        ClusterService.RequireRegion(region);
        lock (state.Gate) return Find(project, region, id).Resource;
    }

    public JsonObject List(string project, string region, JobQuery query, Page page)
    {
        ClusterService.RequireRegion(region);
        var wanted = query.Filter is null ? JobFilter.Matcher(query.StateMatcher) : JobFilter.Parse(query.Filter);
        lock (state.Gate)
        {
            // A cluster that is not there is an error, not an empty list; jobs of deleted clusters are listed without this parameter.
            var cluster = query.ClusterName is null ? null : clusters.Get(project, region, query.ClusterName);
            var all = state.Jobs.All.Reverse().Where(job => job.Project == project && job.Region == region
                && (cluster is null || job.ClusterUuid == cluster.Uuid) && wanted(job.Resource));
            return page.NewestFirst("jobs", all, job => job.Number, job => job.Resource);
        }
    }

    public JsonObject Cancel(string project, string region, string id)
    {
        ClusterService.RequireRegion(region);
        lock (state.Gate)
        {
            var job = Find(project, region, id);
            JobStates.RequireCancellable(job.Resource);
            job = job.Changed(resource => JobStates.Move(resource, JobStates.CancelPending, time.GetUtcNow()));
            state.Jobs.Put(job);
            operations.JobMoved(job);
            runs.Cancel(job);
            return job.Resource;
        }
    }

    public JsonObject Patch(string project, string region, string id, JsonObject body, string? mask)
    {
        ClusterService.RequireRegion(region);
        lock (state.Gate)
        {
            var job = Find(project, region, id);
            PatchMask.ForJob(mask);
            var problems = NameRules.Labels(body.Map("labels")).ToList();
            if (problems.Count > 0) throw ApiError.Invalid(problems);
            job = job.Changed(resource => resource.Put("labels", body.Child("labels")?.DeepClone()));
            state.Jobs.Put(job);
            return job.Resource;
        }
    }

    public JsonObject Delete(string project, string region, string id)
    {
        ClusterService.RequireRegion(region);
        lock (state.Gate)
        {
            var job = Find(project, region, id);
            JobStates.RequireDeletable(job.Resource);
            state.Jobs.Remove(job);
            return [];
        }
    }

    private JobRecord Submit(string project, string region, JsonObject request, string method, IReadOnlyList<Fault> faults)
    {
        ClusterService.RequireRegion(region);
        var requestId = request.Text("requestId");
        if (requestId is not null && NameRules.Request(requestId) is { } badRequestId) throw ApiError.Invalid(badRequestId);
        var key = DataprocState.RequestKey(project, region, method, requestId);
        if (key is not null && state.Jobs.All.FirstOrDefault(job => job.RequestKey == key) is { } known) return known;

        var asked = request.Child("job") ?? throw ApiError.Invalid("The request has no job.");
        var problems = JobChecks.Check(asked, project).ToList();
        if (problems.Count > 0) throw ApiError.Invalid(problems);

        var cluster = Place(project, region, asked);
        ClusterStates.Require(ClusterStates.TakesJobs, "submit a job to", cluster.Resource);
        var chosen = asked.Text("reference.jobId");
        var id = chosen ?? Guid.NewGuid().ToString();
        if (state.Jobs.Find(JobRecord.KeyOf(project, region, id)) is { } taken)
            throw new ApiError(ApiStatus.AlreadyExists, $"Already exists: Failed to submit job: Job {taken.ResourceName}");

        var uuid = chosen is null ? id : ServiceNames.NameUuid(project, region, id, requestId ?? "");
        var job = new JobRecord(state.NextNumber(), region, FilledInJob.Of(asked, cluster, project, id, uuid, time.GetUtcNow())) { RequestKey = key };
        if (method == "jobs.submitAsOperation") job = job with { OperationKey = operations.BeginForJob(job, method, requestId).Key };
        state.Jobs.Put(job);
        clusters.JobsChanged(job);
        BreakLater(cluster, faults);
        runs.Start(job, [.. faults.Where(fault => fault.Effect is FaultEffect.JobFails or FaultEffect.JobHangs)]);
        return job;
    }

    private ClusterRecord Place(string project, string region, JsonObject job)
    {
        if (job.Text("placement.clusterName") is { } name) return clusters.Get(project, region, name);
        var labels = job.Map("placement.clusterLabels");
        return state.Clusters.All
            .Where(cluster => cluster.Project == project && cluster.Region == region && ClusterStates.TakesJobs.Contains(cluster.State))
            .Where(cluster => labels.All(label => cluster.Resource.Map("labels").GetValueOrDefault(label.Key) == label.Value))
            .OrderBy(cluster => cluster.Name, StringComparer.Ordinal)
            .FirstOrDefault()
            ?? throw new ApiError(ApiStatus.NotFound, $"Not found: No running cluster in projects/{project}/regions/{region} has the labels "
                + string.Join(", ", labels.Select(label => $"{label.Key}={label.Value}")));
    }

    private void BreakLater(ClusterRecord cluster, IReadOnlyList<Fault> faults)
    {
        if (faults.FirstOrDefault(fault => fault.Effect == FaultEffect.ClusterError) is not { } fault) return;
        var now = clusters.Get(cluster.Project, cluster.Region, cluster.Name);
        clusters.Save(now with { FailsAt = time.GetUtcNow() + (fault.After ?? TimeSpan.Zero), FailsWith = fault.Message });
    }

    private JobRecord Find(string project, string region, string id) =>
        state.Jobs.Find(JobRecord.KeyOf(project, region, id)) ?? throw ApiError.NotFound("Job", $"projects/{project}/regions/{region}/jobs/{id}");
}

/// <summary>Which jobs are asked for.</summary>
internal sealed record JobQuery(string? ClusterName, string? StateMatcher, string? Filter);
