using System.Text.Json;

namespace Spydra.History.JobHistory.Avro;

/// <summary>Reads a schema of Avro, which is JSON. Types may be named before a reader knows what they are for: every valid schema is read.</summary>
internal sealed class AvroSchemaParser
{
    // The largest record of Hadoop 3.3.6 has 16 fields. A reader makes room for every field of a record that it meets.
    private const int MaxFields = 256;

    private static readonly Dictionary<string, AvroKind> Simple = new(StringComparer.Ordinal)
    {
        ["null"] = AvroKind.Null,
        ["boolean"] = AvroKind.Boolean,
        ["int"] = AvroKind.Int,
        ["long"] = AvroKind.Long,
        ["float"] = AvroKind.Float,
        ["double"] = AvroKind.Double,
        ["bytes"] = AvroKind.Bytes,
        ["string"] = AvroKind.Text,
    };

    private readonly Dictionary<string, AvroSchema> named = new(StringComparer.Ordinal);
    private readonly long offset;

    private AvroSchemaParser(long offset) => this.offset = offset;

    /// <param name="json">The schema, on one line.</param>
    /// <param name="offset">Where it stands in its file.</param>
    /// <exception cref="DamagedDataException">It is no schema.</exception>
    public static AvroSchema Parse(ReadOnlyMemory<byte> json, long offset)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 64 });
            return new AvroSchemaParser(offset).Type(document.RootElement, "");
        }
        catch (JsonException e)
        {
            throw new DamagedDataException(offset + (e.BytePositionInLine ?? 0), "a schema of Avro as JSON on one line", "something else", e);
        }
        // What JSON allows and .NET's text does not: half a surrogate pair in a name.
        catch (InvalidOperationException e)
        {
            throw new DamagedDataException(offset, "a schema of Avro as JSON on one line", "text that is no Unicode", e);
        }
    }

    private AvroSchema Type(JsonElement json, string space) => json.ValueKind switch
    {
        JsonValueKind.String => Named(json.GetString()!, space),
        JsonValueKind.Array => new(AvroKind.Union, "union") { Branches = [.. json.EnumerateArray().Select(branch => Type(branch, space))] },
        JsonValueKind.Object => Complex(json, space),
        _ => throw Not("a type", json.ValueKind.ToString()),
    };

    private AvroSchema Named(string name, string space) =>
        Simple.TryGetValue(name, out var kind) ? new(kind, name)
        : named.TryGetValue(Full(name, space), out var schema) || named.TryGetValue(name, out schema) ? schema
        : throw Not("the name of a type", $"'{Shown(name)}'");

    private AvroSchema Complex(JsonElement json, string space)
    {
        var type = Member(json, "type");
        if (type.ValueKind != JsonValueKind.String) return Type(type, space);
        switch (type.GetString()!)
        {
            case "array": return new(AvroKind.Array, "array") { Items = Type(Member(json, "items"), space) };
            case "map": return new(AvroKind.Map, "map") { Items = Type(Member(json, "values"), space) };
            case "enum": return Add(new(AvroKind.Enumeration, Name(json, space)) { Symbols = [.. Elements(json, "symbols").Select(Text)] });
            case "fixed": return Add(new(AvroKind.Fixed, Name(json, space)) { Size = SizeOf(json) });
            case "record" or "error": return Record(json, space);
            case var other: return Named(other, space);
        }
    }

    private AvroSchema Record(JsonElement json, string space)
    {
        // Known before its fields are, because they may name it.
        var record = Add(new(AvroKind.Record, Name(json, space)));
        var within = record.Name[..Math.Max(0, record.Name.LastIndexOf('.'))];
        var fields = Elements(json, "fields").Select(field => (Text(Member(field, "name")), Type(Member(field, "type"), within))).ToList();
        if (fields.Count > MaxFields) throw Not($"records of at most {MaxFields} fields", $"one of {fields.Count}");
        record.Define(fields);
        return record;
    }

    private AvroSchema Add(AvroSchema schema)
    {
        named[schema.Name] = schema;
        return schema;
    }

    private string Name(JsonElement json, string space) =>
        Full(Text(Member(json, "name")), json.TryGetProperty("namespace", out var own) && own.ValueKind == JsonValueKind.String ? own.GetString()! : space);

    private static string Full(string name, string space) => name.Contains('.') || space.Length == 0 ? name : space + "." + name;

    private int SizeOf(JsonElement json) =>
        Member(json, "size") is { ValueKind: JsonValueKind.Number } size && size.TryGetInt32(out var bytes) && bytes >= 0 ? bytes : throw Not("a size", "something else");

    private JsonElement Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) ? member : throw Not($"'{name}' in the schema", "none");

    private JsonElement.ArrayEnumerator Elements(JsonElement json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : throw Not($"a list of {name}", "something else");

    private string Text(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString()! : throw Not("a name", json.ValueKind.ToString());

    private static string Shown(string name) => name.Length > 60 ? name[..60] + "..." : name;

    private DamagedDataException Not(string expected, string found) => new(offset, expected + " in the schema of Avro", found);
}
