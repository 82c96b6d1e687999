using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>Reads a request's body as the message that it should be.</summary>
internal static class Bodies
{
    // The platform's usual bound.
    private const int Largest = 10 << 20;

    /// <summary>The body in its one answered form; see <see cref="BodyCheck"/>.</summary>
    /// <param name="call">The request.</param>
    /// <param name="message">The message that the body is.</param>
    /// <param name="root">The field of the request that the body is, or empty when it is the request.</param>
    /// <exception cref="ApiError">The body is no JSON, or has fields that the message has not.</exception>
    public static async Task<JsonObject> ReadAsync(Call call, string message, string root)
    {
        var bytes = await BytesAsync(call);
        if (bytes.Length == 0) return [];

        // Two values for one key are refused by the platform, too.
        using var json = Parse(bytes);
        var body = BodyCheck.Check(json.RootElement, message, root);
        return body.Problems.Count == 0 ? body.Body : throw ApiError.Unreadable(body.Problems);
    }

    public static async Task<ReadOnlyMemory<byte>> BytesAsync(Call call)
    {
        using var buffer = new MemoryStream();
        var gzip = call.Request.Headers.ContentEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        await using var stream = gzip ? new GZipStream(call.Request.Body, CompressionMode.Decompress, leaveOpen: true) : call.Request.Body;
        var chunk = new byte[16 << 10];
        while (await stream.ReadAsync(chunk, call.Aborted) is > 0 and var read)
        {
            if (buffer.Length + read > Largest) throw ApiError.Invalid($"Request payload size exceeds the limit: {Largest} bytes.");
            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes, new() { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            var text = $"Invalid JSON payload received. {e.Message}";
            throw ApiError.Unreadable([new("", text)]);
        }
    }
}
