using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Spydra.Emulator.Storage;

/// <summary>The object resource as the service writes it (numbers are strings there). <paramref name="root"/> is the server's address.</summary>
internal sealed class ObjectJson(string root)
{
    public void Write(Utf8JsonWriter writer, StoredObject stored)
    {
        var generation = stored.Generation.ToString(CultureInfo.InvariantCulture);
        writer.WriteStartObject();
        WriteHead(writer, stored.Bucket, stored.Name, stored.Size);
        writer.WriteString("id", $"{stored.Bucket}/{stored.Name}/{generation}");
        writer.WriteString("generation", generation);
        writer.WriteString("metageneration", stored.Metageneration.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("mediaLink", $"{root}/download/storage/v1/{Path(stored.Bucket, stored.Name)}?generation={generation}&alt=media");
        WriteAttributes(writer, stored.Attributes);
        writer.WriteString("storageClass", stored.Attributes.StorageClass ?? "STANDARD");
        if (stored.Md5 is { } md5) writer.WriteString("md5Hash", md5);
        writer.WriteString("crc32c", Crc32CText(stored.Crc32C));
        if (stored.ComponentCount is { } components) writer.WriteNumber("componentCount", components);
        writer.WriteString("etag", Etag(stored));
        writer.WriteString("timeCreated", StorageAnswer.Time(stored.Created));
        writer.WriteString("updated", StorageAnswer.Time(stored.Updated));
        writer.WriteString("timeStorageClassUpdated", StorageAnswer.Time(stored.Created));
        writer.WriteString("timeFinalized", StorageAnswer.Time(stored.Created));
        writer.WriteEndObject();
    }

    /// <summary>
    /// An object whose upload is open. The service answers with no body there; the connector's recording has one, clients read the
    /// headers alone, and a person with curl likes to see what was understood.
    /// </summary>
    public void WritePending(Utf8JsonWriter writer, string bucket, string name, ObjectAttributes attributes)
    {
        writer.WriteStartObject();
        WriteHead(writer, bucket, name, size: 0);
        WriteAttributes(writer, attributes);
        writer.WriteEndObject();
    }

    /// <summary>The checksum as the API spells it: base64 of four bytes, the highest first.</summary>
    public static string Crc32CText(uint crc)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, crc);
        return Convert.ToBase64String(bytes);
    }

    public static string Etag(StoredObject stored) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"{stored.Generation:x}.{stored.Metageneration:x}"));

    private static string Path(string bucket, string name) => $"b/{Uri.EscapeDataString(bucket)}/o/{Uri.EscapeDataString(name)}";

    private void WriteHead(Utf8JsonWriter writer, string bucket, string name, long size)
    {
        writer.WriteString("kind", "storage#object");
        writer.WriteString("name", name);
        writer.WriteString("bucket", bucket);
        writer.WriteString("selfLink", $"{root}/storage/v1/{Path(bucket, name)}");
        writer.WriteString("size", size.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteAttributes(Utf8JsonWriter writer, ObjectAttributes attributes)
    {
        WriteText(writer, "contentType", attributes.ContentType);
        WriteText(writer, "contentEncoding", attributes.ContentEncoding);
        WriteText(writer, "contentDisposition", attributes.ContentDisposition);
        WriteText(writer, "contentLanguage", attributes.ContentLanguage);
        WriteText(writer, "cacheControl", attributes.CacheControl);
        WriteText(writer, "customTime", attributes.CustomTime);
        if (attributes.Metadata.Count == 0) return;
        writer.WriteStartObject("metadata");
        foreach (var (key, value) in attributes.Metadata) writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null) writer.WriteString(name, value);
    }
}
