using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>Writes answers as the platform's front end does: its headers, its JSON (indented unless told otherwise), its page for unknown paths.</summary>
internal static class Answers
{
    public static Task OkAsync(Call call, JsonObject body) => JsonAsync(call.Http, 200, body);

    public static Task ErrorAsync(HttpContext http, ApiError error) =>
        JsonAsync(http, error.Status.Http, error.Envelope(http.Request.Query["$.xgafv"].ToString() == "1"));

    public static async Task JsonAsync(HttpContext http, int status, JsonObject body)
    {
        Headers(http.Response, status, "application/json; charset=UTF-8");
        using var buffer = new MemoryStream();
        var query = http.Request.Query;
        var pretty = query["prettyPrint"].ToString() is not ("false" or "0") && query["$prettyPrint"].ToString() is not ("false" or "0");
        using (var writer = new Utf8JsonWriter(buffer, new() { Indented = pretty, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            body.WriteTo(writer);
        if (pretty) buffer.WriteByte((byte)'\n');
        http.Response.ContentLength = buffer.Length;
        await http.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), http.RequestAborted);
    }

    /// <summary>What an unknown path gets: a page, not JSON.</summary>
    public static Task UnknownPathAsync(HttpContext http) => PageAsync(http, 404,
        $"The requested URL {HtmlEncoder.Default.Encode(http.Request.Path.Value ?? "")} was not found on this server.");

    public static async Task PageAsync(HttpContext http, int status, string text)
    {
        Headers(http.Response, status, "text/html; charset=UTF-8");
        var page = Encoding.UTF8.GetBytes(
            $"<!DOCTYPE html>\n<html lang=en>\n  <meta charset=utf-8>\n  <title>Error {status}</title>\n"
            + $"  <p><b>{status}.</b> <ins>That's an error.</ins>\n  <p>{text}\n");
        http.Response.ContentLength = page.Length;
        await http.Response.Body.WriteAsync(page, http.RequestAborted);
    }

    private static void Headers(HttpResponse response, int status, string contentType)
    {
        response.StatusCode = status;
        response.ContentType = contentType;
        response.Headers.Server = "ESF";
        response.Headers.Vary = new(["Origin", "X-Origin", "Referer"]);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.XFrameOptions = "SAMEORIGIN";
        response.Headers.XXSSProtection = "0";
    }
}
