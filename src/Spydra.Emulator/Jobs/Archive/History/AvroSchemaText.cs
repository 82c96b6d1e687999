using System.Text;
using System.Text.Json;

namespace Spydra.Emulator.Jobs.Archive.History;

/// <summary>Writes a schema as JSON on one line. What has a name is written in full the first time, and by its name afterwards.</summary>
internal static class AvroSchemaText
{
    public static string Of(AvroRecord root, string @namespace)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text)) Write(json, root, [], @namespace);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static void Write(Utf8JsonWriter json, AvroType type, HashSet<string> known, string? @namespace = null)
    {
        switch (type)
        {
            case AvroPrimitive primitive:
                json.WriteStringValue(primitive.Name);
                break;
            case AvroRecord record when !known.Add(record.Name):
                json.WriteStringValue(record.Name);
                break;
            case AvroUnion union:
                json.WriteStartArray();
                foreach (var branch in union.Branches) Write(json, branch, known);
                json.WriteEndArray();
                break;
            default:
                json.WriteStartObject();
                WriteMembers(json, type, known, @namespace);
                json.WriteEndObject();
                break;
        }
    }

    private static void WriteMembers(Utf8JsonWriter json, AvroType type, HashSet<string> known, string? @namespace)
    {
        switch (type)
        {
            case AvroEnum symbols:
                json.WriteString("type", "enum");
                json.WriteString("name", symbols.Name);
                json.WriteStartArray("symbols");
                foreach (var symbol in symbols.Symbols) json.WriteStringValue(symbol);
                json.WriteEndArray();
                break;
            case AvroArray array:
                json.WriteString("type", "array");
                json.WritePropertyName("items");
                Write(json, array.Items, known);
                break;
            case AvroMap map:
                json.WriteString("type", "map");
                json.WritePropertyName("values");
                Write(json, map.Values, known);
                break;
            case AvroRecord record:
                json.WriteString("type", "record");
                json.WriteString("name", record.Name);
                if (@namespace is not null) json.WriteString("namespace", @namespace);
                json.WriteStartArray("fields");
                foreach (var field in record.Fields) WriteField(json, field, known);
                json.WriteEndArray();
                break;
        }
    }

    private static void WriteField(Utf8JsonWriter json, AvroField field, HashSet<string> known)
    {
        json.WriteStartObject();
        json.WriteString("name", field.Name);
        json.WritePropertyName("type");
        Write(json, field.Type, known);
        if (field.Default is { } given)
        {
            if (given.Number is { } number) json.WriteNumber("default", number);
            else json.WriteNull("default");
        }

        json.WriteEndObject();
    }
}
