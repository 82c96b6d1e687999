using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spydra.History.Archive;

/// <summary>What the manifest of a job says of it (docs/archive.md).</summary>
/// <param name="JobId">The job's id on Dataproc.</param>
/// <param name="JobState">How it ended: DONE, ERROR, CANCELLED and so on.</param>
/// <param name="IsComplete">Whether all of it was in the archive when the cluster went.</param>
public sealed record JobManifest(string JobId, string JobState, bool IsComplete)
{
    /// <summary>What it was on YARN; in an archive, the key to everything else.</summary>
    public ImmutableArray<YarnApplicationId> Applications { get; init; } = [];

    /// <summary>Reads it; null where it is none. Fields that we do not know are left alone.</summary>
    public static JobManifest? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonNode.Parse(json) is not JsonObject manifest || Text(manifest["job_id"]) is not { Length: > 0 } job) return null;
            return new(job, Text(manifest["job_state"]) ?? "", manifest["complete"] is JsonValue complete && complete.TryGetValue<bool>(out var all) && all)
            {
                Applications = [.. (manifest["applications"] as JsonArray ?? [])
                    .Select(each => YarnApplicationId.TryParse(Text((each as JsonObject)?["id"]), out var id) ? id : (YarnApplicationId?)null).OfType<YarnApplicationId>()],
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
