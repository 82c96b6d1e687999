using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Spydra.Emulator.Tests.Storage;

/// <summary>
/// Sends a recorded conversation to a server that starts empty, and compares what its client relies on: status, error code, of objects
/// name, bucket, size, metadata and checksums, of lists names and prefixes in order, of media the bytes. What is the server's own
/// (generations, upload ids, page tokens, addresses) is learnt as it comes and put in place of what was recorded.
/// </summary>
internal sealed partial class TraceReplay(StorageHost host)
{
    private const string RecordedHost = "127.0.0.1:4480";

    private static readonly HashSet<string> OwnHeaders = new(["content-length", "transfer-encoding", "accept-encoding"], StringComparer.Ordinal);

    private readonly List<(string Recorded, string Ours)> learnt = [];
    private readonly Dictionary<string, string> pageTokens = new(StringComparer.Ordinal);

    /// <summary>Objects whose recorded content is cut short: their bytes are made up, so checksums differ.</summary>
    private readonly HashSet<string> madeUp = new(StringComparer.Ordinal);

    /// <summary>One line a request that was answered differently.</summary>
    public async Task<(int Requests, IReadOnlyList<string> Differences)> RunAsync(string path)
    {
        var (requests, differences) = (0, new List<string>());
        await foreach (var line in File.ReadLinesAsync(path))
        {
            requests++;
            var recorded = JsonNode.Parse(line)!;
            if (await StepAsync(recorded) is { } difference)
                differences.Add($"line {requests}: {recorded["method"]} {recorded["path"]}: {difference}");
        }

        return (requests, differences);
    }

    private async Task<string?> StepAsync(JsonNode recorded)
    {
        var (method, path) = ((string)recorded["method"]!, (string)recorded["path"]!);
        var name = NameIn(path);
        if (recorded["body"] is JsonObject cut && cut.ContainsKey("bytes") && name is not null) madeUp.Add(name);

        using var answer = await SendAsync(method, path, recorded);
        var body = await answer.Content.ReadAsByteArrayAsync();

        var (want, got) = ((int)recorded["status"]!, (int)answer.StatusCode);
        if (want != got && !(method == "DELETE" && want is 200 or 204 && got is 200 or 204))
            return $"status {got}, recorded {want}: {Encoding.UTF8.GetString(body)}";
        if ((string?)recorded["answer_headers"]!["location"] is { } location)
        {
            if (UploadId(answer.Headers.Location?.OriginalString) is not { } ours) return "the session's address has no upload_id";
            Learn(UploadId(location), ours);
        }

        return Compare(path, recorded["answer"]!, body, isMedia: method == "GET" && path.StartsWith("/download", StringComparison.Ordinal), name);
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, JsonNode recorded)
    {
        var token = PageToken().Match(path);
        if (token.Success && pageTokens.TryGetValue(Uri.UnescapeDataString(token.Groups[1].Value), out var ours))
            path = path.Replace(token.Value, "pageToken=" + Uri.EscapeDataString(ours), StringComparison.Ordinal);

        var content = new ByteArrayContent(Body(recorded["body"]!, path));
        using var request = new HttpRequestMessage(new HttpMethod(method), host.Raw(Here(path))) { Content = content };
        foreach (var (name, value) in recorded["headers"]!.AsObject())
        {
            if (OwnHeaders.Contains(name)) continue;
            HttpHeaders target = request.Headers.TryAddWithoutValidation(name, (string)value!) ? request.Headers : content.Headers;
            if (target == content.Headers) content.Headers.TryAddWithoutValidation(name, (string)value!);
        }

        return await host.Http.SendAsync(request);
    }

    private byte[] Body(JsonNode body, string path)
    {
        if (body is JsonObject cut)
        {
            if (cut["base64"] is { } base64) return Convert.FromBase64String((string)base64!);
            var made = new byte[(int)cut["bytes"]!];
            for (var i = 0; i < made.Length; i++) made[i] = (byte)(i % 65536 * 31 % 251);
            return made;
        }

        var text = Here((string)body!);

        // The parts' own lengths were counted before the generations in them were ours.
        return Encoding.UTF8.GetBytes(path.Contains("batch", StringComparison.Ordinal) ? PartLength().Replace(text, "") : text);
    }

    private string? Compare(string path, JsonNode recorded, byte[] body, bool isMedia, string? name)
    {
        var isWhole = name is null || !madeUp.Contains(name);
        if (recorded is JsonObject binary)
        {
            if (!isMedia) return null;
            if (binary["base64"] is { } base64 && isWhole) return body.AsSpan().SequenceEqual(Convert.FromBase64String((string)base64!)) ? null : "other media";
            return binary["bytes"] is not { } bytes || body.Length == (int)bytes ? null : $"{body.Length} bytes of media, recorded {bytes}";
        }

        var text = (string)recorded!;
        if (text.StartsWith('{')) return CompareJson(JsonNode.Parse(text)!, Encoding.UTF8.GetString(body));
        if (isMedia && isWhole && text != Encoding.UTF8.GetString(body)) return "other media";
        if (!path.Contains("batch", StringComparison.Ordinal)) return null;
        var (want, got) = (Statuses(text), Statuses(Encoding.UTF8.GetString(body)));
        return want == got ? null : $"batch answers {got}, recorded {want}";
    }

    private string? CompareJson(JsonNode want, string body)
    {
        if (!body.StartsWith('{')) return $"no JSON object: {body}";
        var got = JsonNode.Parse(body)!;
        if (want["error"] is { } error) return (int?)got["error"]?["code"] == (int)error["code"]! ? null : $"no error {error["code"]}: {body}";
        var (wantNext, gotNext) = ((string?)want["nextPageToken"], (string?)got["nextPageToken"]);
        if (wantNext is null != gotNext is null) return $"nextPageToken {gotNext}, recorded {wantNext}";
        if (wantNext is not null) pageTokens[wantNext] = gotNext!;

        var (wanted, given) = (Objects(want).ToList(), Objects(got).ToList());
        if (!wanted.Select(Name).SequenceEqual(given.Select(Name))) return $"names {string.Join(' ', given.Select(Name))}, recorded {string.Join(' ', wanted.Select(Name))}";
        if (!StorageRequests.Prefixes(want).SequenceEqual(StorageRequests.Prefixes(got))) return $"prefixes {got["prefixes"]}, recorded {want["prefixes"]}";
        return wanted.Zip(given, CompareObject).FirstOrDefault(difference => difference is not null);
    }

    private string? CompareObject(JsonNode want, JsonNode got)
    {
        Learn((string?)want["generation"], (string?)got["generation"]);
        var isSmall = !madeUp.Contains(Name(want)) && long.Parse((string?)want["size"] ?? "0") <= 3000;
        foreach (var field in isSmall ? ["bucket", "size", "metadata", "crc32c", "md5Hash"] : new[] { "bucket", "size", "metadata" })
        {
            var (recorded, ours) = (want[field], got[field]);
            if (recorded is null or JsonObject { Count: 0 } || (field == "md5Hash" && ours is null)) continue;
            if (!JsonNode.DeepEquals(recorded, ours)) return $"{Name(want)}: {field} is {ours}, recorded {recorded}";
        }

        return null;
    }

    private static IEnumerable<JsonNode> Objects(JsonNode? json)
    {
        if (json is not JsonObject fields) yield break;
        if ((string?)fields["kind"] == "storage#object" || (fields.ContainsKey("name") && fields.ContainsKey("generation"))) yield return fields;
        foreach (var inner in Objects(fields["resource"])) yield return inner;
        foreach (var item in (fields["items"] as JsonArray ?? []).SelectMany(Objects)) yield return item;
    }

    private static string Name(JsonNode stored) => (string)stored["name"]!;

    private static string? NameIn(string path)
    {
        var inPath = ObjectInPath().Match(path);
        var found = inPath.Success ? inPath : NameInQuery().Match(path);
        return found.Success ? Uri.UnescapeDataString(found.Groups[1].Value) : null;
    }

    private static string? UploadId(string? location) => location is not null && UploadIdInQuery().Match(location) is { Success: true } found ? found.Groups[1].Value : null;

    private static string Statuses(string batch) => string.Join(' ', BatchStatus().Matches(batch).Select(one => one.Groups[1].Value is "204" ? "200" : one.Groups[1].Value));

    private void Learn(string? recorded, string? ours)
    {
        if (!string.IsNullOrEmpty(recorded) && !string.IsNullOrEmpty(ours) && recorded != ours) learnt.Add((recorded, ours));
    }

    private string Here(string text)
    {
        foreach (var (recorded, ours) in Enumerable.Reverse(learnt)) text = text.Replace(recorded, ours, StringComparison.Ordinal);
        return text.Replace(RecordedHost, host.Url.Authority, StringComparison.Ordinal);
    }

    [GeneratedRegex("/o/([^/?]+)")]
    private static partial Regex ObjectInPath();

    [GeneratedRegex("[?&]name=([^&]+)")]
    private static partial Regex NameInQuery();

    [GeneratedRegex("[?&]upload_id=([^&]+)")]
    private static partial Regex UploadIdInQuery();

    [GeneratedRegex("pageToken=([^&]+)")]
    private static partial Regex PageToken();

    [GeneratedRegex("Content-Length: [0-9]+\r\n")]
    private static partial Regex PartLength();

    [GeneratedRegex("HTTP/1.1 ([0-9]+)")]
    private static partial Regex BatchStatus();
}
