using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>Specs of small streaming jobs.</summary>
internal static class Specs
{
    /// <summary>A job over one small local file.</summary>
    public static string Streaming(TempDir home, string output, string mapper = "cat", string reducer = "uniq -c", Action<JsonObject>? change = null)
    {
        var input = home.Write("input.txt", "b\na\nb\n");
        var spec = new JsonObject
        {
            ["client_id"] = "test",
            ["cluster_type"] = "dataproc",
            ["region"] = "europe-west1",
            ["log_bucket"] = "test-logs",
            ["submit"] = new JsonObject
            {
                ["options"] = new JsonObject { ["jar"] = "file:///usr/lib/hadoop/hadoop-streaming.jar" },
                ["job_args"] = new JsonArray("-input", input, "-output", output, "-mapper", mapper, "-reducer", reducer),
            },
        };
        change?.Invoke(spec);
        return home.Write($"spec-{Guid.NewGuid()}.json", spec.ToJsonString());
    }
}
