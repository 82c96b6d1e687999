using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Spydra.Emulator.Storage;

/// <summary>
/// A journal's line: the CRC32C of the entry in eight hex digits, a space, the entry as JSON, a newline. The checksum tells a line that
/// a crash cut short; the JSON is for people who look for their data.
/// </summary>
internal static class JournalFormat
{
    /// <summary>Grows when an older emulator could not read what this one writes.</summary>
    public const int Version = 1;

    private const int ChecksumLength = 8;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(IBufferWriter<byte> target, JournalEntry entry)
    {
        var json = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(json, Readable)) Write(writer, entry);
        target.Write(Encoding.ASCII.GetBytes($"{Crc32C.Of(json.WrittenSpan):x8} "));
        target.Write(json.WrittenSpan);
        target.Write("\n"u8);
    }

    /// <summary>Null when the line is damaged.</summary>
    /// <exception cref="EmulatorException">The line was written by a newer emulator.</exception>
    public static JournalEntry? Read(ReadOnlyMemory<byte> line)
    {
        if (line.Length < ChecksumLength + 2) return null;
        if (!Utf8Parser.TryParse(line.Span[..ChecksumLength], out uint checksum, out var parsed, 'x') || parsed != ChecksumLength) return null;
        var json = line[(ChecksumLength + 1)..];
        if (Crc32C.Of(json.Span) != checksum) return null;
        using var document = JsonDocument.Parse(json);
        return Read(document.RootElement);
    }

    private static void Write(Utf8JsonWriter writer, JournalEntry entry)
    {
        writer.WriteStartObject();
        if (entry.Last is { } last)
        {
            writer.WriteNumber("format", Version);
            writer.WriteNumber("last", last);
        }

        if (entry.Bucket is { } bucket) Write(writer, bucket);
        if (entry.DroppedBucket is { } dropped) writer.WriteString("dropBucket", dropped);
        if (entry.Put is { } put) Write(writer, put);
        if (entry.Deleted is { } deleted)
        {
            writer.WriteStartArray("delete");
            writer.WriteStringValue(deleted.Bucket);
            writer.WriteStringValue(deleted.Name);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, StoredBucket bucket)
    {
        writer.WriteStartObject("bucket");
        writer.WriteString("name", bucket.Name);
        writer.WriteString("created", bucket.Created);
        writer.WriteString("updated", bucket.Updated);
        writer.WriteNumber("metageneration", bucket.Metageneration);
        writer.WriteString("settings", bucket.Settings);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, StoredObject stored)
    {
        writer.WriteStartObject("put");
        writer.WriteString("bucket", stored.Bucket);
        writer.WriteString("name", stored.Name);
        writer.WriteNumber("generation", stored.Generation);
        writer.WriteNumber("blob", stored.Blob);
        writer.WriteNumber("size", stored.Size);
        writer.WriteNumber("crc32c", stored.Crc32C);
        writer.WriteString("created", stored.Created);
        writer.WriteString("updated", stored.Updated);
        writer.WriteNumber("metageneration", stored.Metageneration);
        if (stored.ComponentCount is { } components) writer.WriteNumber("components", components);
        WriteText(writer, "md5", stored.Md5);
        var attributes = stored.Attributes;
        WriteText(writer, "contentType", attributes.ContentType);
        WriteText(writer, "contentEncoding", attributes.ContentEncoding);
        WriteText(writer, "contentDisposition", attributes.ContentDisposition);
        WriteText(writer, "contentLanguage", attributes.ContentLanguage);
        WriteText(writer, "cacheControl", attributes.CacheControl);
        WriteText(writer, "storageClass", attributes.StorageClass);
        WriteText(writer, "customTime", attributes.CustomTime);
        if (attributes.Metadata.Count > 0)
        {
            writer.WriteStartObject("metadata");
            foreach (var (key, value) in attributes.Metadata) writer.WriteString(key, value);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }

    private static JournalEntry Read(JsonElement root)
    {
        if (root.TryGetProperty("format", out var format) && format.GetInt32() > Version)
        {
            throw new EmulatorException(
                $"The stored objects were written by a newer emulator (format {format.GetInt32()}; this one reads up to {Version}).",
                "Use that emulator, or name another data folder.");
        }

        return new JournalEntry
        {
            Last = root.TryGetProperty("last", out var last) ? last.GetInt64() : null,
            Bucket = root.TryGetProperty("bucket", out var bucket) ? ReadBucket(bucket) : null,
            DroppedBucket = Text(root, "dropBucket"),
            Put = root.TryGetProperty("put", out var put) ? ReadObject(put) : null,
            Deleted = root.TryGetProperty("delete", out var deleted) ? (deleted[0].GetString()!, deleted[1].GetString()!) : null,
        };
    }

    private static StoredBucket ReadBucket(JsonElement bucket) => new(
        bucket.GetProperty("name").GetString()!,
        bucket.GetProperty("created").GetDateTimeOffset(),
        bucket.GetProperty("updated").GetDateTimeOffset(),
        bucket.GetProperty("metageneration").GetInt64(),
        bucket.GetProperty("settings").GetString()!);

    private static StoredObject ReadObject(JsonElement put) => new()
    {
        Bucket = put.GetProperty("bucket").GetString()!,
        Name = put.GetProperty("name").GetString()!,
        Generation = put.GetProperty("generation").GetInt64(),
        Blob = put.GetProperty("blob").GetInt64(),
        Size = put.GetProperty("size").GetInt64(),
        Crc32C = put.GetProperty("crc32c").GetUInt32(),
        Created = put.GetProperty("created").GetDateTimeOffset(),
        Updated = put.GetProperty("updated").GetDateTimeOffset(),
        Metageneration = put.GetProperty("metageneration").GetInt64(),
        ComponentCount = put.TryGetProperty("components", out var components) ? components.GetInt32() : null,
        Md5 = Text(put, "md5"),
        Attributes = new ObjectAttributes
        {
            ContentType = Text(put, "contentType"),
            ContentEncoding = Text(put, "contentEncoding"),
            ContentDisposition = Text(put, "contentDisposition"),
            ContentLanguage = Text(put, "contentLanguage"),
            CacheControl = Text(put, "cacheControl"),
            StorageClass = Text(put, "storageClass"),
            CustomTime = Text(put, "customTime"),
            Metadata = ReadMetadata(put),
        },
    };

    private static Dictionary<string, string> ReadMetadata(JsonElement put) =>
        put.TryGetProperty("metadata", out var metadata)
            ? metadata.EnumerateObject().ToDictionary(pair => pair.Name, pair => pair.Value.GetString()!, StringComparer.Ordinal)
            : new(StringComparer.Ordinal);

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
