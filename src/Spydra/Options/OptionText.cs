using System.Collections.Immutable;

namespace Spydra.Options;

/// <summary>
/// gcloud's way of writing lists and maps in one text: commas, or with <c>^X^</c> in front any other delimiter X of one or more
/// characters. Nothing can be quoted. One empty item at the end is dropped; those between are kept.
/// </summary>
public static class OptionText
{
    /// <summary>The items of a list text.</summary>
    public static OptionFault? Split(OptionRow row, string text, out ImmutableArray<string> items)
    {
        items = [];
        if (!row.OwnSeparator)
        {
            items = [.. text.Split(row.Separator)];
            return null;
        }

        var fault = Split(text, row.Separator, out items);
        return fault is null && row.NeedsItems && items.IsEmpty ? new("has no items.", "Write some, or remove the option.") : fault;
    }

    /// <summary>The items of a text that may name its own separator.</summary>
    public static OptionFault? Split(string text, string separator, out ImmutableArray<string> items)
    {
        items = [];
        var end = text.StartsWith('^') ? text.IndexOf('^', 1) : -1;
        if (end == 1)
            return new("begins with ^^, which names an empty delimiter.", "Put the delimiter between the two: ^;^a;b.");
        if (end > 1)
        {
            separator = text[1..end];
            text = text[(end + 1)..];
        }

        var parts = text.Split(separator);
        items = parts[^1].Length == 0 ? [.. parts[..^1]] : [.. parts];
        return null;
    }

    /// <summary>The key and the value of one <c>key=value</c>; the first <c>=</c> divides them.</summary>
    public static OptionFault? Pair(string item, out KeyValuePair<string, string> pair)
    {
        var equals = item.IndexOf('=', StringComparison.Ordinal);
        pair = equals > 0 ? new(item[..equals], item[(equals + 1)..]) : default;
        return equals switch
        {
            < 0 => new($"has \"{item}\" without an '='.",
                "Write key=value; where a value holds a comma, name another delimiter (^;^a=b,c;d=e) or give a JSON object.", item),
            0 => new($"has \"{item}\" without a key before the '='.", "Write key=value.", item),
            _ => null,
        };
    }
}
