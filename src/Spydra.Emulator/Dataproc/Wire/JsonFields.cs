using System.Globalization;
using System.Text.Json.Nodes;

namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>Reads and writes fields of a resource by their path (<c>config.workerConfig.numInstances</c>); keys of maps hold dots and are not paths.</summary>
internal static class JsonFields
{
    public static JsonNode? At(this JsonObject json, string path)
    {
        JsonNode? node = json;
        foreach (var name in path.Split('.'))
            if ((node = (node as JsonObject)?[name]) is null) return null;
        return node;
    }

    public static string? Text(this JsonObject json, string path) => json.At(path)?.GetValue<string>();

    public static int? Number(this JsonObject json, string path) => json.At(path)?.GetValue<int>();

    public static bool Flag(this JsonObject json, string path) => json.At(path)?.GetValue<bool>() ?? false;

    public static JsonObject? Child(this JsonObject json, string path) => json.At(path) as JsonObject;

    public static IEnumerable<JsonObject> Children(this JsonObject json, string path) => (json.At(path) as JsonArray)?.OfType<JsonObject>() ?? [];

    public static TimeSpan? Duration(this JsonObject json, string path) => Durations.Parse(json.Text(path));

    public static DateTimeOffset? Instant(this JsonObject json, string path) => Timestamps.Parse(json.Text(path));

    public static IReadOnlyDictionary<string, string> Map(this JsonObject json, string path) =>
        json.Child(path)?.ToDictionary(pair => pair.Key, pair => pair.Value!.GetValue<string>(), StringComparer.Ordinal)
        ?? new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The object at the path; it and those above it are made where they are missing.</summary>
    public static JsonObject Within(this JsonObject json, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (json[name] is not JsonObject next) json[name] = next = [];
            json = next;
        }

        return json;
    }

    /// <summary>Sets the field, or removes it when the value is null.</summary>
    public static void Put(this JsonObject json, string path, JsonNode? value)
    {
        var dot = path.LastIndexOf('.');
        if (value is null && dot > 0 && json.Child(path[..dot]) is null) return;
        var owner = dot < 0 ? json : json.Within(path[..dot]);
        if (value is null) owner.Remove(path[(dot + 1)..]);
        else owner[path[(dot + 1)..]] = value;
    }

    /// <summary>Sets the field where it is not there yet.</summary>
    public static void Default(this JsonObject json, string path, JsonNode value)
    {
        if (json.At(path) is null) json.Put(path, value);
    }

    public static JsonObject Copy(this JsonObject json) => json.DeepClone().AsObject();

    public static string Invariant(this int number) => number.ToString(CultureInfo.InvariantCulture);
}
