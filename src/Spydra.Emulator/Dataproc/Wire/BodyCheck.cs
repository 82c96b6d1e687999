using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>A body in its one answered form (camelCase, enums by name, nothing that means absence), and all that is wrong with it.</summary>
internal sealed record CheckedBody(JsonObject Body, IReadOnlyList<FieldProblem> Problems);

/// <summary>
/// Reads a body as proto3's JSON mapping does, against every field that <see cref="MessageTable"/> knows. Unknown fields, wrong types and bad
/// enum values are all found at once.
/// </summary>
internal sealed class BodyCheck
{
    private readonly List<FieldProblem> problems = [];

    private BodyCheck() { }

    /// <param name="body">What was sent.</param>
    /// <param name="message">The message it should be: <c>Cluster</c>.</param>
    /// <param name="root">The request's field that the body is (<c>cluster</c>), or empty when the body is the request.</param>
    public static CheckedBody Check(JsonElement body, string message, string root)
    {
        var check = new BodyCheck();
        var read = check.Message(body, MessageTable.Instance.Messages[message], root) ?? [];
        return new CheckedBody(read, check.problems);
    }

    private JsonObject? Message(JsonElement value, MessageType type, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Invalid(path, type.Name, value.GetRawText());
            return null;
        }

        var read = new JsonObject();
        foreach (var property in value.EnumerateObject())
        {
            if (!type.Fields.TryGetValue(property.Name, out var field)) Unknown(property.Name, path, "Cannot find field.");
            else if (property.Value.ValueKind == JsonValueKind.Null) continue;
            else if (read.ContainsKey(field.Name)) Unknown(property.Name, path, "The field is already set under its other spelling.");
            else if (Field(property.Value, field, Below(path, field.SnakeName), property.Name, path) is { } node) read[field.Name] = node;
        }

        foreach (var oneOf in type.OneOfs) CheckOneOf(value, type, oneOf, path);
        return read;
    }

    private JsonNode? Field(JsonElement value, MessageField field, string path, string name, string parent)
    {
        switch (field.Shape)
        {
            case FieldShape.List when value.ValueKind == JsonValueKind.Array:
                var list = new JsonArray();
                foreach (var (position, element) in value.EnumerateArray().Index())
                    if (Single(element, field, $"{path}[{position}]") is { } node) list.Add(node);
                return list.Count > 0 ? list : null;

            case FieldShape.Map when value.ValueKind == JsonValueKind.Object:
                var map = new JsonObject();
                foreach (var (position, entry) in value.EnumerateObject().Index())
                    if (Single(entry.Value, field, $"{path}[{position}].value") is { } node) map[entry.Name] = node;
                return map.Count > 0 ? map : null;

            case FieldShape.Single when value.ValueKind == JsonValueKind.Array && field.Type != "any":
                Unknown(name, parent, "Proto field is not repeating, cannot start list.");
                return null;

            case FieldShape.Single:
                var single = Single(value, field, path);
                return single is null || (!field.Optional && IsDefault(single, field)) ? null : single;

            default:
                Invalid(path, field.Type, value.GetRawText());
                return null;
        }
    }

    private JsonNode? Single(JsonElement value, MessageField field, string path)
    {
        if (field.IsMessage) return Message(value, MessageTable.Instance.Messages[field.Type], path);
        if (field.IsEnum) return EnumValue(value, field, path);
        var read = Scalars.Read(value, field.Type, field.Name, out var why);
        if (read is null) Invalid(path, field.Type, why);
        return read;
    }

    private JsonValue? EnumValue(JsonElement value, MessageField field, string path)
    {
        var values = MessageTable.Instance.Enums[field.Type];
        var name = value.ValueKind switch
        {
            JsonValueKind.String when values.Values.ContainsKey(value.GetString()!) => value.GetString(),
            JsonValueKind.Number when value.TryGetInt32(out var number) => values.NameOf(number),
            _ => null,
        };
        if (name is null) Invalid(path, field.Type, value.GetRawText());
        return name is null ? null : JsonValue.Create(name);
    }

    private static bool IsDefault(JsonNode value, MessageField field) =>
        field.IsEnum ? MessageTable.Instance.Enums[field.Type].Values[value.GetValue<string>()] == 0
        : !field.IsMessage && Scalars.IsDefault(value, field.Type);

    private void CheckOneOf(JsonElement value, MessageType type, OneOf oneOf, string path)
    {
        string? first = null;
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Null || !type.Fields.TryGetValue(property.Name, out var field)) continue;
            if (!oneOf.Fields.Contains(field.Name)) continue;
            if (first is not null)
                problems.Add(new(path, $"Invalid value at '{path}' (oneof), oneof field '{oneOf.Name}' is already set. Cannot set '{field.Name}'"));
            first ??= field.Name;
        }
    }

    private void Unknown(string name, string path, string why) => problems.Add(new(path,
        $"Invalid JSON payload received. Unknown name \"{name}\"{(path.Length > 0 ? $" at '{path}'" : "")}: {why}"));

    private void Invalid(string path, string type, string value) =>
        problems.Add(new(path, $"Invalid value at '{path}' ({Scalars.PlatformName(type)}), {value}"));

    private static string Below(string path, string name) => path.Length == 0 ? name : path + "." + name;
}
