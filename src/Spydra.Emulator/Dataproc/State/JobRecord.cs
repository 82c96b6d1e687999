using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Rules;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.State;

/// <summary>A job: the API's resource, which nobody changes in place, and what the API does not show.</summary>
internal sealed record JobRecord(long Number, string Region, JsonObject Resource) : IRecord
{
    /// <summary>The idempotency key that it was submitted with, see <see cref="DataprocState.RequestKey"/>.</summary>
    public string? RequestKey { get; init; }

    /// <summary>The operation that stands for it, when it was submitted as one.</summary>
    public string? OperationKey { get; init; }

    /// <summary>When its driver failed so far, oldest first.</summary>
    public IReadOnlyList<DateTimeOffset> Failures { get; init; } = [];

    /// <summary>The driver's run that counts now, from 1.</summary>
    public int Attempt => Failures.Count + 1;

    public string Project => Resource.Text("reference.projectId")!;
    public string Id => Resource.Text("reference.jobId")!;
    public string ClusterName => Resource.Text("placement.clusterName")!;
    public string ClusterUuid => Resource.Text("placement.clusterUuid")!;
    public string State => Resource.Text("status.state")!;
    public string Key => KeyOf(Project, Region, Id);
    public bool HasEnded => JobStates.IsTerminal(State);
    public string ResourceName => $"projects/{Project}/regions/{Region}/jobs/{Id}";

    public static string KeyOf(string project, string region, string id) => $"{project}/{region}/{id}";

    /// <summary>The record with a changed copy of its resource.</summary>
    public JobRecord Changed(Action<JsonObject> change)
    {
        var resource = Resource.Copy();
        change(resource);
        return this with { Resource = resource };
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["number"] = Number, ["region"] = Region, ["resource"] = Resource.DeepClone() };
        if (RequestKey is not null) json["requestKey"] = RequestKey;
        if (OperationKey is not null) json["operationKey"] = OperationKey;
        if (Failures.Count > 0) json["failures"] = new JsonArray([.. Failures.Select(at => JsonValue.Create(Timestamps.Of(at)))]);
        return json;
    }

    public static JobRecord Parse(JsonObject json) => new(json["number"]!.GetValue<long>(), json.Text("region")!, json.Child("resource")!.Copy())
    {
        RequestKey = json.Text("requestKey"),
        OperationKey = json.Text("operationKey"),
        Failures = [.. (json["failures"] as JsonArray)?.Select(at => Timestamps.Parse(at!.GetValue<string>())!.Value) ?? []],
    };
}
