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
    /// <summary>The same client, with this budget for each call.</summary>
    public StorageClient For(CallBudget budget) => new(api.For(budget), endpoints);

    /// <summary>objects.list: the names below a prefix, page by page, in the order of their bytes.</summary>
    public async IAsyncEnumerable<string> ListAsync(GsUri prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? page = null;
        do
        {
            var uri = new Uri(endpoints.Storage, $"storage/v1/b/{Escape(prefix.Bucket)}/o?prefix={Escape(prefix.Name)}&fields=items(name),nextPageToken"
                + (page is null ? "" : "&pageToken=" + Escape(page)));
            var before = page;
            (var names, page) = await api.SendAsync($"list {prefix}", HttpMethod.Get, uri, null, json => (
                (List<string>)[.. (json["items"] as JsonArray ?? []).Select(item => (string?)item?["name"]).OfType<string>()], (string?)json["nextPageToken"]), cancellationToken);
            foreach (var name in names) yield return name;
            if (page == before) yield break;
        }
        while (page is { Length: > 0 });
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
                    return new ObjectRead(call, response, offset, response.Content.Headers.ContentRange?.Length ?? offset, 0, api.Time);
                default:
                    await ApiClient.ThrowIfFailedAsync(call, response, cancellationToken);
                    // 200 in place of 206: the whole object, because a server may ignore ranges, or because it is empty.
                    var skip = response.StatusCode == HttpStatusCode.OK ? offset : 0;
                    return new ObjectRead(call, response, offset, response.Content.Headers.ContentRange?.Length ?? WholeLength(response, offset), skip, api.Time);
            }
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    /// <summary>The object's length where no range says it: the body's, if it is the whole object.</summary>
    private static long? WholeLength(HttpResponseMessage response, long offset) =>
        response.StatusCode == HttpStatusCode.OK ? response.Content.Headers.ContentLength : offset + response.Content.Headers.ContentLength;

    /// <summary>objects.get of the metadata, of which only the size is asked for: whether there is such an object.</summary>
    public async Task<bool> ExistsAsync(GsUri uri, CancellationToken cancellationToken) =>
        await FindAsync($"look for {uri}", new Uri(Address(uri), "?fields=size"), cancellationToken) is not null;

    /// <summary>A read that was begun well broke off, and is begun anew later by the same reader: a trouble of the service as any other.</summary>
    internal void Broke(object reader, UnreachableException broken, TimeSpan elapsed) =>
        api.Troubles?.Failed(reader, broken.Address, broken.Reason, elapsed, TimeSpan.Zero, api.Budget.Limit);

    /// <summary>What had broken off goes on.</summary>
    internal void Mended(object reader, Uri address) => api.Troubles?.Ended(reader, address, well: true);

    /// <summary>For how long a read that breaks off is begun anew.</summary>
    internal TimeSpan Patience => api.Budget.Limit;

    internal TimeProvider Time => api.Time;

    /// <summary>objects.get: what is known of an object; null when there is none.</summary>
    public Task<StoredObject?> FindAsync(GsUri uri, CancellationToken cancellationToken) => FindAsync($"look at {uri}", Address(uri), cancellationToken);

    private async Task<StoredObject?> FindAsync(string call, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            return await api.SendAsync(call, HttpMethod.Get, address, null, StoredObject.Parse, cancellationToken);
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
