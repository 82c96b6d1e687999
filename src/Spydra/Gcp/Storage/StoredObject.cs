using System.Globalization;
using System.Text.Json.Nodes;

namespace Spydra.Gcp.Storage;

/// <summary>An object as the service describes it. See https://cloud.google.com/storage/docs/json_api/v1/objects#resource.</summary>
/// <param name="Generation">Which of the contents that the name has had.</param>
/// <param name="Bytes">The size; null where the answer does not say.</param>
/// <param name="Crc32C">The checksum of the content, in base64; null where the answer does not say.</param>
public sealed record StoredObject(string Generation, long? Bytes, string? Crc32C)
{
    /// <summary>When this content was written, by the service's clock; null where the answer does not say.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>Reads the fields that we use.</summary>
    public static StoredObject Parse(JsonObject json) => new(
        Text(json["generation"]) ?? "",
        long.TryParse(Text(json["size"]), NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null,
        Text(json["crc32c"]))
    {
        Updated = DateTimeOffset.TryParse(Text(json["updated"]), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var updated) ? updated : null,
    };

    /// <summary>Whether it has this content. One that does not say what it has, has not.</summary>
    public bool Holds(long bytes, string crc32C) => Bytes == bytes && Crc32C == crc32C;

    // Numbers of 64 bits come as strings; a service that writes a number means the same.
    private static string? Text(JsonNode? node) => (node as JsonValue)?.ToString();
}
