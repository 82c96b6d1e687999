using System.Text.Json;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Storage;

/// <summary>buckets.insert, get, list, patch, update, delete. What is set on a bucket is kept and shown; nothing acts on it.</summary>
internal sealed class BucketsApi(ObjectStore store)
{
    private const int LargestPage = 1000;

    public async Task Insert(Call call)
    {
        if (string.IsNullOrEmpty(call.Query("project"))) throw StorageError.Required("project");
        var body = await RequestBody.ReadJsonAsync(call) ?? throw StorageError.Required("name");
        var name = AttributesJson.Text(body, "name") ?? throw StorageError.Required("name");
        BucketName.Check(name);
        if (!store.TryAddBucket(name, BucketJson.Replace(body), out var bucket))
            throw new StorageError(409, "conflict", "Your previous request to create the named bucket succeeded and you already own it.");
        await Answer(call, bucket);
    }

    public Task Get(Call call)
    {
        var bucket = store.FindBucket(call["bucket"]) ?? throw StorageError.NoBucket();
        Conditions(call, reading: true)(bucket);
        return Answer(call, bucket);
    }

    /// <summary>What gcloud asks before it copies or removes folders: whether they are more than names. Here they never are.</summary>
    public Task Layout(Call call)
    {
        var bucket = store.FindBucket(call["bucket"]) ?? throw StorageError.NoBucket();
        return StorageAnswer.WriteAsync(call.Response, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("kind", "storage#storageLayout");
            writer.WriteString("bucket", bucket.Name);
            writer.WriteString("location", "US");
            writer.WriteString("locationType", "multi-region");
            writer.WriteStartObject("hierarchicalNamespace");
            writer.WriteBoolean("enabled", false);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    public Task List(Call call)
    {
        if (string.IsNullOrEmpty(call.Query("project"))) throw StorageError.Required("project");
        var asked = StorageQuery.Number(call, "maxResults") is > 0 and var number ? Math.Min(number, LargestPage) : LargestPage;
        var after = call.Query("pageToken") is { Length: > 0 } token ? PageToken.Parse(token).Name : "";
        var prefix = call.Query("prefix") ?? "";
        var found = store.Buckets()
            .Where(bucket => bucket.Name.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(bucket.Name, after) > 0)
            .Take((int)asked + 1)
            .ToList();
        var page = found.Take((int)asked).ToList();
        return StorageAnswer.WriteAsync(call.Response, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("kind", "storage#buckets");
            if (found.Count > page.Count) writer.WriteString("nextPageToken", new PageToken(PageToken.Place.AfterItem, page[^1].Name).ToString());
            if (page.Count > 0)
            {
                writer.WriteStartArray("items");
                foreach (var bucket in page) BucketJson.Write(writer, bucket, StorageAnswer.Root(call.Request));
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        });
    }

    public Task Patch(Call call) => Change(call, BucketJson.Merge);

    public Task Update(Call call) => Change(call, (_, body) => BucketJson.Replace(body));

    public Task Delete(Call call)
    {
        store.DeleteBucket(call["bucket"], Conditions(call, reading: false));
        call.Response.StatusCode = 204;
        return Task.CompletedTask;
    }

    private async Task Change(Call call, Func<string, JsonElement, string> change)
    {
        var body = await RequestBody.ReadJsonAsync(call) ?? throw StorageError.Required("resource");
        await Answer(call, store.ChangeBucket(call["bucket"], Conditions(call, reading: false), settings => change(settings, body)));
    }

    private static Action<StoredBucket> Conditions(Call call, bool reading)
    {
        var match = StorageQuery.Number(call, "ifMetagenerationMatch");
        var notMatch = StorageQuery.Number(call, "ifMetagenerationNotMatch");
        return bucket =>
        {
            if (match is not null && match != bucket.Metageneration) throw StorageError.PreconditionFailed();
            if (notMatch is not null && notMatch == bucket.Metageneration)
                throw reading ? StorageError.NotModified() : StorageError.PreconditionFailed();
        };
    }

    private static Task Answer(Call call, StoredBucket bucket) =>
        StorageAnswer.WriteAsync(call.Response, 200, writer => BucketJson.Write(writer, bucket, StorageAnswer.Root(call.Request)));
}
