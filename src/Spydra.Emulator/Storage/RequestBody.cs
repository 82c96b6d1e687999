using System.IO.Compression;
using System.Text.Json;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Storage;

/// <summary>
/// A request's body as its sender meant it: Google's Java client sends bodies, also empty ones, with <c>Content-Encoding: gzip</c>, which
/// concerns the way and not the object.
/// </summary>
internal static class RequestBody
{
    /// <summary>No metadata, and no batch of a hundred, comes near it.</summary>
    private const int LargestInMemory = 16 * 1024 * 1024;

    public static Stream Open(Call call)
    {
        if (!string.Equals(call.Request.Headers.ContentEncoding.ToString(), "gzip", StringComparison.OrdinalIgnoreCase)) return call.Request.Body;
        var plain = new GZipStream(call.Request.Body, CompressionMode.Decompress);
        call.Response.RegisterForDispose(plain);
        return plain;
    }

    /// <summary>The JSON object in the body, or null when the body is empty.</summary>
    /// <exception cref="StorageError">400.</exception>
    public static async Task<JsonElement?> ReadJsonAsync(Call call)
    {
        var bytes = await ReadAsync(Open(call), call.Aborted);
        return bytes.Length == 0 ? null : ParseJson(bytes);
    }

    /// <exception cref="StorageError">400.</exception>
    public static JsonElement ParseJson(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new StorageError(400, "parseError", $"Parse Error: the body is not JSON: {e.Message}");
        }

        throw new StorageError(400, "parseError", "Parse Error: the body is JSON, but no object.");
    }

    /// <exception cref="StorageError">400: more than fits the memory, or not really gzip.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream source, CancellationToken cancellationToken)
    {
        var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        try
        {
            while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > LargestInMemory) throw StorageError.Invalid($"The request's body is larger than {LargestInMemory} bytes.");
            }
        }
        catch (InvalidDataException e)
        {
            throw StorageError.Invalid($"The request says Content-Encoding: gzip, but its body is not: {e.Message}");
        }

        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }
}
