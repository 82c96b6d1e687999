using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spydra.Emulator.Storage;

/// <summary>The bucket resource: what the service fills in, and around it whatever the client has set.</summary>
internal static class BucketJson
{
    /// <summary>The service's own fields: what a client says of them is passed over, because clients send back what they read.</summary>
    private static readonly HashSet<string> Filled = new(StringComparer.Ordinal)
    {
        "kind", "id", "name", "selfLink", "projectNumber", "metageneration", "etag", "timeCreated", "updated", "locationType", "acl", "owner",
        "softDeletePolicy",
    };

    private static readonly HashSet<string> Regions = new(["US", "EU", "ASIA"], StringComparer.Ordinal);

    public static void Write(Utf8JsonWriter writer, StoredBucket bucket, string root)
    {
        var metageneration = bucket.Metageneration.ToString(CultureInfo.InvariantCulture);
        var settings = Settings(bucket.Settings);
        var location = (Text(settings, "location") ?? "US").ToUpperInvariant();
        writer.WriteStartObject();
        writer.WriteString("kind", "storage#bucket");
        writer.WriteString("id", bucket.Name);
        writer.WriteString("name", bucket.Name);
        writer.WriteString("selfLink", $"{root}/storage/v1/b/{Uri.EscapeDataString(bucket.Name)}");
        writer.WriteString("projectNumber", "0");
        writer.WriteString("metageneration", metageneration);
        writer.WriteString("etag", Convert.ToBase64String(Encoding.ASCII.GetBytes(metageneration)));
        writer.WriteString("timeCreated", StorageAnswer.Time(bucket.Created));
        writer.WriteString("updated", StorageAnswer.Time(bucket.Updated));
        writer.WriteString("location", location);
        writer.WriteString("locationType", Regions.Contains(location) ? "multi-region" : "region");
        writer.WriteString("storageClass", Text(settings, "storageClass") ?? "STANDARD");
        foreach (var (name, value) in settings)
        {
            if (name is "location" or "storageClass" || value is null) continue;
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    public static string Replace(JsonElement body) => Merge("{}", body);

    /// <summary>The settings after a patch: null unsets, objects are merged, all else is replaced.</summary>
    public static string Merge(string settings, JsonElement body)
    {
        var merged = Settings(settings);
        Merge(merged, body, isResource: true);
        return merged.ToJsonString();
    }

    private static void Merge(JsonObject target, JsonElement patch, bool isResource)
    {
        foreach (var field in patch.EnumerateObject())
        {
            if (isResource && Filled.Contains(field.Name)) continue;
            if (field.Value.ValueKind == JsonValueKind.Null)
            {
                target.Remove(field.Name);
            }
            else if (field.Value.ValueKind == JsonValueKind.Object)
            {
                if (target[field.Name] is not JsonObject inner) target[field.Name] = inner = [];
                Merge(inner, field.Value, isResource: false);
            }
            else
            {
                target[field.Name] = JsonNode.Parse(field.Value.GetRawText());
            }
        }
    }

    private static JsonObject Settings(string json) => JsonNode.Parse(json) as JsonObject ?? [];

    private static string? Text(JsonObject settings, string name) =>
        settings[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
