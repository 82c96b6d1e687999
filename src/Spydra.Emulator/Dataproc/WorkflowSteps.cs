using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc;

/// <summary>
/// Takes workflows through their lives: the cluster, the jobs in the order of their graph, the cluster's end. All that a workflow has come to stands
/// in its operation's metadata; whenever a job or an operation ends, it is looked at again. Under the lock of <see cref="DataprocState"/>.
/// </summary>
internal sealed class WorkflowSteps
{
    private const string PeerFailed = "The workflow failed before this step was done, because another step failed.";

    private readonly DataprocState state;
    private readonly Agenda agenda;
    private readonly OperationBook operations;
    private readonly WorkflowParts parts;
    private readonly JobRuns runs;
    private readonly TimeProvider time;

    public WorkflowSteps(DataprocState state, Agenda agenda, OperationBook operations, WorkflowParts parts, JobRuns runs, TimeProvider time)
    {
        (this.state, this.agenda, this.operations, this.parts, this.runs, this.time) = (state, agenda, operations, parts, runs, time);
        operations.Ended = ended => WakeAll(ended.Project, ended.Region);
        operations.JobEnded = ended => WakeAll(ended.Project, ended.Region);
    }

    /// <summary>The workflow that runs with this tag now.</summary>
    public OperationRecord? Running(string project, string region, string? tag) => tag is null ? null
        : Open.FirstOrDefault(operation => operation.Project == project && operation.Region == region && operation.Workflow!.Tag == tag);

    public OperationRecord Begin(string project, string region, JsonObject metadata, WorkflowOrder order)
    {
        var operation = operations.BeginForWorkflow(project, region, metadata, order);
        Wake(operation);
        return operation;
    }

    /// <summary>Jobs in flight are cancelled, and the workflow's own cluster is deleted.</summary>
    public void Cancel(OperationRecord operation) => Break(operation, new(ApiStatus.Cancelled.Number, "The workflow was cancelled."));

    /// <summary>Goes on with what an earlier emulator had begun.</summary>
    public void Resume()
    {
        foreach (var operation in Open.ToList())
        {
            SetDagClock(operation);
            Wake(operation);
        }
    }

    private IEnumerable<OperationRecord> Open => state.Operations.Open.Where(operation => operation.Workflow is not null);

    private void WakeAll(string project, string region)
    {
        foreach (var operation in Open.Where(operation => operation.Project == project && operation.Region == region).ToList()) Wake(operation);
    }

    // Not in this call: the caller is in the middle of what the workflow would look at.
    private void Wake(OperationRecord operation) => agenda.At("workflow/" + operation.Name, time.GetUtcNow(), () => Later(operation, Advance));

    private void Later(OperationRecord operation, Action<OperationRecord> action)
    {
        lock (state.Gate)
        {
            if (state.Operations.Find(operation.Key) is { HasEnded: false } now) action(now);
        }
    }

    private void Break(OperationRecord operation, OrderedFailure failure)
    {
        if (operation.HasEnded || operation.Failure is not null) return;
        operation = operation with { Failure = failure };
        state.Operations.Put(operation);
        Wake(operation);
    }

    private void Advance(OperationRecord operation)
    {
        var run = new WorkflowRun(operation.Resource.Copy(), operation);
        if (run.State == "PENDING") Begin(run);
        Look(run, "createCluster");
        foreach (var node in run.Nodes.Where(node => node.Text("state") == WorkflowGraph.Running)) Look(run, node);
        run.NoteFailure();
        if (run.FailsBecause is not null) StopTheRest(run);
        else if (run.HasCluster) SubmitWhatCan(run);
        if (run.Nodes.All(WorkflowGraph.HasEnded)) End(run);
        else state.Operations.Put(run.Record);
    }

    private void Begin(WorkflowRun run)
    {
        run.Metadata["state"] = "RUNNING";
        if (run.Managed is null) return;
        try
        {
            var (create, _) = parts.Clusters.Create(run.Project, run.Region, run.ClusterToCreate(), null, []);
            run.Metadata["clusterName"] = create.ClusterName;
            run.Metadata["clusterUuid"] = create.ClusterUuid;
            run.Metadata["createCluster"] = new JsonObject { ["operationId"] = create.Name };
        }
        catch (ApiError refusal)
        {
            run.Metadata["createCluster"] = new JsonObject { ["error"] = refusal.Message, ["done"] = true };
        }
    }

    /// <summary>Whether the operation on the cluster is done, and how it ended.</summary>
    private void Look(WorkflowRun run, string step)
    {
        if (run.Metadata.Child(step) is not { } cluster || cluster.Flag("done") || cluster.Text("operationId") is not { } name) return;
        var operation = state.Operations.Find(name);
        if (operation is { HasEnded: false }) return;
        cluster["done"] = true;
        if (operation?.Resource.Text("error.message") is { } error) cluster["error"] = error;
    }

    private void Look(WorkflowRun run, JsonObject node)
    {
        var job = state.Jobs.Find(JobRecord.KeyOf(run.Project, run.Region, node.Text("jobId")!));
        if (job is { HasEnded: false }) return;
        if (job?.State == JobStates.Done) node["state"] = WorkflowGraph.Completed;
        else WorkflowGraph.Fail(node, job is null ? "The job was deleted." : job.Resource.Text("status.details") ?? $"The job ended in {job.State}.");
    }

    private void StopTheRest(WorkflowRun run)
    {
        foreach (var node in run.Nodes.Where(node => !WorkflowGraph.HasEnded(node)))
        {
            if (node.Text("state") != WorkflowGraph.Running) WorkflowGraph.Fail(node, run.FailsBecause!);
            else if (state.Jobs.Find(JobRecord.KeyOf(run.Project, run.Region, node.Text("jobId")!)) is { } job)
                runs.Stop(job, run.WasCancelled ? null : PeerFailed);
        }
    }

    private void SubmitWhatCan(WorkflowRun run)
    {
        WorkflowGraph.Unblock(run.Nodes);
        foreach (var node in run.Nodes.Where(node => node.Text("state") == WorkflowGraph.Runnable))
        {
            try
            {
                var job = run.JobToSubmit(node);
                var id = job.Text("job.reference.jobId")!;
                // After a crash between the submit and the record of it, the job is there already.
                var submitted = state.Jobs.Find(JobRecord.KeyOf(run.Project, run.Region, id))?.Resource ?? parts.Jobs.Submit(run.Project, run.Region, job, []);
                node["jobId"] = id;
                node["state"] = WorkflowGraph.Running;
                run.Metadata.Default("clusterName", submitted.Text("placement.clusterName")!);
                run.Metadata.Default("clusterUuid", submitted.Text("placement.clusterUuid")!);
                StartDagClock(run);
            }
            catch (ApiError refusal)
            {
                WorkflowGraph.Fail(node, refusal.Message);
                Wake(run.Record);
            }
        }
    }

    private void StartDagClock(WorkflowRun run)
    {
        if (run.Metadata.Duration("dagTimeout") is null || run.Metadata.ContainsKey("dagStartTime")) return;
        run.Metadata["dagStartTime"] = Timestamps.Of(time.GetUtcNow());
        SetDagClock(run.Record);
    }

    private void SetDagClock(OperationRecord operation)
    {
        if (operation.Resource.Instant("metadata.dagStartTime") is not { } start || operation.Resource.Duration("metadata.dagTimeout") is not { } timeout) return;
        agenda.At("workflow-dag/" + operation.Name, start + timeout, () => Later(operation, now => Break(now,
            new(ApiStatus.DeadlineExceeded.Number, $"The workflow's jobs took longer than its dagTimeout of {now.Resource.Text("metadata.dagTimeout")}."))));
    }

    private void End(WorkflowRun run)
    {
        agenda.Forget("workflow-dag/" + run.Record.Name);
        if (run.Metadata.ContainsKey("dagStartTime")) run.Metadata.Default("dagEndTime", Timestamps.Of(time.GetUtcNow()));
        DeleteCluster(run);
        Look(run, "deleteCluster");
        if (run.Metadata.Child("deleteCluster") is { } deletion && !deletion.Flag("done"))
        {
            state.Operations.Put(run.Record);
            return;
        }

        run.Finish(time.GetUtcNow());
        operations.Close(run.Record);
    }

    private void DeleteCluster(WorkflowRun run)
    {
        if (run.Metadata.Text("createCluster.operationId") is null || run.Metadata.ContainsKey("deleteCluster")) return;
        var cluster = parts.Book.Find(run.Project, run.Region, run.Metadata.Text("clusterName")!);
        if (cluster is null || cluster.Uuid != run.Metadata.Text("clusterUuid") || cluster.State == ClusterStates.Deleting) return;
        run.Metadata["deleteCluster"] = new JsonObject { ["operationId"] = parts.Steps.Delete(cluster, null).Name };
    }
}

/// <summary>What a workflow does its work with.</summary>
internal sealed record WorkflowParts(ClusterBook Book, ClusterService Clusters, ClusterSteps Steps, JobService Jobs);
