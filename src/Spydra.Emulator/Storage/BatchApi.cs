using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Storage;

/// <summary>A batch: requests in the parts of one body, answered one after the other as if each had come by itself, faults included.</summary>
internal sealed class BatchApi(Func<HttpContext, Task> dispatch)
{
    private const int LargestPart = 1024 * 1024;
    private const int MostParts = 100;

    public async Task Run(Call call)
    {
        var body = new MultipartBody(RequestBody.Open(call));
        var boundary = "batch_" + RandomNumberGenerator.GetHexString(32, lowercase: true);
        var answers = new MemoryStream();
        var parts = 0;
        while (await body.NextAsync(call.Aborted) is { } headers)
        {
            if (++parts > MostParts) throw StorageError.Invalid($"The batch holds more than {MostParts} requests.");
            var inner = Parse(await body.BytesAsync(LargestPart, call.Aborted), call.Http);
            var answer = new MemoryStream();
            inner.Response.Body = answer;
            await dispatch(inner);
            Write(answers, $"--{boundary}\r\nContent-Type: application/http\r\n");
            if (headers.GetValueOrDefault("content-id") is { } id) Write(answers, $"Content-ID: {AnswerId(id)}\r\n");
            Write(answers, "\r\n");
            WriteAnswer(answers, inner.Response, answer);
        }

        Write(answers, $"--{boundary}--\r\n");
        await StorageAnswer.WriteAsync(
            call.Response, 200, $"multipart/mixed; boundary={boundary}", answers.GetBuffer().AsMemory(0, (int)answers.Length));
    }

    private static DefaultHttpContext Parse(byte[] part, HttpContext outer)
    {
        var (position, lines) = (0, new List<string>());
        while (position < part.Length)
        {
            var length = part.AsSpan(position).IndexOf((byte)'\n');
            var line = Encoding.UTF8.GetString(part, position, length < 0 ? part.Length - position : length).TrimEnd('\r');
            position = length < 0 ? part.Length : position + length + 1;
            if (line.Length == 0 && lines.Count > 0) break;
            if (line.Length > 0) lines.Add(line);
        }

        if (lines is not [var first, .. var headers] || first.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var method, var target, ..])
            throw StorageError.Invalid("A part of the batch does not begin with a request line like 'DELETE /storage/v1/b/B/o/O HTTP/1.1'.");
        return Context(outer, method, target, headers, part.AsMemory(position));
    }

    private static DefaultHttpContext Context(
        HttpContext outer, string method, string target, IEnumerable<string> headers, ReadOnlyMemory<byte> body)
    {
        var inner = new DefaultHttpContext { RequestServices = outer.RequestServices, RequestAborted = outer.RequestAborted };
        inner.Connection.RemoteIpAddress = outer.Connection.RemoteIpAddress;
        var request = inner.Request;
        (request.Method, request.Scheme, request.Host, request.Protocol) = (method, outer.Request.Scheme, outer.Request.Host, outer.Request.Protocol);
        foreach (var line in headers)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) request.Headers.Append(line[..colon].Trim(), line[(colon + 1)..].Trim());
        }

        // Some clients name the whole address; which server it says does not matter, the batch came here.
        var path = Uri.TryCreate(target, UriKind.Absolute, out var absolute) && absolute.Scheme.StartsWith("http", StringComparison.Ordinal)
            ? target[target.IndexOf('/', absolute.Scheme.Length + 3)..]
            : target;
        var query = path.IndexOf('?', StringComparison.Ordinal);
        inner.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = path;
        request.Path = PathString.FromUriComponent(query < 0 ? path : path[..query]);
        request.QueryString = new QueryString(query < 0 ? "" : path[query..]);
        request.Body = new MemoryStream(body.ToArray(), writable: false);
        request.ContentLength = body.Length;
        return inner;
    }

    /// <summary>The service answers <c>1</c> with <c>response-1</c>, and <c>&lt;x&gt;</c> with <c>&lt;response-x&gt;</c>.</summary>
    private static string AnswerId(string id) => id.StartsWith('<') ? $"<response-{id[1..]}" : $"response-{id}";

    private static void WriteAnswer(MemoryStream answers, HttpResponse response, MemoryStream body)
    {
        // Python's client wants a phrase there, whatever the status.
        var phrase = ReasonPhrases.GetReasonPhrase(response.StatusCode) is { Length: > 0 } known ? known : "Unknown";
        Write(answers, string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.StatusCode} {phrase}\r\n"));
        foreach (var (name, values) in response.Headers.Where(header => !string.Equals(header.Key, "Content-Length", StringComparison.OrdinalIgnoreCase)))
            foreach (var value in values) Write(answers, $"{name}: {value}\r\n");
        Write(answers, string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n"));
        body.WriteTo(answers);
        Write(answers, "\r\n");
    }

    private static void Write(MemoryStream target, string text) => target.Write(Encoding.UTF8.GetBytes(text));
}
