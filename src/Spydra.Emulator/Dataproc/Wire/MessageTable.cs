using System.Collections.Frozen;
using System.Globalization;

namespace Spydra.Emulator.Dataproc.Wire;

internal enum FieldShape { Single, List, Map }

/// <summary>
/// One field of a message. <paramref name="Type"/> is a scalar (<c>string</c>, <c>int32</c>, <c>duration</c> ...), an enum (<c>=Name</c>), a message, or
/// <c>any</c>. <paramref name="Optional"/>: a 0 or false that was sent stays. <paramref name="Beyond"/>: not in the discovery document.
/// </summary>
internal sealed record MessageField(string Name, FieldShape Shape, string Type, bool Optional, bool Beyond)
{
    public string SnakeName { get; } = FieldNames.Snake(Name);
    public bool IsEnum => Type[0] == '=';
    public bool IsMessage => char.IsAsciiLetterUpper(Type[0]);
}

/// <summary>A group of fields of which one at most may be set.</summary>
internal sealed record OneOf(string Name, IReadOnlyList<string> Fields);

/// <summary>The values of an enum by name; the number is null where it is not public.</summary>
internal sealed record EnumValues(string Name, IReadOnlyDictionary<string, int?> Values)
{
    public string? NameOf(int number) => Values.Where(value => value.Value == number).Select(value => value.Key).FirstOrDefault();
}

/// <summary>One message: its fields under both spellings of their names.</summary>
internal sealed record MessageType(string Name, IReadOnlyDictionary<string, MessageField> Fields, IReadOnlyList<OneOf> OneOfs);

/// <summary>
/// Every message that a request's body may hold, read from <c>messages.tsv</c>. It is our own table of names and types; a test compares it
/// with the API's discovery document (https://dataproc.googleapis.com/$discovery/rest?version=v1).
/// </summary>
internal sealed class MessageTable
{
    private MessageTable(FrozenDictionary<string, MessageType> messages, FrozenDictionary<string, EnumValues> enums) =>
        (Messages, Enums) = (messages, enums);

    public static MessageTable Instance { get; } = Load();

    public FrozenDictionary<string, MessageType> Messages { get; }

    public FrozenDictionary<string, EnumValues> Enums { get; }

    private static MessageTable Load()
    {
        using var stream = typeof(MessageTable).Assembly.GetManifestResourceStream("messages.tsv")
            ?? throw new InvalidOperationException("messages.tsv is not in the assembly");
        using var reader = new StreamReader(stream);
        return Parse(reader);
    }

    public static MessageTable Parse(TextReader text)
    {
        var fields = new Dictionary<string, Dictionary<string, MessageField>>(StringComparer.Ordinal);
        var oneOfs = new Dictionary<string, List<OneOf>>(StringComparer.Ordinal);
        var enums = new Dictionary<string, EnumValues>(StringComparer.Ordinal);
        while (text.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var columns = line.Split('\t');
            if (columns[0][0] == '=') enums[columns[0]] = Values(columns[0], columns[1]);
            else if (columns[0][0] == '|') oneOfs.TryAdd(columns[0][1..], []);
            else fields.TryAdd(columns[0], new(StringComparer.Ordinal));

            if (columns[0][0] == '|') oneOfs[columns[0][1..]].Add(new OneOf(columns[1], columns[2].Split(' ')));
            else if (columns[0][0] != '=' && columns[1].Length > 0) Add(fields[columns[0]], Field(columns[1], columns[2]));
        }

        return new MessageTable(
            fields.ToFrozenDictionary(row => row.Key, row => new MessageType(row.Key, row.Value, oneOfs.GetValueOrDefault(row.Key) ?? [])),
            enums.ToFrozenDictionary());
    }

    private static void Add(Dictionary<string, MessageField> fields, MessageField field)
    {
        fields[field.Name] = field;
        fields[field.SnakeName] = field;
    }

    private static MessageField Field(string name, string type)
    {
        var beyond = name[0] == '+';
        var shape = type.StartsWith("[]", StringComparison.Ordinal) ? FieldShape.List
            : type.StartsWith("{}", StringComparison.Ordinal) ? FieldShape.Map
            : FieldShape.Single;
        var optional = type[^1] == '?';
        return new MessageField(beyond ? name[1..] : name, shape, type[(shape == FieldShape.Single ? 0 : 2)..(optional ? ^1 : ^0)], optional, beyond);
    }

    private static EnumValues Values(string name, string values)
    {
        var numbers = new Dictionary<string, int?>(StringComparer.Ordinal);
        foreach (var (position, value) in values.Split(' ').Index())
        {
            var parts = value.Split(':');
            numbers[parts[0]] = parts.Length == 1 ? position
                : int.TryParse(parts[1], CultureInfo.InvariantCulture, out var number) ? number : null;
        }

        return new EnumValues(name[1..], numbers);
    }
}
