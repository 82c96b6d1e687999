namespace Spydra.History.JobHistory.Avro;

/// <summary>
/// A record as its file describes it: read by the names of its fields. One that the file does not have, or that is null, is the value that the caller
/// names; so is one of another type than it was in every version of Hadoop.
/// </summary>
internal sealed class AvroRecord(AvroSchema schema, object?[] values)
{
    public static AvroRecord Empty { get; } = new(new(AvroKind.Record), []);

    public string? Text(string field) => Value(field) as string;

    public string Text(string field, string missing) => Value(field) as string ?? missing;

    public long Number(string field, long missing = -1) => Value(field) is long number ? number : missing;

    /// <summary>A number that was an int in every version; one that is none is taken as missing.</summary>
    public int Count(string field, int missing = -1) => Number(field, missing) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : missing;

    public bool Flag(string field) => Value(field) is true;

    public AvroRecord? Record(string field) => Value(field) as AvroRecord;

    public IReadOnlyList<AvroRecord> Records(string field) => Value(field) as List<AvroRecord> ?? [];

    private object? Value(string field) => schema.Place(field) is >= 0 and var place ? values[place] : null;
}
