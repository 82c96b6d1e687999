using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Spydra.Options;

namespace Spydra.Tests.Specs;

/// <summary>The ways in which a value may be written: gcloud's text, and JSON of several kinds.</summary>
internal static class OptionForms
{
    /// <summary>One of them: the member's name (of a flag perhaps the <c>no-</c> form) and its value.</summary>
    public static KeyValuePair<string, JsonNode> Any(OptionRow row, ImmutableArray<SampleItem> value, Random random)
    {
        var all = All(row, value).ToList();
        return all[random.Next(all.Count)];
    }

    /// <summary>All of them.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode>> All(OptionRow row, ImmutableArray<SampleItem> value) => row.Shape switch
    {
        OptionShape.Flag => Flag(row, value[0].Text == "on"),
        OptionShape.Scalar => Scalars(value[0].Text).Select(node => KeyValuePair.Create(row.Name, node)),
        OptionShape.List => Texts(row, [.. value.Select(item => item.Text)]).Concat(Lists([.. value.Select(item => item.Text)]))
            .Select(node => KeyValuePair.Create(row.Name, node)),
        _ => Texts(row, [.. value.Select(item => $"{item.Key}={item.Text}")]).Concat(Maps(value)).Select(node => KeyValuePair.Create(row.Name, node)),
    };

    private static IEnumerable<KeyValuePair<string, JsonNode>> Flag(OptionRow row, bool on)
    {
        var (says, opposite) = on ? (row.Name, "no-" + row.Name) : ("no-" + row.Name, row.Name);
        yield return KeyValuePair.Create<string, JsonNode>(says, "");
        yield return KeyValuePair.Create<string, JsonNode>(says, true);
        if (row.Negatable) yield return KeyValuePair.Create<string, JsonNode>(opposite, false);
    }

    private static IEnumerable<JsonNode> Scalars(string text) => text is "true" || (text.Length > 0 && text[0] is >= '0' and <= '9' && double.TryParse(text, out _))
        ? [text, JsonNode.Parse(text)!]
        : [text];

    private static IEnumerable<JsonNode> Texts(OptionRow row, string[] items)
    {
        foreach (var separator in row.OwnSeparator ? new[] { ",", ";", "#", "@@" } : [row.Separator])
        {
            if (items.Any(item => item.Contains(separator, StringComparison.Ordinal)) || items[^1].Length == 0) continue;
            var text = (separator == row.Separator ? "" : $"^{separator}^") + string.Join(separator, items);
            yield return text;
            if (items.Length == 1) foreach (var node in Scalars(text).Skip(1)) yield return node;
        }
    }

    private static IEnumerable<JsonNode> Lists(string[] items)
    {
        yield return new JsonArray([.. items.Select(item => (JsonNode)item)]);
        yield return new JsonArray([.. items.Select(item => Scalars(item).Last())]);
    }

    private static IEnumerable<JsonNode> Maps(ImmutableArray<SampleItem> items)
    {
        yield return new JsonObject(items.Select(item => KeyValuePair.Create<string, JsonNode?>(item.Key!, item.Text)));
        yield return new JsonObject(items.Select(item => KeyValuePair.Create<string, JsonNode?>(item.Key!, Scalars(item.Text).Last()))
            .Prepend(KeyValuePair.Create<string, JsonNode?>("says-nothing", null)));
        yield return new JsonArray([.. items.Select(item => (JsonNode)$"{item.Key}={item.Text}")]);
    }
}
