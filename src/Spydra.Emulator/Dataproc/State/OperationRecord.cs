using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.State;

/// <summary>A long-running operation: the API's resource, and what is still to be done when its time comes.</summary>
internal sealed record OperationRecord(long Number, string Project, string Region, JsonObject Resource) : IRecord
{
    /// <summary>The idempotency key of the request that began it, see <see cref="DataprocState.RequestKey"/>.</summary>
    public string? RequestKey { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset Asked { get; init; }

    /// <summary>When it is done.</summary>
    public required DateTimeOffset Due { get; init; }

    /// <summary>For an update: the mask and the body.</summary>
    public PatchOrder? Patch { get; init; }

    /// <summary>How it ends when it does not end well: by an ordered fault, or as a workflow whose job failed.</summary>
    public OrderedFailure? Failure { get; init; }

    /// <summary>For a workflow: what it runs.</summary>
    public WorkflowOrder? Workflow { get; init; }

    /// <summary>What it answers with in the end, where that is known from the start.</summary>
    public JsonObject? Response { get; init; }

    /// <summary>Deleted by a client while it went on: nobody sees it any more, what it does is done all the same.</summary>
    public bool Forgotten { get; init; }

    public string Name => Resource.Text("name")!;
    public string Type => Resource.Text("metadata.operationType") ?? "";

    /// <summary>The cluster that it changes; a workflow leaves that to operations of its own.</summary>
    public string ClusterUuid => Workflow is null ? Resource.Text("metadata.clusterUuid") ?? "" : "";

    public string ClusterName => Resource.Text("metadata.clusterName") ?? "";
    public string Key => Name;
    public bool HasEnded => Resource.Flag("done");

    public OperationRecord Changed(Action<JsonObject> change)
    {
        var resource = Resource.Copy();
        change(resource);
        return this with { Resource = resource };
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["number"] = Number,
            ["project"] = Project,
            ["region"] = Region,
            ["asked"] = Timestamps.Of(Asked),
            ["due"] = Timestamps.Of(Due),
            ["resource"] = Resource.DeepClone(),
        };
        if (RequestKey is not null) json["requestKey"] = RequestKey;
        if (Patch is not null) json["patch"] = new JsonObject { ["mask"] = Patch.Mask, ["body"] = Patch.Body.DeepClone() };
        if (Failure is not null)
            json["failure"] = new JsonObject { ["code"] = Failure.Code, ["message"] = Failure.Message, ["output"] = Failure.OutputObject, ["printed"] = Failure.Output };
        if (Workflow is not null) json["workflow"] = new JsonObject { ["template"] = Workflow.Template.DeepClone(), ["tag"] = Workflow.Tag };
        if (Response is not null) json["response"] = Response.DeepClone();
        if (Forgotten) json["forgotten"] = true;
        return json;
    }

    public static OperationRecord Parse(JsonObject json) =>
        new(json["number"]!.GetValue<long>(), json.Text("project")!, json.Text("region")!, json.Child("resource")!.Copy())
        {
            RequestKey = json.Text("requestKey"),
            Forgotten = json.Flag("forgotten"),
            Asked = json.Instant("asked")!.Value,
            Due = json.Instant("due")!.Value,
            Patch = json.Child("patch") is { } patch ? new(patch.Text("mask")!, patch.Child("body")!.Copy()) : null,
            Workflow = json.Child("workflow") is { } flow ? new(flow.Child("template")!.Copy(), flow.Text("tag")) : null,
            Response = json.Child("response")?.Copy(),
            Failure = json.Child("failure") is { } failure ? new(failure.Number("code")!.Value, failure.Text("message")!, failure.Text("output"), failure.Text("printed") ?? "") : null,
        };
}

/// <summary>An update that was accepted and is carried out when its time comes.</summary>
internal sealed record PatchOrder(string Mask, JsonObject Body);

/// <summary>A template with its parameters' values in their places, and the tag that keeps a second one from running beside it.</summary>
internal sealed record WorkflowOrder(JsonObject Template, string? Tag);

/// <summary>The error that an operation ends with: a gRPC code and its text; and the object, if any, that an init action's output is written to, with what it printed.</summary>
internal sealed record OrderedFailure(int Code, string Message, string? OutputObject = null, string Output = "");
