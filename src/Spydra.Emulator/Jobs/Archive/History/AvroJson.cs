using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spydra.Emulator.Jobs.Archive.History;

/// <summary>Writes a value as Avro's JSON, in which a branch of a union is an object with the branch's full name as its only member.</summary>
internal sealed class AvroJson(Utf8JsonWriter json, string @namespace)
{
    public void Write(AvroType type, JsonNode? value)
    {
        switch (type)
        {
            case AvroPrimitive or AvroEnum:
                if (value is null) json.WriteNullValue();
                else value.WriteTo(json);
                break;
            case AvroArray array:
                json.WriteStartArray();
                foreach (var item in value!.AsArray()) Write(array.Items, item);
                json.WriteEndArray();
                break;
            case AvroMap map:
                json.WriteStartObject();
                foreach (var (key, item) in value!.AsObject())
                {
                    json.WritePropertyName(key);
                    Write(map.Values, item);
                }

                json.WriteEndObject();
                break;
            case AvroRecord record:
                json.WriteStartObject();
                foreach (var field in record.Fields)
                {
                    json.WritePropertyName(field.Name);
                    Write(field.Type, field.Of(value!.AsObject()));
                }

                json.WriteEndObject();
                break;
            case AvroUnion union:
                WriteBranch(union, value);
                break;
        }
    }

    private void WriteBranch(AvroUnion union, JsonNode? value)
    {
        var (index, inner) = union.Choose(value);
        if (inner is null)
        {
            json.WriteNullValue();
            return;
        }

        var branch = union.Branches[index];
        json.WriteStartObject();
        json.WritePropertyName(branch is AvroRecord record ? $"{@namespace}.{record.Name}" : ((AvroPrimitive)branch).Name);
        Write(branch, inner);
        json.WriteEndObject();
    }
}
