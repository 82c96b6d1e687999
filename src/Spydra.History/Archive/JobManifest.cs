using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Spydra.History.Archive;

/// <summary>What the manifest of a job says of it (docs/archive.md).</summary>
/// <param name="JobId">The job's id on Dataproc.</param>
/// <param name="JobState">How it ended: DONE, ERROR, CANCELLED and so on.</param>
/// <param name="IsComplete">Whether all of it was in the archive when the cluster went.</param>
public sealed partial record JobManifest(string JobId, string JobState, bool IsComplete)
{
    /// <summary>What it was on YARN; in an archive, the key to everything else.</summary>
    public ImmutableArray<YarnApplicationId> Applications { get; init; } = [];

    /// <summary>Where the driver's output lies, without the numbers of its parts; null where none is named.</summary>
    public string? DriverOutput { get; init; }

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
                DriverOutput = (manifest["objects"] as JsonArray ?? []).OfType<JsonObject>().Where(each => Text(each["kind"]) == "driver_output")
                    .Select(each => Text(each["object"])).OfType<string>().Select(name => PartNumber().Replace(name, "")).FirstOrDefault(),
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\.[0-9]{9}\z", RegexOptions.CultureInvariant)]
    private static partial Regex PartNumber();

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
