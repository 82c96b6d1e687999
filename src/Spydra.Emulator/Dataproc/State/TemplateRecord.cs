using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.State;

/// <summary>A workflow template in its current version: the API's resource, which nobody changes in place.</summary>
internal sealed record TemplateRecord(long Number, string Project, string Region, JsonObject Resource) : IRecord
{
    public string Id => Resource.Text("id")!;
    public int Version => Resource.Number("version")!.Value;
    public string Key => KeyOf(Project, Region, Id);
    public bool HasEnded => false;

    public static string KeyOf(string project, string region, string id) => $"{project}/{region}/{id}";

    public JsonObject ToJson() => new() { ["number"] = Number, ["project"] = Project, ["region"] = Region, ["resource"] = Resource.DeepClone() };

    public static TemplateRecord Parse(JsonObject json) =>
        new(json["number"]!.GetValue<long>(), json.Text("project")!, json.Text("region")!, json.Child("resource")!.Copy());
}
