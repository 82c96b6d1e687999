using System.Text.Json;

namespace Spydra.Emulator.Storage;

/// <summary>Reads what a client says of an object. Fields that only the service fills in (size, generation, acl, ...) are passed over: clients send them back.</summary>
internal static class AttributesJson
{
    /// <summary>Replaces all attributes: a field that is not there is unset.</summary>
    /// <exception cref="StorageError">400: a field of the wrong type.</exception>
    public static ObjectAttributes Read(JsonElement json) => Merge(ObjectAttributes.None, json);

    /// <summary>Changes the fields that are there; null unsets one, and within <c>metadata</c> a key.</summary>
    /// <exception cref="StorageError">400: a field of the wrong type.</exception>
    public static ObjectAttributes Merge(ObjectAttributes before, JsonElement json) => new()
    {
        ContentType = Text(json, "contentType", before.ContentType),
        ContentEncoding = Text(json, "contentEncoding", before.ContentEncoding),
        ContentDisposition = Text(json, "contentDisposition", before.ContentDisposition),
        ContentLanguage = Text(json, "contentLanguage", before.ContentLanguage),
        CacheControl = Text(json, "cacheControl", before.CacheControl),
        StorageClass = Text(json, "storageClass", before.StorageClass),
        CustomTime = Text(json, "customTime", before.CustomTime),
        Metadata = Metadata(json, before.Metadata),
    };

    /// <summary>
    /// What a copy is given: the source's attributes when the request has none of its own, else the request's alone. The storage class
    /// stands apart, because clients change it by rewriting an object onto itself.
    /// </summary>
    /// <exception cref="StorageError">400: a field of the wrong type.</exception>
    public static ObjectAttributes ForCopy(ObjectAttributes source, JsonElement? json)
    {
        if (json is not { } body) return source;
        var own = Read(body);
        var saysNothing = own with { StorageClass = null, Metadata = ObjectAttributes.None.Metadata } == ObjectAttributes.None && own.Metadata.Count == 0;
        return saysNothing
            ? source with { StorageClass = own.StorageClass ?? source.StorageClass }
            : own with { ContentType = own.ContentType ?? source.ContentType, StorageClass = own.StorageClass ?? source.StorageClass };
    }

    /// <summary>A text field; null when it is missing, null or empty.</summary>
    /// <exception cref="StorageError">400: not a text.</exception>
    public static string? Text(JsonElement json, string name, string? before = null)
    {
        if (!json.TryGetProperty(name, out var value)) return before;
        var text = Text(value, name);
        return string.IsNullOrEmpty(text) ? null : text;
    }

    private static string? Text(JsonElement value, string name)
    {
        try
        {
            if (value.ValueKind is JsonValueKind.String or JsonValueKind.Null) return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: JSON, but no text.
        }

        throw StorageError.Invalid($"Invalid value for '{name}': a string is expected, and {value.GetRawText()} is none.");
    }

    private static IReadOnlyDictionary<string, string> Metadata(JsonElement json, IReadOnlyDictionary<string, string> before)
    {
        if (!json.TryGetProperty("metadata", out var metadata)) return before;
        if (metadata.ValueKind == JsonValueKind.Null) return ObjectAttributes.None.Metadata;
        if (metadata.ValueKind != JsonValueKind.Object) throw StorageError.Invalid("Invalid value for 'metadata': an object of strings is expected.");
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in before) merged[key] = value;
        foreach (var pair in metadata.EnumerateObject())
        {
            var name = Key(pair);
            if (Text(pair.Value, $"metadata.{name}") is { } text) merged[name] = text;
            else merged.Remove(name);
        }

        return merged;
    }

    private static string Key(JsonProperty pair)
    {
        try { return pair.Name; }
        catch (InvalidOperationException) { throw StorageError.Invalid("A key of 'metadata' is not valid Unicode text."); }
    }
}
