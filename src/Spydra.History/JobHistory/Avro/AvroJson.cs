using System.Text.Json;

namespace Spydra.History.JobHistory.Avro;

/// <summary>
/// Reads one value in Avro's JSON encoding, https://avro.apache.org/docs/1.12.0/specification/#json-encoding: a value of a union is an object with the
/// name of its branch, or null.
/// </summary>
internal ref struct AvroJson
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64, AllowMultipleValues = true };

    private readonly long offset;
    private readonly TextCache texts;
    private Utf8JsonReader json;

    private AvroJson(ReadOnlySpan<byte> data, long offset, TextCache texts)
    {
        this.offset = offset;
        this.texts = texts;
        json = new(data, isFinalBlock: false, new JsonReaderState(Options));
    }

    /// <summary>As <see cref="AvroBinary.TryRead(AvroSchema, ReadOnlySpan{byte}, long, TextCache, out object?, out int)"/>; the value is an object.</summary>
    public static bool TryRead(AvroSchema schema, ReadOnlySpan<byte> data, long offset, TextCache texts, out object? value, out int length)
    {
        (value, length) = (null, 0);
        var reader = new AvroJson(data, offset, texts);
        try
        {
            if (!reader.IsWhole(out length)) return false;
            reader = new AvroJson(data[..length], offset, texts);
            reader.json.Read();
            value = reader.Value(schema);
            return true;
        }
        catch (JsonException e)
        {
            throw new DamagedDataException(offset + Position(data, e), "JSON", "something else", e);
        }
    }

    private bool IsWhole(out int length)
    {
        length = 0;
        if (!json.Read()) return false;
        if (json.TokenType != JsonTokenType.StartObject) throw Damaged("an event, which is an object");
        if (!json.TrySkip()) return false;
        length = (int)json.BytesConsumed;
        return true;
    }

    private object? Value(AvroSchema schema)
    {
        if (!schema.IsWanted)
        {
            json.TrySkip();
            return null;
        }
        return schema.Kind switch
        {
            AvroKind.Null => json.TokenType == JsonTokenType.Null ? null : throw Damaged("null"),
            AvroKind.Boolean => json.TokenType is JsonTokenType.True or JsonTokenType.False ? json.GetBoolean() : throw Damaged("true or false"),
            AvroKind.Int or AvroKind.Long => json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var number) ? number : throw Damaged("a whole number of 64 bits"),
            AvroKind.Text or AvroKind.Enumeration => json.TokenType == JsonTokenType.String ? Text() : throw Damaged("a text"),
            AvroKind.Union => Union(schema),
            AvroKind.Record => Record(schema),
            _ => Items(schema),
        };
    }

    private object? Union(AvroSchema schema)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType != JsonTokenType.StartObject || !json.Read() || json.TokenType != JsonTokenType.PropertyName) throw Damaged("null or an object with the name of a type");
        var branch = schema.Branch(Text());
        json.Read();
        object? value = null;
        if (branch is null) json.TrySkip();
        else value = Value(branch);
        return json.Read() && json.TokenType == JsonTokenType.EndObject ? value : throw Damaged("the end of an object with one member");
    }

    private AvroRecord Record(AvroSchema schema)
    {
        if (json.TokenType != JsonTokenType.StartObject) throw Damaged("an object");
        var values = new object?[schema.Fields.Count];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var place = schema.Place(Text());
            json.Read();
            if (place < 0) json.TrySkip();
            else values[place] = Value(schema.Fields[place]);
        }
        return new(schema, values);
    }

    private List<AvroRecord> Items(AvroSchema schema)
    {
        if (json.TokenType != JsonTokenType.StartArray) throw Damaged("an array");
        List<AvroRecord> items = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) items.Add((AvroRecord)Value(schema.Items!)!);
        return items;
    }

    private readonly string Text()
    {
        if (!json.ValueIsEscaped) return texts.Get(json.ValueSpan);
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new DamagedDataException(offset + json.TokenStartIndex, "text of Unicode", "half a surrogate pair", e);
        }
    }

    private readonly DamagedDataException Damaged(string expected) => new(offset + json.TokenStartIndex, expected, json.TokenType.ToString());

    private static long Position(ReadOnlySpan<byte> data, JsonException e)
    {
        var line = 0;
        for (var left = e.LineNumber ?? 0; left > 0 && data[line..].IndexOf((byte)'\n') is >= 0 and var length; left--) line += length + 1;
        return line + (e.BytePositionInLine ?? 0);
    }
}
