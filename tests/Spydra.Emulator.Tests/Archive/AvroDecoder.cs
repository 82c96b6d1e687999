using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Spydra.Emulator.Tests.Archive;

/// <summary>Reads the events of a <c>.jhist</c> file of either encoding, the binary one by the schema in the file, into what the JSON one says.</summary>
internal sealed class AvroDecoder
{
    private readonly byte[] bytes;
    private readonly Dictionary<string, JsonObject> named = [];
    private readonly string space;
    private int at;

    private AvroDecoder(byte[] bytes, int at, JsonObject schema)
    {
        (this.bytes, this.at) = (bytes, at);
        space = schema["namespace"]!.GetValue<string>();
    }

    public static (string Encoding, string Schema, List<JsonObject> Events) Read(byte[] file)
    {
        var first = Array.IndexOf(file, (byte)'\n');
        var second = Array.IndexOf(file, (byte)'\n', first + 1);
        var encoding = Encoding.UTF8.GetString(file[..first]);
        var line = Encoding.UTF8.GetString(file[(first + 1)..second]);
        if (encoding == "Avro-Json")
        {
            var text = Encoding.UTF8.GetString(file[(second + 1)..]);
            Assert.EndsWith("}\n", text, StringComparison.Ordinal);
            var events = text[..^1].Split("\n\n").Select(each => JsonNode.Parse(each)!.AsObject());
            return (encoding, line, events.ToList());
        }

        Assert.Equal("Avro-Binary", encoding);
        var schema = JsonNode.Parse(line)!.AsObject();
        var decoder = new AvroDecoder(file, second + 1, schema);
        List<JsonObject> decoded = [];
        while (decoder.at < file.Length) decoded.Add(decoder.Value(schema)!.AsObject());
        return (encoding, line, decoded);
    }

    private JsonNode? Value(JsonNode schema)
    {
        switch (schema)
        {
            case JsonArray union:
                var branch = union[(int)Long()]!;
                if (Kind(branch) == "null") return null;
                return new JsonObject { [NameOf(branch)] = Value(branch) };
            case JsonObject type:
                return Complex(type);
            default:
                var name = schema.GetValue<string>();
                return named.TryGetValue(name, out var known) ? Value(known) : Primitive(name);
        }
    }

    private JsonNode? Complex(JsonObject type)
    {
        var name = type["name"]?.GetValue<string>();
        if (name is not null) named[name] = type;
        switch (type["type"]!.GetValue<string>())
        {
            case "enum":
                return type["symbols"]!.AsArray()[(int)Long()]!.DeepClone();
            case "array":
                var items = new JsonArray();
                Block(() => items.Add(Value(type["items"]!)));
                return items;
            case "map":
                var map = new JsonObject();
                Block(() => map.Add(Text(), Value(type["values"]!)));
                return map;
            default:
                var record = new JsonObject();
                // A type that is named later may be defined in a branch that no value took.
                foreach (var field in type["fields"]!.AsArray()) Learn(field!["type"]!);
                foreach (var field in type["fields"]!.AsArray()) record.Add(field!["name"]!.GetValue<string>(), Value(field["type"]!));
                return record;
        }
    }

    private void Learn(JsonNode schema)
    {
        if (schema is JsonArray union)
        {
            foreach (var branch in union) Learn(branch!);
        }
        else if (schema is JsonObject type)
        {
            if (type["name"] is { } name) named[name.GetValue<string>()] = type;
            foreach (var field in type["fields"]?.AsArray() ?? []) Learn(field!["type"]!);
            if (type["items"] is { } items) Learn(items);
        }
    }

    private void Block(Action item)
    {
        for (var count = Long(); count != 0; count = Long())
            for (var i = 0; i < count; i++) item();
    }

    private JsonValue Primitive(string type) => type switch
    {
        "string" => JsonValue.Create(Text()),
        "int" or "long" => JsonValue.Create(Long()),
        "boolean" => JsonValue.Create(bytes[at++] == 1),
        _ => throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the type {type} at {at}")),
    };

    private string NameOf(JsonNode branch)
    {
        var name = Kind(branch);
        return named.ContainsKey(name) ? $"{space}.{name}" : name;
    }

    private static string Kind(JsonNode type) => type is JsonObject record ? record["name"]!.GetValue<string>() : type.GetValue<string>();

    private string Text()
    {
        var length = (int)Long();
        return Encoding.UTF8.GetString(bytes[at..(at += length)]);
    }

    private long Long()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = bytes[at++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return (long)(value >> 1) ^ -(long)(value & 1);
        }
    }
}
