using System.Text.Json.Nodes;

namespace Spydra.Emulator.Jobs.Archive.History;

/// <summary>A type of an Avro schema, as far as job histories use them (https://avro.apache.org/docs/1.11.1/specification/).</summary>
internal abstract record AvroType
{
    public static readonly AvroType Null = new AvroPrimitive("null");
    public static readonly AvroType Boolean = new AvroPrimitive("boolean");
    public static readonly AvroType Int = new AvroPrimitive("int");
    public static readonly AvroType Long = new AvroPrimitive("long");
    public static readonly AvroType String = new AvroPrimitive("string");

    /// <summary>Null or a value: null comes first.</summary>
    public static AvroUnion OrNull(AvroType type) => new([Null, type]);
}

internal sealed record AvroPrimitive(string Name) : AvroType;

internal sealed record AvroEnum(string Name, IReadOnlyList<string> Symbols) : AvroType;

internal sealed record AvroArray(AvroType Items) : AvroType;

internal sealed record AvroMap(AvroType Values) : AvroType;

internal sealed record AvroRecord(string Name, IReadOnlyList<AvroField> Fields) : AvroType;

/// <summary>One of several types. A value is null, or the value itself where null is the only other branch, or an object with the branch as its only member.</summary>
internal sealed record AvroUnion(IReadOnlyList<AvroType> Branches) : AvroType
{
    private bool IsOptional => Branches.Count == 2 && Branches[0] == Null;

    /// <summary>The branch of a value, and the value in it.</summary>
    public (int Index, JsonNode? Value) Choose(JsonNode? value)
    {
        if (IsOptional) return (value is null ? 0 : 1, value);
        var (name, inner) = value!.AsObject().Single();
        for (var i = 0; i < Branches.Count; i++)
            if (Branches[i] is AvroRecord record && record.Name == name) return (i, inner);
        throw new InvalidOperationException($"The union has no branch '{name}'.");
    }
}

/// <summary>A field of a record; <paramref name="Default"/> is written where a value lacks it.</summary>
internal sealed record AvroField(string Name, AvroType Type, AvroDefault? Default = null)
{
    /// <exception cref="InvalidOperationException">The value lacks the field, which has no default.</exception>
    public JsonNode? Of(JsonObject record) =>
        record.TryGetPropertyValue(Name, out var value) ? value
        : Default is { } known ? (known.Number is { } number ? JsonValue.Create(number) : null)
        : throw new InvalidOperationException($"The field '{Name}' has no value.");
}

/// <summary>A field's default: a number, or null.</summary>
internal sealed record AvroDefault(long? Number);
