using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Storage;

/// <summary>Reads an object's content: whole, a range, or unpacked on the way for a reader that does not take gzip. Errors are plain text here.</summary>
internal sealed class MediaApi(ObjectStore store)
{
    private const string Gzip = "gzip";
    private const string DefaultContentType = "application/octet-stream";

    public async Task Get(Call call)
    {
        try
        {
            await SendAsync(call);
        }
        catch (StorageError error) when (!call.Response.HasStarted)
        {
            await StorageAnswer.WriteTextErrorAsync(call.Response, error);
        }
    }

    /// <summary>The same below /download, where what is missing is recorded to be answered with these words.</summary>
    public async Task Download(Call call)
    {
        try
        {
            await SendAsync(call);
        }
        catch (StorageError error) when (!call.Response.HasStarted)
        {
            await StorageAnswer.WriteTextErrorAsync(call.Response, error.Status == 404 ? new StorageError(404, error.Reason, "Not Found\n") : error);
        }
    }

    private async Task SendAsync(Call call)
    {
        var (stored, content) = Open(call);
        await using (content) await SendAsync(call, stored, content);
    }

    /// <summary>An object that is replaced between the look and the opening is looked up again.</summary>
    private (StoredObject Stored, Stream Content) Open(Call call)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = store.Need(StorageQuery.Address(call));
            StorageQuery.Conditions(call).DemandForReading(stored);
            try
            {
                return (stored, store.OpenRead(stored));
            }
            catch (FileNotFoundException e)
            {
                if (attempt < 3) continue;
                throw new StorageError(500, "backendError", $"The content of {stored.Bucket}/{stored.Name} is gone from the data folder: {e.Message}");
            }
        }
    }

    private static async Task SendAsync(Call call, StoredObject stored, Stream content)
    {
        var response = call.Response;
        var unpacked = IsUnpacked(call.Request, stored, content);
        var part = unpacked ? null : Range(call, stored);
        SetHeaders(response, stored);
        if (unpacked)
        {
            // How long it is shows only at its end, and a range of what is not stored means nothing: both are left out, as in the service.
            response.Headers.Vary = HeaderNames.AcceptEncoding;
            response.Headers["Warning"] = "214 UploadServer gunzipped";
            if (HttpMethods.IsHead(call.Request.Method)) return;
            await using var plain = new GZipStream(content, CompressionMode.Decompress);
            await plain.CopyToAsync(response.Body, call.Aborted);
            return;
        }

        StorageAnswer.SetHeader(response, HeaderNames.ContentEncoding, stored.Attributes.ContentEncoding);
        response.Headers.AcceptRanges = "bytes";
        if (part is not null)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {part.First}-{part.Last}/{stored.Size}";
            content.Seek(part.First, SeekOrigin.Begin);
        }

        response.ContentLength = part?.Length ?? stored.Size;
        if (!HttpMethods.IsHead(call.Request.Method)) await CopyAsync(content, response, response.ContentLength.Value, call.Aborted);
    }

    private static ByteRange? Range(Call call, StoredObject stored)
    {
        try
        {
            return ByteRange.Parse(call.Request.Headers.Range, stored.Size);
        }
        catch (StorageError)
        {
            call.Response.Headers.ContentRange = $"bytes */{stored.Size}";
            throw;
        }
    }

    private static bool IsUnpacked(HttpRequest request, StoredObject stored, Stream content)
    {
        if (!string.Equals(stored.Attributes.ContentEncoding, Gzip, StringComparison.OrdinalIgnoreCase)) return false;
        if (request.Headers.AcceptEncoding.ToString().Contains(Gzip, StringComparison.OrdinalIgnoreCase)) return false;
        if (stored.Attributes.CacheControl?.Contains("no-transform", StringComparison.OrdinalIgnoreCase) == true) return false;

        // What only calls itself gzip is handed out as it is.
        var isGzip = content.ReadByte() == 0x1F && content.ReadByte() == 0x8B;
        content.Seek(0, SeekOrigin.Begin);
        return isGzip;
    }

    private static void SetHeaders(HttpResponse response, StoredObject stored)
    {
        var (headers, attributes) = (response.Headers, stored.Attributes);
        StorageAnswer.SetHeader(response, HeaderNames.ContentType, attributes.ContentType ?? DefaultContentType);
        StorageAnswer.SetHeader(response, HeaderNames.ContentDisposition, attributes.ContentDisposition);
        StorageAnswer.SetHeader(response, HeaderNames.ContentLanguage, attributes.ContentLanguage);
        StorageAnswer.SetHeader(response, HeaderNames.CacheControl, attributes.CacheControl);
        headers.ETag = $"\"{ObjectJson.Etag(stored)}\"";
        headers.LastModified = stored.Updated.ToString("R", CultureInfo.InvariantCulture);
        var crc = $"crc32c={ObjectJson.Crc32CText(stored.Crc32C)}";
        // In one line: of two, Google's Node client finds only the first.
        headers["x-goog-hash"] = stored.Md5 is { } md5 ? $"{crc},md5={md5}" : crc;
        headers["x-goog-generation"] = stored.Generation.ToString(CultureInfo.InvariantCulture);
        headers["x-goog-metageneration"] = stored.Metageneration.ToString(CultureInfo.InvariantCulture);
        headers["x-goog-stored-content-length"] = stored.Size.ToString(CultureInfo.InvariantCulture);
        headers["x-goog-stored-content-encoding"] = attributes.ContentEncoding is Gzip ? Gzip : "identity";
        headers["x-goog-storage-class"] = attributes.StorageClass ?? "STANDARD";
        if (stored.ComponentCount is { } components) headers["x-goog-component-count"] = components.ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in attributes.Metadata)
            if (key.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or '.')) StorageAnswer.SetHeader(response, $"x-goog-meta-{key}", value);
    }

    private static async Task CopyAsync(Stream content, HttpResponse response, long length, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Clamp(length, 1, 64 * 1024)];
        while (length > 0)
        {
            var read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, length)), cancellationToken);
            if (read == 0) throw new EndOfStreamException("An object's file is shorter than its size.");
            await response.Body.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            length -= read;
        }
    }
}
