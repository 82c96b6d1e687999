using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc;

/// <summary>One look at a workflow: a copy of its operation that may be changed, and what follows from its template.</summary>
internal sealed class WorkflowRun(JsonObject resource, OperationRecord before)
{
    public OperationRecord Record => before with { Resource = resource, Failure = Failure };

    /// <summary>The error that the operation will end with.</summary>
    public OrderedFailure? Failure { get; private set; } = before.Failure;

    /// <summary>Whether it was ended from outside, and not by a step of its own.</summary>
    public bool WasCancelled => Failure is not null && Failure.Code != ApiStatus.Aborted.Number;

    public string Project => before.Project;

    public string Region => before.Region;

    public JsonObject Metadata { get; } = resource.Child("metadata")!;

    public IReadOnlyList<JsonObject> Nodes { get; } = [.. resource.Children("metadata.graph.nodes")];

    public string State => Metadata.Text("state")!;

    public JsonObject? Managed => Template.Child("placement.managedCluster");

    /// <summary>Whether jobs have a cluster to go to.</summary>
    public bool HasCluster => Managed is null || (Metadata.Flag("createCluster.done") && CreateError is null);

    /// <summary>Why nothing more is begun; null while all goes well.</summary>
    public string? FailsBecause =>
        Failure?.Message ?? (CreateError is { } error ? "The cluster of the workflow was not created: " + error : null);

    private string? CreateError => Metadata.Text("createCluster.error");

    private JsonObject Template => before.Workflow!.Template;

    private string InstanceId => before.Name.Split('/')[^1];

    public JsonObject ClusterToCreate() => new()
    {
        ["clusterName"] = ServiceNames.OfWorkflow(Managed!.Text("clusterName")!, before.Name),
        ["config"] = Managed!.Child("config")?.DeepClone() ?? new JsonObject(),
        ["labels"] = Labels(Managed!.Child("labels")),
    };

    public JsonObject JobToSubmit(JsonObject node)
    {
        var id = node.Text("stepId")!;
        var job = Template.Children("jobs").Single(job => job.Text("stepId") == id).Copy();
        job.Remove("stepId");
        job.Remove("prerequisiteStepIds");
        job["reference"] = new JsonObject { ["projectId"] = Project, ["jobId"] = ServiceNames.OfWorkflow(id, before.Name) };
        job["placement"] = Managed is null
            ? new JsonObject { ["clusterLabels"] = Template.Child("placement.clusterSelector.clusterLabels")!.DeepClone() }
            : new JsonObject { ["clusterName"] = Metadata.Text("clusterName") };
        var labels = Labels(job.Child("labels"));
        labels["goog-dataproc-workflow-step-id"] = id;
        job["labels"] = labels;
        return new JsonObject { ["job"] = job };
    }

    /// <summary>The first step that failed is the workflow's failure; those that fail after it do so because of it.</summary>
    public void NoteFailure()
    {
        if (Failure is null && CreateError is null && Nodes.FirstOrDefault(node => node.Text("state") == WorkflowGraph.Failed) is { } failed)
            Failure = new(ApiStatus.Aborted.Number, $"Step '{failed.Text("stepId")}' failed: {failed.Text("error")}");
    }

    /// <summary>
    /// The operation is done. Where the cluster could not be created it ends without an error of its own, as the service's does: the error stands in
    /// the metadata alone.
    /// </summary>
    public void Finish(DateTimeOffset now)
    {
        Metadata["state"] = "DONE";
        Metadata["endTime"] = Timestamps.Of(now);
        resource["done"] = true;
        if (Failure is not null)
            resource["error"] = new JsonObject { ["code"] = Failure.Code, ["message"] = Failure.Message };
        else
            resource["response"] = new JsonObject { ["@type"] = "type.googleapis.com/google.protobuf.Empty" };
    }

    private JsonObject Labels(JsonObject? own)
    {
        var labels = Template.Child("labels")?.Copy() ?? [];
        foreach (var (key, value) in own ?? []) labels[key] = value?.DeepClone();
        labels["goog-dataproc-workflow-instance-id"] = InstanceId;
        if (Metadata.Text("template") is { } template) labels["goog-dataproc-workflow-template-id"] = template.Split('/')[^1];
        return labels;
    }
}
