using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Spydra.Emulator.Tests.Storage;

/// <summary>Requests as a test writes them: a raw path, some text, an answer's status and JSON.</summary>
internal static class StorageRequests
{
    /// <summary>An address that is sent as it stands: no dots folded, no escape undone.</summary>
    public static Uri Raw(this StorageHost host, string pathAndQuery) => new(
        $"http://{host.Url.Authority}{pathAndQuery}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    public static async Task<HttpResponseMessage> SendAsync(
        this StorageHost host, string method, string pathAndQuery, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), host.Raw(pathAndQuery)) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        }

        return await host.Http.SendAsync(request);
    }

    public static async Task<(int Status, JsonNode? Json)> JsonAsync(
        this StorageHost host, string method, string pathAndQuery, string? body = null, params (string Name, string Value)[] headers)
    {
        using var answer = await host.SendAsync(method, pathAndQuery, body is null ? null : Json(body), headers);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text) : null);
    }

    public static async Task BucketAsync(this StorageHost host, string name) =>
        Assert.Equal(200, (await host.JsonAsync("POST", "/storage/v1/b?project=p", $$"""{"name":"{{name}}"}""")).Status);

    /// <summary>A simple upload; it must succeed.</summary>
    public static async Task<JsonNode> PutAsync(this StorageHost host, string bucket, string name, string content, string more = "")
    {
        var (status, json) = await host.UploadAsync(bucket, name, content, more);
        Assert.Equal(200, status);
        return json!;
    }

    public static async Task<(int Status, JsonNode? Json)> UploadAsync(
        this StorageHost host, string bucket, string name, string content, string more = "", params (string Name, string Value)[] headers)
    {
        using var answer = await host.SendAsync(
            "POST", $"/upload/storage/v1/b/{bucket}/o?uploadType=media&name={Uri.EscapeDataString(name)}{more}", Text(content), headers);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync()));
    }

    public static async Task<string> MediaAsync(this StorageHost host, string bucket, string name)
    {
        using var answer = await host.SendAsync("GET", $"/storage/v1/b/{bucket}/o/{Uri.EscapeDataString(name)}?alt=media");
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    public static async Task<string[]> NamesAsync(this StorageHost host, string bucket, string query = "") =>
        Names((await host.JsonAsync("GET", $"/storage/v1/b/{bucket}/o?{query}")).Json!);

    public static string[] Names(JsonNode page) => [.. (page["items"] as JsonArray ?? []).Select(item => (string)item!["name"]!)];

    public static string[] Prefixes(JsonNode page) => [.. (page["prefixes"] as JsonArray ?? []).Select(prefix => (string)prefix!)];

    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public static ByteArrayContent Text(string content) => Bytes(Encoding.UTF8.GetBytes(content), "text/plain");

    public static ByteArrayContent Bytes(byte[] content, string? contentType = null)
    {
        var body = new ByteArrayContent(content);
        if (contentType is not null) body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return body;
    }

    public static string? Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join('|', values) : null;
}
