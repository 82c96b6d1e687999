using System.Globalization;
using System.Text.Json;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Storage;

/// <summary>objects.copy, rewrite, move and compose. All but compose share the content with the source, whatever its size, so one call always does it.</summary>
internal sealed class CopyApi(ObjectStore store)
{
    private const int MostSources = 32;

    public async Task Copy(Call call)
    {
        var copy = await CopyAsync(call);
        await StorageAnswer.WriteAsync(call.Response, 200, writer => Json(call).Write(writer, copy));
    }

    public async Task Rewrite(Call call)
    {
        var copy = await CopyAsync(call);
        await StorageAnswer.WriteAsync(call.Response, 200, writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("kind", "storage#rewriteResponse");
            writer.WriteString("totalBytesRewritten", copy.Size.ToString(CultureInfo.InvariantCulture));
            writer.WriteString("objectSize", copy.Size.ToString(CultureInfo.InvariantCulture));
            writer.WriteBoolean("done", true);
            writer.WritePropertyName("resource");
            Json(call).Write(writer, copy);
            writer.WriteEndObject();
        });
    }

    public async Task Move(Call call)
    {
        _ = await RequestBody.ReadJsonAsync(call);
        var moved = store.Copy(
            new ObjectAddress(call["bucket"], call["object"], StorageQuery.Number(call, "sourceGeneration")),
            StorageQuery.SourceConditions(call),
            new ObjectAddress(call["bucket"], call["target"]),
            StorageQuery.Conditions(call),
            attributes => attributes,
            move: true);
        await StorageAnswer.WriteAsync(call.Response, 200, writer => Json(call).Write(writer, moved));
    }

    public async Task Compose(Call call)
    {
        var body = await RequestBody.ReadJsonAsync(call) ?? throw StorageError.Required("sourceObjects");
        var (bucket, name) = (call["bucket"], call["object"]);
        var sources = Sources(bucket, body);
        using var blob = store.NewBlob();
        foreach (var source in sources)
        {
            await using var content = Open(source);
            await blob.CopyFromAsync(content, call.Aborted);
        }

        var attributes = body.TryGetProperty("destination", out var destination) && destination.ValueKind == JsonValueKind.Object
            ? AttributesJson.Read(destination)
            : ObjectAttributes.None;
        var composed = store.Publish(
            bucket, name, blob, attributes, StorageQuery.Conditions(call), sources.Sum(source => source.ComponentCount ?? 1));
        if (body.TryGetProperty("deleteSourceObjects", out var delete) && delete.ValueKind == JsonValueKind.True)
            foreach (var source in sources.Where(source => source.Name != name)) store.DeleteIfLive(source);

        await StorageAnswer.WriteAsync(call.Response, 200, writer => Json(call).Write(writer, composed));
    }

    private static ObjectJson Json(Call call) => new(StorageAnswer.Root(call.Request));

    private async Task<StoredObject> CopyAsync(Call call)
    {
        var body = await RequestBody.ReadJsonAsync(call);
        return store.Copy(
            new ObjectAddress(call["bucket"], call["object"], StorageQuery.Number(call, "sourceGeneration")),
            StorageQuery.SourceConditions(call),
            new ObjectAddress(call["targetBucket"], call["target"]),
            StorageQuery.Conditions(call),
            source => AttributesJson.ForCopy(source, body));
    }

    private StoredObject[] Sources(string bucket, JsonElement body)
    {
        if (!body.TryGetProperty("sourceObjects", out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            throw StorageError.Invalid("You must provide at least one source component.");
        if (list.GetArrayLength() > MostSources)
            throw StorageError.Invalid($"The number of source components provided ({list.GetArrayLength()}) exceeds the maximum ({MostSources}).");
        return [.. list.EnumerateArray().Select(source => Source(bucket, source))];
    }

    private StoredObject Source(string bucket, JsonElement source)
    {
        if (source.ValueKind != JsonValueKind.Object || AttributesJson.Text(source, "name") is not { } name)
            throw StorageError.Required("sourceObjects[].name");
        var stored = store.Need(new ObjectAddress(bucket, name, Number(source, "generation")));
        if (source.TryGetProperty("objectPreconditions", out var conditions) && conditions.ValueKind == JsonValueKind.Object)
            new Preconditions(GenerationMatch: Number(conditions, "ifGenerationMatch")).Demand(stored);
        return stored;
    }

    private Stream Open(StoredObject source)
    {
        try { return store.OpenRead(source); }
        catch (FileNotFoundException) { throw StorageError.NoObject(source.Bucket, source.Name); }
    }

    /// <summary>A whole number, sent as a text or as a number; null when it is missing or null.</summary>
    private static long? Number(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)) return number;
        if (value.ValueKind == JsonValueKind.String && long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out number)) return number;
        throw StorageError.Invalid($"Invalid value for '{name}': a whole number is expected.");
    }
}
