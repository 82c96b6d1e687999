using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc;

/// <summary>
/// Keeps long-running operations: begins them PENDING, takes them to RUNNING half way, and ends them. Under the lock of
/// <see cref="DataprocState"/>.
/// </summary>
internal sealed class OperationBook(DataprocState state, Agenda agenda, TimeProvider time)
{
    /// <summary>What else is done, under the lock, when an operation has ended.</summary>
    public Action<OperationRecord>? Ended { get; set; }

    /// <summary>What else is done, under the lock, when a job has ended.</summary>
    public Action<JobRecord>? JobEnded { get; set; }

    /// <summary>The operation that an earlier request with this id began, in whatever state it is now.</summary>
    public OperationRecord? Known(string project, string region, string method, string? requestId)
    {
        if (requestId is null) return null;
        if (NameRules.Request(requestId) is { } problem) throw ApiError.Invalid(problem);
        return state.Operations.Find(NameOf(project, region, method, requestId));
    }

    public OperationRecord Begin(ClusterRecord cluster, OperationOrder order)
    {
        var now = time.GetUtcNow();
        var metadata = new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.cloud.dataproc.v1.ClusterOperationMetadata",
            ["clusterName"] = cluster.Name,
            ["clusterUuid"] = cluster.Uuid,
            ["status"] = Status("PENDING", now),
            ["operationType"] = order.Type,
        };
        if (order.Description.Length > 0) metadata["description"] = order.Description;
        if (order.Labels is { Count: > 0 }) metadata["labels"] = order.Labels.DeepClone();
        if (order.Warnings.Count > 0) metadata["warnings"] = new JsonArray([.. order.Warnings.Select(warning => JsonValue.Create(warning))]);
        var resource = new JsonObject { ["name"] = NameOf(cluster.Project, cluster.Region, order.Method, order.RequestId), ["metadata"] = metadata };
        var operation = new OperationRecord(state.NextNumber(), cluster.Project, cluster.Region, resource)
        {
            RequestKey = DataprocState.RequestKey(cluster.Project, cluster.Region, order.Method, order.RequestId),
            Asked = now,
            Due = now + order.Takes,
            Patch = order.Patch,
            Failure = order.Failure,
            Response = order.Response,
        };
        state.Operations.Put(operation);
        return operation;
    }

    /// <summary>The operation that stands for a job, until the job ends.</summary>
    public OperationRecord BeginForJob(JobRecord job, string method, string? requestId)
    {
        var now = time.GetUtcNow();
        var metadata = new JsonObject
        {
            ["@type"] = "type.googleapis.com/google.cloud.dataproc.v1.JobMetadata",
            ["jobId"] = job.Id,
            ["status"] = job.Resource.Child("status")!.DeepClone(),
            ["operationType"] = "SUBMIT",
            ["startTime"] = Timestamps.Of(now),
        };
        var resource = new JsonObject { ["name"] = NameOf(job.Project, job.Region, method, requestId), ["metadata"] = metadata };
        var operation = new OperationRecord(state.NextNumber(), job.Project, job.Region, resource)
        {
            RequestKey = DataprocState.RequestKey(job.Project, job.Region, method, requestId),
            Asked = now,
            Due = DateTimeOffset.MaxValue,
        };
        state.Operations.Put(operation);
        return operation;
    }

    /// <summary>The operation that stands for a workflow, until its last step has ended.</summary>
    public OperationRecord BeginForWorkflow(string project, string region, JsonObject metadata, WorkflowOrder order)
    {
        var resource = new JsonObject { ["name"] = NameOf(project, region, "workflowTemplates.instantiate", null), ["metadata"] = metadata };
        var operation = new OperationRecord(state.NextNumber(), project, region, resource)
        {
            Asked = time.GetUtcNow(),
            Due = DateTimeOffset.MaxValue,
            Workflow = order,
        };
        state.Operations.Put(operation);
        return operation;
    }

    /// <summary>A job moved on; the operation that stands for it goes with it.</summary>
    public void JobMoved(JobRecord job)
    {
        MoveOperationOf(job);
        if (job.HasEnded) JobEnded?.Invoke(job);
    }

    private void MoveOperationOf(JobRecord job)
    {
        if (job.OperationKey is null || state.Operations.Find(job.OperationKey) is not { HasEnded: false } operation) return;
        operation = operation.Changed(resource => resource.Put("metadata.status", job.Resource.Child("status")!.DeepClone()));
        if (job.HasEnded)
        {
            operation = operation.Changed(resource =>
            {
                resource["done"] = true;
                var response = new JsonObject { ["@type"] = "type.googleapis.com/google.cloud.dataproc.v1.Job" };
                foreach (var (key, value) in job.Resource) response[key] = value?.DeepClone();
                resource["response"] = response;
            });
        }

        state.Operations.Put(operation);
    }

    /// <summary>Has the steps of an operation happen when their time comes; <paramref name="complete"/> is called under the lock.</summary>
    public void Schedule(OperationRecord operation, Action<OperationRecord> complete)
    {
        var clock = "operation/" + operation.Name;
        agenda.At(clock, operation.Asked + (operation.Due - operation.Asked) / 2, () =>
        {
            lock (state.Gate)
            {
                MoveToRunning(operation.Key);
                agenda.At(clock, operation.Due, () =>
                {
                    lock (state.Gate)
                    {
                        if (state.Operations.Find(operation.Key) is { HasEnded: false } now) complete(now);
                    }
                });
            }
        });
    }

    public void Succeed(OperationRecord operation, JsonObject response) => End(operation, resource => resource["response"] = response);

    public void Fail(OperationRecord operation, int code, string message) => End(operation, resource =>
    {
        resource["error"] = new JsonObject { ["code"] = code, ["message"] = message };
        resource.Put("metadata.status.details", message);
    });

    /// <summary>Operations of the cluster that are still to be done.</summary>
    public IReadOnlyList<OperationRecord> Open(ClusterRecord cluster) =>
        [.. state.Operations.Open.Where(operation => operation.ClusterUuid == cluster.Uuid)];

    private void MoveToRunning(string key)
    {
        if (state.Operations.Find(key) is not { HasEnded: false } operation || operation.Resource.Text("metadata.status.state") != "PENDING") return;
        state.Operations.Put(operation.Changed(resource => Move(resource.Child("metadata")!, "RUNNING", time.GetUtcNow())));
    }

    /// <summary>Puts an ended operation away, or drops it when its client has no use for it.</summary>
    public void Close(OperationRecord ended)
    {
        if (ended.Forgotten) state.Operations.Remove(ended);
        else state.Operations.Put(ended);
    }

    private void End(OperationRecord operation, Action<JsonObject> outcome)
    {
        var ended = operation.Changed(resource =>
        {
            Move(resource.Child("metadata")!, "DONE", time.GetUtcNow());
            resource["done"] = true;
            outcome(resource);
        });
        agenda.Forget("operation/" + operation.Name);
        Close(ended);
        Ended?.Invoke(ended);
    }

    private static void Move(JsonObject metadata, string to, DateTimeOffset now)
    {
        var before = metadata.Child("status")!.Copy();
        before.Remove("innerState");
        if (metadata["statusHistory"] is not JsonArray history) metadata["statusHistory"] = history = [];
        history.Add((JsonNode)before);
        metadata["status"] = Status(to, now);
    }

    private static JsonObject Status(string name, DateTimeOffset now) =>
        new() { ["state"] = name, ["innerState"] = name, ["stateStartTime"] = Timestamps.Of(now) };

    // With a client's request id the service's ids are name-based UUIDs, without one random ones.
    private static string NameOf(string project, string region, string method, string? requestId)
    {
        var id = requestId is null ? Guid.NewGuid().ToString() : ServiceNames.NameUuid(project, region, method, requestId);
        return $"projects/{project}/regions/{region}/operations/{id}";
    }
}

/// <summary>What an operation is begun for.</summary>
internal sealed record OperationOrder(string Type, string Method, string? RequestId, TimeSpan Takes)
{
    public string Description { get; init; } = "";
    public JsonObject? Labels { get; init; }
    public IReadOnlyList<string> Warnings { get; init; } = [];
    public PatchOrder? Patch { get; init; }
    public OrderedFailure? Failure { get; init; }
    public JsonObject? Response { get; init; }
}
