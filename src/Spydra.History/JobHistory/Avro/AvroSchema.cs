namespace Spydra.History.JobHistory.Avro;

/// <summary>The types of Avro.</summary>
internal enum AvroKind { Null, Boolean, Int, Long, Float, Double, Bytes, Text, Fixed, Enumeration, Array, Map, Union, Record }

/// <summary>A type as a file's own schema describes it. Named types may refer to themselves, so that a schema is a graph.</summary>
internal sealed class AvroSchema(AvroKind kind, string name = "")
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    public AvroKind Kind { get; } = kind;

    /// <summary>The full name of a named type, as JSON writes it for a branch of a union; else the name of the type.</summary>
    public string Name { get; } = name;

    /// <summary>Of a record: its fields in the order of the encoding.</summary>
    public IReadOnlyList<AvroSchema> Fields { get; private set; } = [];

    /// <summary>Of an enumeration.</summary>
    public IReadOnlyList<string> Symbols { get; init; } = [];

    /// <summary>Of a union.</summary>
    public IReadOnlyList<AvroSchema> Branches { get; init; } = [];

    /// <summary>Of an array or a map: what it holds.</summary>
    public AvroSchema? Items { get; init; }

    /// <summary>Of a fixed: its bytes.</summary>
    public int Size { get; init; }

    /// <summary>The name without its namespace.</summary>
    public string ShortName => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>
    /// Whether a value is made and kept. Of the arrays only those of records (counters); the samples of progress, access lists and whatever else a
    /// version adds are stepped over.
    /// </summary>
    public bool IsWanted => Kind switch
    {
        AvroKind.Map or AvroKind.Bytes or AvroKind.Fixed or AvroKind.Float or AvroKind.Double => false,
        AvroKind.Array => Items!.Kind == AvroKind.Record,
        _ => true,
    };

    /// <summary>Where the field of a record stands, or -1.</summary>
    public int Place(string field) => places.GetValueOrDefault(field, -1);

    /// <summary>The branch of a union that JSON names, or null.</summary>
    public AvroSchema? Branch(string name)
    {
        foreach (var branch in Branches)
            if (branch.Name == name) return branch;
        foreach (var branch in Branches)
            if (branch.ShortName == name) return branch;
        return null;
    }

    /// <summary>Gives a record its fields, once they are known. The first of two of one name is the one that is found.</summary>
    public void Define(IReadOnlyList<(string Name, AvroSchema Schema)> fields)
    {
        Fields = [.. fields.Select(field => field.Schema)];
        foreach (var ((name, _), place) in fields.Select((field, place) => (field, place))) places.TryAdd(name, place);
    }
}
