using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Faults;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Dataproc;

/// <summary>One method a route: takes the request apart, asks the service, writes its answer.</summary>
internal sealed class DataprocHandlers(
    ClusterService clusters, DiagnoseService diagnose, JobService jobs, OperationService operations, PolicyService policies)
{
    public async Task CreateClusterAsync(Call call)
    {
        var cluster = await Bodies.ReadAsync(call, "Cluster", "cluster");
        RequireFailureAction(call.Request.Query.Parameter("actionOnFailedPrimaryWorkers"));
        await Answers.OkAsync(call, await clusters.CreateAsync(
            call["project"], call["region"], cluster, call.Request.Query.Parameter("requestId"), FaultHook.OrderedFor(call), call.Aborted));
    }

    public Task GetClusterAsync(Call call) => Answers.OkAsync(call, clusters.Get(call["project"], call["region"], call["cluster"]));

    public Task ListClustersAsync(Call call) =>
        Answers.OkAsync(call, clusters.List(call["project"], call["region"], call.Request.Query.Parameter("filter"), Page.Of(call.Request.Query, 200)));

    public async Task PatchClusterAsync(Call call)
    {
        var body = await Bodies.ReadAsync(call, "Cluster", "cluster");
        var query = call.Request.Query;
        await Answers.OkAsync(call, clusters.Patch(call["project"], call["region"], call["cluster"], body,
            query.Parameter("updateMask"), query.Parameter("gracefulDecommissionTimeout"), query.Parameter("requestId")));
    }

    public Task DeleteClusterAsync(Call call)
    {
        var query = call.Request.Query;
        return Answers.OkAsync(call, clusters.Delete(call["project"], call["region"], call["cluster"],
            query.Parameter("clusterUuid"), query.Parameter("gracefulTerminationTimeout"), query.Parameter("requestId")));
    }

    public async Task StopClusterAsync(Call call) => await Answers.OkAsync(call,
        clusters.Stop(call["project"], call["region"], call["cluster"], await Bodies.ReadAsync(call, "StopClusterRequest", "")));

    public async Task StartClusterAsync(Call call) => await Answers.OkAsync(call,
        clusters.Start(call["project"], call["region"], call["cluster"], await Bodies.ReadAsync(call, "StartClusterRequest", "")));

    public async Task DiagnoseClusterAsync(Call call) => await Answers.OkAsync(call, await diagnose.DiagnoseAsync(
        call["project"], call["region"], call["cluster"], await Bodies.ReadAsync(call, "DiagnoseClusterRequest", ""), call.Aborted));

    public async Task SubmitJobAsync(Call call) => await Answers.OkAsync(call,
        jobs.Submit(call["project"], call["region"], await Bodies.ReadAsync(call, "SubmitJobRequest", ""), FaultHook.OrderedFor(call)));

    public async Task SubmitJobAsOperationAsync(Call call) => await Answers.OkAsync(call,
        jobs.SubmitAsOperation(call["project"], call["region"], await Bodies.ReadAsync(call, "SubmitJobRequest", ""), FaultHook.OrderedFor(call)));

    public Task GetJobAsync(Call call) => Answers.OkAsync(call, jobs.Get(call["project"], call["region"], call["job"]));

    public Task ListJobsAsync(Call call)
    {
        var query = call.Request.Query;
        var wanted = new JobQuery(query.Parameter("clusterName"), query.Parameter("jobStateMatcher"), query.Parameter("filter"));
        return Answers.OkAsync(call, jobs.List(call["project"], call["region"], wanted, Page.Of(call.Request.Query, 100)));
    }

    public async Task CancelJobAsync(Call call)
    {
        await Bodies.ReadAsync(call, "CancelJobRequest", "");
        await Answers.OkAsync(call, jobs.Cancel(call["project"], call["region"], call["job"]));
    }

    public async Task PatchJobAsync(Call call) => await Answers.OkAsync(call, jobs.Patch(
        call["project"], call["region"], call["job"], await Bodies.ReadAsync(call, "Job", "job"), call.Request.Query.Parameter("updateMask")));

    public Task DeleteJobAsync(Call call) => Answers.OkAsync(call, jobs.Delete(call["project"], call["region"], call["job"]));

    public Task GetOperationAsync(Call call) => Answers.OkAsync(call, operations.Get(call["project"], call["region"], call["operation"]));

    public Task ListOperationsAsync(Call call) =>
        Answers.OkAsync(call, operations.List(call["project"], call["region"], call.Request.Query.Parameter("filter"), Page.Of(call.Request.Query, 100)));

    public Task CancelOperationAsync(Call call) => Answers.OkAsync(call, operations.Cancel(call["project"], call["region"], call["operation"]));

    public Task DeleteOperationAsync(Call call) => Answers.OkAsync(call, operations.Delete(call["project"], call["region"], call["operation"]));

    public async Task CreatePolicyAsync(Call call) =>
        await Answers.OkAsync(call, policies.Create(call["project"], call["region"], await Bodies.ReadAsync(call, "AutoscalingPolicy", "policy")));

    public Task GetPolicyAsync(Call call) => Answers.OkAsync(call, policies.Get(call["project"], call["region"], call["policy"]));

    public Task ListPoliciesAsync(Call call) => Answers.OkAsync(call, policies.List(call["project"], call["region"], Page.Of(call.Request.Query, 100)));

    public async Task UpdatePolicyAsync(Call call) => await Answers.OkAsync(call, policies.Update(
        call["project"], call["region"], call["policy"], await Bodies.ReadAsync(call, "AutoscalingPolicy", "policy")));

    public Task DeletePolicyAsync(Call call) => Answers.OkAsync(call, policies.Delete(call["project"], call["region"], call["policy"]));

    private static void RequireFailureAction(string? action)
    {
        if (action is null or "FAILURE_ACTION_UNSPECIFIED" or "NO_ACTION" or "DELETE" or "0" or "1" or "2") return;
        throw ApiError.Unreadable([new("action_on_failed_primary_workers",
            $"Invalid value at 'action_on_failed_primary_workers' (type.googleapis.com/google.cloud.dataproc.v1.FailureAction), \"{action}\"")]);
    }
}
