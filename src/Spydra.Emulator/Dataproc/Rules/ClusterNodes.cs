using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>
/// The machines of a cluster on which containers run, by their names in the network: its workers, primary and secondary, or a single node's master.
/// Never none.
/// </summary>
internal static class ClusterNodes
{
    public static IReadOnlyList<string> Of(JsonObject cluster)
    {
        List<string> workers = [.. Names("workerConfig"), .. Names("secondaryWorkerConfig")];
        if (workers.Count == 0) workers.Add($"{cluster.Text("clusterName")}-m");
        // A project of a domain, example.com:project, is project.example.com.
        var project = string.Join('.', cluster.Text("projectId")!.Split(':').Reverse());
        // Not the short name: 'mapred job -history all' fails where a node's name has less than eight letters.
        return [.. workers.Select(worker => $"{worker}.c.{project}.internal")];

        IEnumerable<string> Names(string group) =>
            (cluster.At($"config.{group}.instanceNames") as JsonArray ?? []).Select(name => name!.GetValue<string>());
    }
}
