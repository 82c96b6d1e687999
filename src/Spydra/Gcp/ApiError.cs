using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spydra.Gcp;

/// <summary>The error of an answer, in the newer form (<c>status</c>, <c>details</c>) and the older one (<c>errors</c>) of Google's APIs.</summary>
/// <param name="Code">The service's word; empty when there is none.</param>
/// <param name="Reason">The narrower word; empty when there is none.</param>
/// <param name="Detail">The service's text; null when there is none.</param>
internal sealed record ApiError(string Code, string Reason, string? Detail)
{
    /// <summary>The error as an exception; when to ask again is only read where a clock is given.</summary>
    public static async Task<ApiException> OfAsync(string call, HttpResponseMessage response, TimeProvider? time, CancellationToken cancellationToken)
    {
        // Bytes, because the answer may name a character set that nobody knows.
        var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        if (response.RequestMessage?.Headers.Authorization?.Parameter is { Length: > 0 } token) text = text.Replace(token, "...", StringComparison.Ordinal);
        var error = Parse(text);
        return new ApiException(call, response.StatusCode, error.Code, error.Detail is { Length: > 0 } detail ? detail : response.ReasonPhrase ?? "no text")
        {
            Reason = error.Reason,
            RetryAfter = time is null ? null : RetryAfter(response.Headers.RetryAfter, time.GetUtcNow()),
        };
    }

    /// <summary>Reads the body of an answer; one that is no error of the API is its own text, if that can help anyone.</summary>
    public static ApiError Parse(string body)
    {
        try
        {
            if (JsonNode.Parse(body)?["error"] is not JsonObject error) return new("", "", null);
            var older = (string?)(error["errors"] as JsonArray)?.FirstOrDefault()?["reason"];
            var newer = (error["details"] as JsonArray)?.Select(detail => (string?)detail?["reason"]).FirstOrDefault(reason => reason is not null);
            return new((string?)error["status"] ?? older ?? "", older ?? newer ?? "", (string?)error["message"]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            // A page of HTML from something on the way: its text would not help anyone.
            return new("", "", body.TrimStart().StartsWith('<') ? "a page of HTML instead of the API's answer" : body.Length > 200 ? body[..200] : body);
        }
    }

    /// <summary>How long to wait, of either form of the header; null without one.</summary>
    public static TimeSpan? RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset now)
    {
        var asked = header switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - now,
            _ => (TimeSpan?)null,
        };
        return asked < TimeSpan.Zero ? TimeSpan.Zero : asked;
    }
}
