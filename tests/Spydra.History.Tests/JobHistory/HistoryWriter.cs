using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spydra.History.JobHistory;

/// <summary>Writes .jhist files in both encodings from the JSON of their events, with any schema. It shares nothing with the reader.</summary>
internal static class HistoryWriter
{
    /// <summary>The schema that Hadoop 3.3.6 writes.</summary>
    public static string Schema { get; } = Lines(GoldenHistories.InTests.First(golden => golden.Version == "3.3.6").Path).Schema;

    public static (string Encoding, string Schema) Lines(string path)
    {
        using var file = new StreamReader(path, Encoding.UTF8);
        return (file.ReadLine()!, file.ReadLine()!);
    }

    public static byte[] Json(string schema, IEnumerable<JsonNode> events) =>
        Encoding.UTF8.GetBytes($"Avro-Json\n{schema}\n{string.Join("\n\n", events.Select(each => each.ToJsonString()))}\n");

    public static byte[] Binary(string schema, IEnumerable<JsonNode> events)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes($"Avro-Binary\n{schema}\n"));
        using var document = JsonDocument.Parse(schema);
        var writer = new AvroBinaryWriter(bytes);
        writer.Know(document.RootElement);
        foreach (var each in events) writer.Write(document.RootElement, each);
        return bytes.ToArray();
    }

    public static JsonNode Event(string type, string record, JsonObject fields) =>
        new JsonObject { ["type"] = type, ["event"] = new JsonObject { ["org.apache.hadoop.mapreduce.jobhistory." + record] = fields } };

    public static async Task<MapReduceJob> ReadAsync(byte[] history)
    {
        using var stream = new MemoryStream(history);
        return await JobHistoryReader.ReadAsync(stream, CancellationToken.None);
    }

    /// <summary>The events of a history in Avro-JSON.</summary>
    public static IReadOnlyList<JsonNode> Events(string path) =>
        [.. File.ReadLines(path).Skip(2).Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!)];
}

internal sealed class AvroBinaryWriter(Stream stream)
{
    private readonly Dictionary<string, JsonElement> named = [];
    private Stream bytes = stream;

    /// <summary>Finds the named types, which may be defined in a branch that is never written.</summary>
    public void Know(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            foreach (var branch in schema.EnumerateArray()) Know(branch);
        }
        else if (schema.ValueKind == JsonValueKind.Object)
        {
            if (schema.TryGetProperty("name", out var name)) named[name.GetString()!] = schema;
            foreach (var member in schema.EnumerateObject().Where(member => member.Name is "type" or "items" or "values")) Know(member.Value);
            if (!schema.TryGetProperty("fields", out var fields)) return;
            foreach (var field in fields.EnumerateArray()) Know(field.GetProperty("type"));
        }
    }

    public void Write(JsonElement schema, JsonNode? value)
    {
        switch (schema.ValueKind)
        {
            case JsonValueKind.Array:
                var branches = schema.EnumerateArray().ToList();
                var at = branches.FindIndex(branch => value is null ? Name(branch) == "null" : Name(branch) == Short(value.AsObject().Single().Key));
                Long(at);
                Write(branches[at], value?.AsObject().Single().Value);
                break;
            case JsonValueKind.String when named.TryGetValue(schema.GetString()!, out var type): Write(type, value); break;
            case JsonValueKind.String: Simple(schema.GetString()!, value); break;
            default: Complex(schema, value!); break;
        }
    }

    public void Long(long number)
    {
        var bits = (ulong)(number << 1) ^ (ulong)(number >> 63);
        for (; bits > 0x7F; bits >>= 7) bytes.WriteByte((byte)(bits | 0x80));
        bytes.WriteByte((byte)bits);
    }

    public void Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Long(utf8.Length);
        bytes.Write(utf8);
    }

    private void Simple(string type, JsonNode? value)
    {
        switch (type)
        {
            case "null": break;
            case "boolean": bytes.WriteByte(value!.GetValue<bool>() ? (byte)1 : (byte)0); break;
            case "int" or "long": Long(value!.GetValue<long>()); break;
            case "float": bytes.Write(BitConverter.GetBytes(value!.GetValue<float>())); break;
            case "double": bytes.Write(BitConverter.GetBytes(value!.GetValue<double>())); break;
            case "string" or "bytes": Text(value!.GetValue<string>()); break;
            default: throw new NotSupportedException(type);
        }
    }

    private void Complex(JsonElement schema, JsonNode value)
    {
        switch (schema.GetProperty("type").GetString())
        {
            case "record":
                foreach (var field in schema.GetProperty("fields").EnumerateArray()) Write(field.GetProperty("type"), value[field.GetProperty("name").GetString()!]);
                break;
            case "enum": Long(schema.GetProperty("symbols").EnumerateArray().ToList().FindIndex(symbol => symbol.GetString() == value.GetValue<string>())); break;
            case "array": Block(value.AsArray().Count, () => { foreach (var item in value.AsArray()) Write(schema.GetProperty("items"), item); }); break;
            case "map":
                Block(value.AsObject().Count, () =>
                {
                    foreach (var (key, item) in value.AsObject())
                    {
                        Text(key);
                        Write(schema.GetProperty("values"), item);
                    }
                });
                break;
            case var type: Simple(type!, value); break;
        }
    }

    // Every other block with a negative count and its bytes: both are allowed.
    private void Block(int count, Action items)
    {
        if (count > 0 && count % 2 == 0)
        {
            using var block = new MemoryStream();
            var outside = bytes;
            bytes = block;
            items();
            bytes = outside;
            Long(-count);
            Long(block.Length);
            block.WriteTo(bytes);
        }
        else if (count > 0)
        {
            Long(count);
            items();
        }
        Long(0);
    }

    private static string Name(JsonElement schema) => schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("name", out var name) ? Short(name.GetString()!)
        : schema.ValueKind == JsonValueKind.Object ? schema.GetProperty("type").GetString()! : Short(schema.GetString()!);

    private static string Short(string name) => name[(name.LastIndexOf('.') + 1)..];
}
