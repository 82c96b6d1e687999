using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Spydra.Gcp.Storage;

/// <summary>
/// The Cloud Storage JSON API, one method a call, as far as a run needs it. See
/// https://cloud.google.com/storage/docs/json_api/v1.
/// </summary>
public sealed class StorageClient(ApiClient api, Endpoints endpoints)
{
    /// <summary>objects.list: the names below a prefix, page by page, in the order of their bytes.</summary>
    public async IAsyncEnumerable<string> ListAsync(GsUri prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? page = null;
        do
        {
            var uri = new Uri(endpoints.Storage, $"storage/v1/b/{Escape(prefix.Bucket)}/o?prefix={Escape(prefix.Name)}&fields=items(name),nextPageToken"
                + (page is null ? "" : "&pageToken=" + Escape(page)));
            var answer = await api.SendAsync($"list {prefix}", HttpMethod.Get, uri, null, cancellationToken);
            foreach (var item in answer["items"] as JsonArray ?? [])
                if ((string?)item?["name"] is { } name) yield return name;
            page = (string?)answer["nextPageToken"];
        }
        while (page is not null);
    }

    /// <summary>
    /// objects.get with <c>alt=media</c>, from a byte onwards: what is there now. The caller disposes it. Null when there is no such object.
    /// </summary>
    public async Task<ObjectRead?> ReadFromAsync(GsUri uri, long offset, CancellationToken cancellationToken)
    {
        var address = new Uri(Address(uri), "?alt=media");
        var call = $"read {uri}";
        var response = await api.SendRawAsync(
            call, () => new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = new RangeHeaderValue(offset, null) } }, cancellationToken);
        try
        {
            switch (response.StatusCode)
            {
                case HttpStatusCode.NotFound:
                    response.Dispose();
                    return null;
                case HttpStatusCode.RequestedRangeNotSatisfiable:
                    // Nothing after the offset. The length in "bytes */N" tells an empty object from one that has not grown.
                    var length = response.Content.Headers.ContentRange?.Length ?? offset;
                    response.Dispose();
                    return new ObjectRead(call, null, length, offset);
                default:
                    await ApiClient.ThrowIfFailedAsync(call, response, cancellationToken);
                    // 200 in place of 206: the whole object, because a server may ignore ranges, or because it is empty.
                    var skip = response.StatusCode == HttpStatusCode.OK ? offset : 0;
                    return new ObjectRead(call, response, response.Content.Headers.ContentRange?.Length ?? response.Content.Headers.ContentLength, skip);
            }
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>objects.get: what is known of an object; null when there is none.</summary>
    public async Task<StoredObject?> FindAsync(GsUri uri, CancellationToken cancellationToken)
    {
        try
        {
            return StoredObject.Parse(await api.SendAsync($"look at {uri}", HttpMethod.Get, Address(uri), null, cancellationToken));
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>objects.delete: this generation of an object, and no other.</summary>
    public Task DeleteAsync(GsUri uri, string generation, CancellationToken cancellationToken) =>
        api.SendAsync($"delete {uri}", HttpMethod.Delete, new Uri(Address(uri), "?generation=" + Escape(generation)), null, cancellationToken);

    private Uri Address(GsUri uri) => new(endpoints.Storage, $"storage/v1/b/{Escape(uri.Bucket)}/o/{Escape(uri.Name)}");

    private static string Escape(string text) => Uri.EscapeDataString(text);
}

/// <summary>An object being read from an offset: its present length, and the bytes after the offset.</summary>
public sealed class ObjectRead(string call, HttpResponseMessage? response, long? length, long skip) : IDisposable
{
    /// <summary>Set when the connection broke before the last byte: what has come so far is good, and reading can go on after it.</summary>
    public UnreachableException? Broken { get; private set; }

    /// <summary>The object's present size in bytes; null where the server did not say.</summary>
    public long? Length { get; } = length;

    /// <summary>The bytes after the offset, as they come.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> BytesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (response is null) yield break;
        var left = skip;
        var buffer = new byte[1 << 16];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        while (await ReadAsync(stream, buffer, cancellationToken) is > 0 and var read)
        {
            var skipped = (int)Math.Min(left, read);
            left -= skipped;
            if (skipped < read) yield return buffer.AsMemory(skipped, read - skipped);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => response?.Dispose();

    private async ValueTask<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            Broken = new UnreachableException(call, response!.RequestMessage!.RequestUri!, "the connection broke", e);
            return 0;
        }
    }
}
