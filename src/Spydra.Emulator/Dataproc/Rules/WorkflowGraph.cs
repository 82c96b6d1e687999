using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>
/// The graph of a workflow's jobs as its operation shows it
/// (https://docs.cloud.google.com/dataproc/docs/reference/rest/v1/WorkflowMetadata), and the states of its nodes.
/// </summary>
internal static class WorkflowGraph
{
    public const string Blocked = "BLOCKED";
    public const string Runnable = "RUNNABLE";
    public const string Running = "RUNNING";
    public const string Completed = "COMPLETED";
    public const string Failed = "FAILED";

    public static IEnumerable<string> Prerequisites(JsonObject jobOrNode) =>
        (jobOrNode["prerequisiteStepIds"] as JsonArray)?.Select(id => id!.GetValue<string>()) ?? [];

    public static bool HasCycle(IReadOnlyList<JsonObject> jobs)
    {
        var ids = jobs.Select(job => job.Text("stepId") ?? "").ToHashSet(StringComparer.Ordinal);
        var left = jobs.ToList();
        // What waits for nothing that is left goes; a circle stays.
        while (left.RemoveAll(job => Prerequisites(job).All(before => !ids.Contains(before))) > 0)
            ids = left.Select(job => job.Text("stepId") ?? "").ToHashSet(StringComparer.Ordinal);
        return left.Count > 0;
    }

    /// <summary>The nodes before anything has run.</summary>
    public static JsonArray Nodes(JsonObject template) => new([.. template.Children("jobs").Select(job =>
    {
        var node = new JsonObject { ["stepId"] = job.Text("stepId") };
        if (job["prerequisiteStepIds"] is { } before) node["prerequisiteStepIds"] = before.DeepClone();
        node["state"] = Prerequisites(job).Any() ? Blocked : Runnable;
        return (JsonNode)node;
    })]);

    public static bool HasEnded(JsonObject node) => node.Text("state") is Completed or Failed;

    /// <summary>Nodes whose prerequisites have all completed are not blocked any more. Changes <paramref name="nodes"/>.</summary>
    public static void Unblock(IReadOnlyList<JsonObject> nodes)
    {
        var completed = nodes.Where(node => node.Text("state") == Completed).Select(node => node.Text("stepId")).ToHashSet(StringComparer.Ordinal);
        foreach (var node in nodes.Where(node => node.Text("state") == Blocked && Prerequisites(node).All(completed.Contains))) node["state"] = Runnable;
    }

    public static void Fail(JsonObject node, string because)
    {
        node["state"] = Failed;
        node["error"] = because;
    }
}
