using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Spydra.Gcp;

namespace Spydra.Clusters;

/// <summary>What makes two clusters of a pool as good as each other.</summary>
internal static class PoolConfiguration
{
    /// <summary>The label that carries it; clusters of the original have none.</summary>
    public const string Label = "spydra-configuration";

    /// <summary>
    /// A digest of a cluster's <c>config</c>, whatever the order of its keys. It leaves out what differs from run to run: the run's id, and
    /// how long the cluster lives.
    /// </summary>
    public static string Digest(JsonObject config, Guid runId)
    {
        var lasting = Sorted(config)!.AsObject();
        lasting.Remove("lifecycleConfig");
        var text = Encoding.UTF8.GetString(JsonBytes.Of(lasting)).Replace(runId.ToString(), "", StringComparison.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject fields => new JsonObject(fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => KeyValuePair.Create(field.Key, Sorted(field.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
