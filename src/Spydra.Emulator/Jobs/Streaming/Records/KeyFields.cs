using System.Globalization;
using System.Text;

namespace Spydra.Emulator.Jobs.Streaming.Records;

/// <summary>One <c>-k pos1[,pos2]</c> of the key-field options; fields and characters count from 1, an end of 0 is the last.</summary>
internal sealed record KeyField
{
    public int FirstField { get; init; } = 1;

    public int FirstCharacter { get; init; } = 1;

    public int LastField { get; init; }

    public int LastCharacter { get; init; }

    public bool Numeric { get; init; }

    public bool Reverse { get; init; }

    public KeyField WithFlagsOf(KeyField other) => this with { Numeric = other.Numeric, Reverse = other.Reverse };
}

/// <summary>The fields of a key, as Hadoop's KeyFieldHelper finds them for its partitioner and its comparator.</summary>
internal sealed class KeyFields
{
    private readonly byte[] separator;

    private KeyFields(IReadOnlyList<KeyField> fields, string separator)
    {
        Fields = fields;
        this.separator = Encoding.UTF8.GetBytes(separator);
    }

    public IReadOnlyList<KeyField> Fields { get; }

    /// <summary>Reads options such as <c>-k1,1 -k2.3,2.5nr</c>; none at all is no field.</summary>
    /// <exception cref="JobLaunchException">A <c>-k</c> is malformed.</exception>
    public static KeyFields Parse(string? options, string separator)
    {
        var words = (options ?? "").Split([' ', '\t', '\n', '\r', '\f'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return new([], separator);

        var overall = new KeyField();
        List<KeyField> fields = [];
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] is "-n" or "-nr") overall = overall with { Numeric = true };
            if (words[i] is "-r" or "-nr") overall = overall with { Reverse = true };
            if (!words[i].StartsWith("-k", StringComparison.Ordinal)) continue;
            var text = words[i].Length > 2 ? words[i][2..] : i + 1 < words.Length ? words[++i] : "";
            if (text.Length > 0) fields.Add(ParseField(text));
        }

        return new(
            fields.Count == 0
                ? [overall]
                : [.. fields.Select(field => field.Numeric || field.Reverse ? field : field.WithFlagsOf(overall))],
            separator);
    }

    /// <summary>The first <paramref name="count"/> fields: the older way to say it.</summary>
    public static KeyFields First(int count, string separator) => new(count >= 1 ? [new() { LastField = count }] : [], separator);

    /// <summary>The bytes of a field; false where the key has no such field.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, KeyField field, out ReadOnlySpan<byte> found)
    {
        found = default;
        var start = StartOf(key, field.FirstField);
        if (start < 0 || start + field.FirstCharacter > key.Length) return false;
        start += field.FirstCharacter - 1;

        var end = EndOf(key, field);
        found = end >= start ? key[start..(end + 1)] : default;
        return true;
    }

    // The last character's place, included; where it would lie behind the key, the key's last.
    private int EndOf(ReadOnlySpan<byte> key, KeyField field)
    {
        if (field.LastField == 0) return key.Length - 1;
        var start = StartOf(key, field.LastField);
        if (start < 0) return key.Length - 1;
        var position = start;
        if (field.LastCharacter == 0 && start <= key.Length)
        {
            var next = key[start..].IndexOf(separator);
            position += next < 0 ? key.Length - start : next;
        }

        return position + field.LastCharacter <= key.Length ? position + field.LastCharacter - 1 : key.Length - 1;
    }

    private int StartOf(ReadOnlySpan<byte> key, int field)
    {
        var start = 0;
        for (var i = 1; i < field; i++)
        {
            var next = key[start..].IndexOf(separator);
            if (next < 0) return -1;
            start += next + separator.Length;
        }

        return start;
    }

    private static KeyField ParseField(string text)
    {
        var halves = text.Split(',');
        if (halves.Length > 2) throw Malformed(text);
        var (firstField, firstCharacter, flags) = ParsePosition(halves[0], 1, text);
        var field = new KeyField { FirstField = firstField, FirstCharacter = firstCharacter };
        if (halves.Length == 2)
        {
            var (lastField, lastCharacter, more) = ParsePosition(halves[1], 0, text);
            field = field with { LastField = lastField, LastCharacter = lastCharacter };
            flags += more;
        }

        return field with { Numeric = flags.Contains('n'), Reverse = flags.Contains('r') };
    }

    private static (int Field, int Character, string Flags) ParsePosition(string position, int character, string text)
    {
        var numbers = position.TrimEnd('n', 'r');
        var parts = numbers.Split('.');
        if (parts.Length > 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var field)) throw Malformed(text);
        if (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out character)) throw Malformed(text);
        return (field, character, position[numbers.Length..]);
    }

    private static JobLaunchException Malformed(string text) => new(
        $"Invalid -k argument '{text}'. Must be of the form -k pos1,[pos2], where pos is of the form f[.c]nr",
        "java.lang.IllegalArgumentException");
}
