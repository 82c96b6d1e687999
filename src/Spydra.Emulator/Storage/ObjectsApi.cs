using Spydra.Emulator.Http;

namespace Spydra.Emulator.Storage;

/// <summary>objects.get, list, patch, update, delete: all that needs no content.</summary>
internal sealed class ObjectsApi(ObjectStore store, MediaApi media)
{
    public Task Get(Call call)
    {
        if (call.Query("alt") == "media") return media.Get(call);
        var stored = store.Need(StorageQuery.Address(call));
        StorageQuery.Conditions(call).DemandForReading(stored);
        return Answer(call, stored);
    }

    public Task List(Call call)
    {
        var page = ObjectListing.Page(store.Objects(call["bucket"]), Query(call));
        var json = new ObjectJson(StorageAnswer.Root(call.Request));
        return StorageAnswer.WriteAsync(call.Response, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("kind", "storage#objects");
            if (page.Next is { } next) writer.WriteString("nextPageToken", next.ToString());
            if (page.Prefixes.Count > 0)
            {
                writer.WriteStartArray("prefixes");
                foreach (var prefix in page.Prefixes) writer.WriteStringValue(prefix);
                writer.WriteEndArray();
            }

            if (page.Items.Count > 0)
            {
                writer.WriteStartArray("items");
                foreach (var stored in page.Items) json.Write(writer, stored);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        });
    }

    public async Task Patch(Call call)
    {
        var body = await RequestBody.ReadJsonAsync(call);
        await Answer(call, store.Change(
            StorageQuery.Address(call),
            StorageQuery.Conditions(call),
            before => body is { } changes ? AttributesJson.Merge(before, changes) : before));
    }

    public async Task Update(Call call)
    {
        var body = await RequestBody.ReadJsonAsync(call) ?? throw StorageError.Required("resource");
        await Answer(call, store.Change(StorageQuery.Address(call), StorageQuery.Conditions(call), _ => AttributesJson.Read(body)));
    }

    public Task Delete(Call call)
    {
        store.Delete(StorageQuery.Address(call), StorageQuery.Conditions(call));
        call.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private static ListQuery Query(Call call)
    {
        var largest = StorageQuery.Number(call, "maxResults") ?? 0;
        if (largest < 0) throw StorageError.Invalid($"Invalid value for 'maxResults': {largest} is less than 0.");
        return new ListQuery
        {
            Prefix = call.Query("prefix") ?? "",
            Delimiter = call.Query("delimiter") ?? "",
            StartOffset = call.Query("startOffset") ?? "",
            EndOffset = call.Query("endOffset") is { Length: > 0 } end ? end : null,
            IncludeTrailingDelimiter = StorageQuery.Flag(call, "includeTrailingDelimiter"),
            Glob = call.Query("matchGlob") is { Length: > 0 } glob ? new MatchGlob(glob) : null,
            MaxResults = largest == 0 ? ListQuery.LargestPage : (int)Math.Min(largest, ListQuery.LargestPage),
            From = call.Query("pageToken") is { Length: > 0 } token ? PageToken.Parse(token) : null,
        };
    }

    private static Task Answer(Call call, StoredObject stored) =>
        StorageAnswer.WriteAsync(call.Response, 200, writer => new ObjectJson(StorageAnswer.Root(call.Request)).Write(writer, stored));
}
