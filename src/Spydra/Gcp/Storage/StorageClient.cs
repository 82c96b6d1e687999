using System.Globalization;
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
    private const int MostReads = 3;

    /// <summary>The same client, with this budget for each call.</summary>
    public StorageClient For(CallBudget budget) => new(api.For(budget), endpoints);

    /// <summary>objects.list: what is known of the objects below a prefix, page by page, in the order of their names' bytes.</summary>
    public IAsyncEnumerable<(string Name, StoredObject Object)> ObjectsAsync(GsUri prefix, CancellationToken cancellationToken) =>
        PagesAsync(prefix, "&fields=items(name,generation,size,crc32c,updated),nextPageToken",
            page => from item in (page["items"] as JsonArray ?? []).OfType<JsonObject>()
                    where (string?)item["name"] is not null
                    select ((string)item["name"]!, StoredObject.Parse(item)), cancellationToken);

    /// <summary>objects.list with a delimiter: the folders right below one, whose name ends in a slash, or of the bucket; their names from the bucket on, with a slash.</summary>
    public IAsyncEnumerable<string> FoldersAsync(GsUri folder, CancellationToken cancellationToken) =>
        PagesAsync(folder, "&delimiter=%2F&fields=prefixes,nextPageToken", page => (page["prefixes"] as JsonArray ?? []).Select(name => (string?)name).OfType<string>(), cancellationToken);

    private async IAsyncEnumerable<T> PagesAsync<T>(GsUri prefix, string query, Func<JsonObject, IEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? page = null;
        do
        {
            var uri = new Uri(endpoints.Storage, $"storage/v1/b/{Escape(prefix.Bucket)}/o?prefix={Escape(prefix.Name)}{query}"
                + (page is null ? "" : "&pageToken=" + Escape(page)));
            var before = page;
            (var found, page) = await api.SendAsync(
                $"list {prefix}", HttpMethod.Get, uri, null, json => ((List<T>)[.. read(json)], (string?)json["nextPageToken"]), cancellationToken);
            foreach (var each in found) yield return each;
            if (page == before) yield break;
        }
        while (page is { Length: > 0 });
    }

    /// <summary>
    /// objects.get with <c>alt=media</c>, from a byte onwards: what is there now. The caller disposes it. Null when there is no such object.
    /// </summary>
    public Task<ObjectRead?> ReadFromAsync(GsUri uri, long offset, CancellationToken cancellationToken) =>
        ReadAsync(uri, new RangeHeaderValue(offset, null), offset, cancellationToken);

    /// <summary>
    /// objects.get with <c>alt=media</c>: the end of the object, as many bytes as asked for; more where a server ignores ranges. The caller disposes
    /// it. Null when there is no such object.
    /// </summary>
    public Task<ObjectRead?> ReadTailAsync(GsUri uri, long bytes, CancellationToken cancellationToken) =>
        ReadAsync(uri, new RangeHeaderValue(null, bytes), null, cancellationToken);

    /// <summary>Without an offset, the answer tells it.</summary>
    private async Task<ObjectRead?> ReadAsync(GsUri uri, RangeHeaderValue range, long? asked, CancellationToken cancellationToken)
    {
        var address = new Uri(Address(uri), "?alt=media");
        var call = $"read {uri}";
        var response = await api.SendRawAsync(
            call, () => new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = range } }, cancellationToken);
        var offset = asked ?? response.Content.Headers.ContentRange?.From ?? 0;
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

    /// <summary>
    /// objects.get with <c>alt=media</c> of a small object: all of it, and which generation it is. Null when there is no such object, or no
    /// such bucket.
    /// </summary>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached, or the answer broke off again and again.</exception>
    public async Task<ObjectContent?> ReadAsync(GsUri uri, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            using var read = await ReadFromAsync(uri, 0, cancellationToken);
            if (read is null) return null;
            using var content = new MemoryStream();
            await foreach (var bytes in read.BytesAsync(cancellationToken)) content.Write(bytes.Span);
            if (read.Broken is null && read.Generation is { } generation) return new ObjectContent(content.ToArray(), generation);

            // A server that does not say in this answer which generation it gave, as for an empty object, says it beside the checksum.
            if (read.Broken is null && await FindAsync(uri, cancellationToken) is { } found && long.TryParse(found.Generation, NumberStyles.None, CultureInfo.InvariantCulture, out generation)
                && found.Holds(content.Length, Crc32C.Of(content.ToArray()))) return new ObjectContent(content.ToArray(), generation);
            if (tries == MostReads) throw read.Broken ?? new UnreachableException($"read {uri}", Address(uri), "the answers do not say which generation of the object they are");
        }
    }

    /// <summary>
    /// objects.insert of a small object, with its checksum, onto this generation of the name and no other; 0 where there must be none. Returns
    /// the new generation. A refusal with 412 may also be the answer to a repetition of a try that did it.
    /// </summary>
    /// <exception cref="ApiException">The service refused; 412 where the name has another generation.</exception>
    /// <exception cref="UnreachableException">The service could not be reached: the object may have been written.</exception>
    public Task<long> WriteAsync(GsUri uri, ReadOnlyMemory<byte> content, long ifGeneration, CancellationToken cancellationToken)
    {
        var address = new UploadRequest(uri, 0).Address(endpoints, ifGeneration.ToString(CultureInfo.InvariantCulture));
        var metadata = JsonBytes.Of(UploadRequest.Metadata(Crc32C.Of(content.Span)));
        return api.SendAsync($"write {uri}", () => new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new MultipartContent("related")
            {
                new ByteArrayContent(metadata) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } },
                new ReadOnlyMemoryContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(UploadRequest.ContentType) } },
            },
        }, content.Length, json => long.Parse(StoredObject.Parse(json).Generation, NumberStyles.None, CultureInfo.InvariantCulture), cancellationToken);
    }

    /// <summary>objects.delete: this generation of an object, and no other.</summary>
    public Task DeleteAsync(GsUri uri, string generation, CancellationToken cancellationToken) =>
        api.SendAsync($"delete {uri}", HttpMethod.Delete, new Uri(Address(uri), "?generation=" + Escape(generation)), null, cancellationToken);

    private Uri Address(GsUri uri) => new(endpoints.Storage, $"storage/v1/b/{Escape(uri.Bucket)}/o/{Escape(uri.Name)}");

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
