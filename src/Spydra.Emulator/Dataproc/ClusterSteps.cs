using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc;

/// <summary>What operations do to clusters: how they begin, and what is so when they are done. Under the lock of <see cref="DataprocState"/>.</summary>
internal sealed class ClusterSteps
{
    private readonly DataprocState state;
    private readonly ClusterBook clusters;
    private readonly OperationBook operations;
    private readonly JobRuns runs;
    private readonly StepTimes steps;
    private readonly TimeProvider time;

    public ClusterSteps(DataprocState state, ClusterBook clusters, OperationBook operations, JobRuns runs, StepTimes steps, TimeProvider time)
    {
        (this.state, this.clusters, this.operations, this.runs, this.steps, this.time) = (state, clusters, operations, runs, steps, time);
        clusters.TimeIsOver = OnTimeIsOver;
    }

    public OperationRecord Create(ClusterRecord cluster, OperationOrder order)
    {
        cluster = clusters.Save(cluster);
        return Begin(cluster, order);
    }

    public OperationRecord Update(ClusterRecord cluster, OperationOrder order) => Begin(Move(cluster, ClusterStates.Updating), order);

    public OperationRecord Stop(ClusterRecord cluster, string? requestId)
    {
        cluster = Move(cluster, ClusterStates.Stopping);
        runs.FailAll(cluster, $"Cluster '{cluster.Name}' was stopped while the job was active.");
        return Begin(cluster, new OperationOrder("STOP", "clusters.stop", requestId, steps.Update) { Description = "Stop cluster" });
    }

    public OperationRecord Start(ClusterRecord cluster, string? requestId) => Begin(
        Move(cluster, ClusterStates.Starting), new OperationOrder("START", "clusters.start", requestId, steps.Update) { Description = "Start cluster" });

    public OperationRecord Delete(ClusterRecord cluster, string? requestId)
    {
        // What was going on ends as the service lets it end: done, without an error.
        foreach (var open in operations.Open(cluster)) operations.Succeed(open, open.Response ?? FilledIn.OperationResponse(cluster.Resource));
        cluster = Move(cluster, ClusterStates.Deleting);
        runs.FailAll(cluster, $"Cluster '{cluster.Name}' was deleted while the job was active.");
        return Begin(cluster, new OperationOrder("DELETE", "clusters.delete", requestId, steps.Delete)
        {
            Description = "Delete cluster",
            Labels = cluster.Resource.Child("labels"),
        });
    }

    /// <summary>Begins a diagnosis whose results lie in the bucket already. The cluster's state stays.</summary>
    public OperationRecord Diagnose(ClusterRecord cluster, JsonObject results) =>
        Begin(cluster, new OperationOrder("DIAGNOSE", "clusters.diagnose", null, steps.Update) { Description = "Diagnose cluster", Response = results });

    /// <summary>Best effort, as the API says: a create or update that is not done yet ends with CANCELLED, all others go on.</summary>
    public void Cancel(OperationRecord operation)
    {
        if (operation.HasEnded || operation.Type is not ("CREATE" or "UPDATE")) return;
        if (Subject(operation) is { } cluster)
        {
            if (operation.Type == "CREATE") Move(cluster, ClusterStates.Error, "The create operation was cancelled.");
            else Move(cluster, ClusterStates.Running);
        }

        operations.Fail(operation, ApiStatus.Cancelled.Number, "The operation was cancelled.");
    }

    /// <summary>Goes on with what an earlier emulator had begun.</summary>
    public void Resume()
    {
        foreach (var operation in state.Operations.Open.Where(operation => operation.ClusterUuid.Length > 0).ToList())
            operations.Schedule(operation, Complete);
    }

    private OperationRecord Begin(ClusterRecord cluster, OperationOrder order)
    {
        var operation = operations.Begin(cluster, order);
        operations.Schedule(operation, Complete);
        return operation;
    }

    private void Complete(OperationRecord operation)
    {
        var cluster = Subject(operation);
        if (operation.Failure is { } failure)
        {
            if (cluster is not null) Move(cluster, ClusterStates.Error, failure.Message);
            operations.Fail(operation, failure.Code, failure.Message);
            return;
        }

        switch (operation.Type, cluster?.State)
        {
            case ("CREATE", ClusterStates.Creating):
            case ("START", ClusterStates.Starting):
                cluster = Move(cluster!, ClusterStates.Running);
                break;

            case ("STOP", ClusterStates.Stopping):
                cluster = Move(cluster!, ClusterStates.Stopped);
                break;

            case ("UPDATE", ClusterStates.Updating):
                cluster = clusters.Save(cluster!.Changed(resource =>
                {
                    PatchMask.ForCluster(operation.Patch!.Mask).Apply(resource, operation.Patch.Body, operation.Asked);
                    ClusterStates.Move(resource, ClusterStates.Running, time.GetUtcNow());
                }));
                break;

            case ("DELETE", not null):
                clusters.Remove(cluster!);
                break;
        }

        operations.Succeed(operation, operation.Response is { } known ? known.Copy()
            : operation.Type == "DELETE" || cluster is null
            ? new JsonObject { ["@type"] = "type.googleapis.com/google.protobuf.Empty" }
            : FilledIn.OperationResponse(cluster.Resource));
    }

    private void OnTimeIsOver(ClusterRecord cluster, ClusterEnd end)
    {
        switch (end)
        {
            case ClusterEnd.Delete:
                Delete(cluster, null);
                break;
            case ClusterEnd.Stop:
                Stop(cluster, null);
                break;
            case ClusterEnd.Fail:
                var why = cluster.FailsWith ?? "The cluster's master stopped answering.";
                cluster = Move(cluster with { FailsAt = null, FailsWith = null }, ClusterStates.Error, why);
                runs.FailAll(cluster, $"Cluster '{cluster.Name}' went to ERROR while the job was active: {why}");
                break;
        }
    }

    private ClusterRecord Move(ClusterRecord cluster, string to, string? detail = null) =>
        clusters.Save(cluster.Changed(resource => ClusterStates.Move(resource, to, time.GetUtcNow(), detail)));

    // A cluster of the same name that came later is another one.
    private ClusterRecord? Subject(OperationRecord operation) =>
        clusters.Find(operation.Project, operation.Region, operation.ClusterName) is { } cluster && cluster.Uuid == operation.ClusterUuid ? cluster : null;
}
