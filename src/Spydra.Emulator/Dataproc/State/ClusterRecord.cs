using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.State;

/// <summary>A cluster: the API's resource, which nobody changes in place, and what the API does not show.</summary>
internal sealed record ClusterRecord(long Number, string Region, JsonObject Resource) : IRecord
{
    /// <summary>When the cluster goes to ERROR by an ordered fault, and what is said then.</summary>
    public DateTimeOffset? FailsAt { get; init; }

    public string? FailsWith { get; init; }

    /// <summary>Since when no job has been active; null while one is, and before the cluster runs.</summary>
    public DateTimeOffset? IdleSince { get; init; }

    public string Project => Resource.Text("projectId")!;
    public string Name => Resource.Text("clusterName")!;
    public string Uuid => Resource.Text("clusterUuid")!;
    public string State => Resource.Text("status.state")!;
    public string Key => KeyOf(Project, Region, Name);
    public bool HasEnded => false;
    public string ResourceName => $"projects/{Project}/regions/{Region}/clusters/{Name}";

    public static string KeyOf(string project, string region, string name) => $"{project}/{region}/{name}";

    /// <summary>The record with a changed copy of its resource.</summary>
    public ClusterRecord Changed(Action<JsonObject> change)
    {
        var resource = Resource.Copy();
        change(resource);
        return this with { Resource = resource };
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["number"] = Number, ["region"] = Region, ["resource"] = Resource.DeepClone() };
        if (FailsAt is { } at) json["failsAt"] = Timestamps.Of(at);
        if (FailsWith is not null) json["failsWith"] = FailsWith;
        if (IdleSince is { } since) json["idleSince"] = Timestamps.Of(since);
        return json;
    }

    public static ClusterRecord Parse(JsonObject json) => new(json["number"]!.GetValue<long>(), json.Text("region")!, json.Child("resource")!.Copy())
    {
        FailsAt = json.Instant("failsAt"),
        FailsWith = json.Text("failsWith"),
        IdleSince = json.Instant("idleSince"),
    };
}
