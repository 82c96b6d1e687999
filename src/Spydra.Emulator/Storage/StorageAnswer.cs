using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Spydra.Emulator.Storage;

/// <summary>How this API answers: JSON with a length, its error envelope, and addresses of its own.</summary>
internal static class StorageAnswer
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(HttpResponse response, int status, Action<Utf8JsonWriter> write)
    {
        var json = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(json, Readable)) write(writer);
        return WriteAsync(response, status, "application/json; charset=UTF-8", json.WrittenMemory);
    }

    public static async Task WriteAsync(HttpResponse response, int status, string contentType, ReadOnlyMemory<byte> body)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method)) await response.Body.WriteAsync(body, response.HttpContext.RequestAborted);
    }

    public static Task WriteErrorAsync(HttpResponse response, StorageError error)
    {
        if (error.Status == StatusCodes.Status304NotModified)
        {
            response.StatusCode = error.Status;
            return Task.CompletedTask;
        }

        return WriteAsync(response, error.Status, writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartObject("error");
            writer.WriteNumber("code", error.Status);
            writer.WriteString("message", error.Message);
            writer.WriteStartArray("errors");
            writer.WriteStartObject();
            writer.WriteString("message", error.Message);
            writer.WriteString("domain", "global");
            writer.WriteString("reason", error.Reason);
            if (error.Location is var (name, type))
            {
                writer.WriteString("location", name);
                writer.WriteString("locationType", type);
            }

            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    /// <summary>Errors of media reads are not JSON.</summary>
    public static Task WriteTextErrorAsync(HttpResponse response, StorageError error) =>
        error.Status == StatusCodes.Status304NotModified
            ? WriteErrorAsync(response, error)
            : WriteAsync(response, error.Status, "text/html; charset=UTF-8", Encoding.UTF8.GetBytes(error.Message));

    /// <summary>The address this server was called by, without a trailing slash.</summary>
    public static string Root(HttpRequest request) => $"{request.Scheme}://{request.Host.ToUriComponent()}";

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// Sets a header from a text that came from outside; what a header cannot hold is left out, because a wrong byte would cost the reader
    /// the whole answer.
    /// </summary>
    public static void SetHeader(HttpResponse response, string name, string? value)
    {
        if (value is null) return;
        var clean = string.Concat(value.Where(one => one is >= ' ' and < '\u007F')).Trim();
        if (clean.Length > 0) response.Headers[name] = clean;
    }
}
