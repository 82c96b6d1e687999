using System.Collections.Immutable;
using Spydra.Options;

namespace Spydra.Specs.Reading;

/// <summary>
/// Reads one option: from a text as gcloud would take it on its command line, or from JSON: lists as arrays, maps as objects, flags as true
/// and false. Items keep their places.
/// </summary>
internal static class OptionReader
{
    /// <summary>The option, or what is wrong with it; neither when it is null or a flag that is false.</summary>
    public static (LayerOption? Option, OptionFault? Fault) Read(OptionRow row, string name, SpecNode node, SpecLocation at)
    {
        if (node is SpecNode.Null) return default;
        if (row.Shape == OptionShape.Flag) return Flag(row, name, node, at);
        if (node is SpecNode.Text { Value: "" }) return Wrong("is empty; a value is expected.", "Write the value, or remove the option.");

        var (items, fault) = row.Shape switch
        {
            OptionShape.List => List(row, node),
            OptionShape.Map => Map(row, node),
            _ => node.ScalarText is { } text
                ? ([new LayerItem(null, text, node.At)], null)
                : (default(ImmutableArray<LayerItem>), new OptionFault($"is {node.Description}; one value is expected.", "Write one value.")),
        };
        return fault is null ? (new(row, name, at, items), null) : (null, fault);
    }

    private static (LayerOption?, OptionFault?) Flag(OptionRow row, string name, SpecNode node, SpecLocation at)
    {
        var negated = name != row.Name;
        switch (node)
        {
            case SpecNode.Text { Value: "" }:
            case SpecNode.Boolean { Value: true }:
                return (new(row, name, at, []), null);
            case SpecNode.Boolean when negated:
                return (new(row, row.Name, at, []), null);
            case SpecNode.Boolean:
                return row.Negatable ? (new(row, "no-" + row.Name, at, []), null) : default;
            case SpecNode.Text { Value: "true" or "false" } text:
                return Wrong($"is {node.Description}; it takes no value.", $"Write {text.Value} without quotes, or an empty string for true.");
            default:
                return Wrong($"is {node.Description}; it takes no value.", "Write true or false, or an empty string for true.");
        }
    }

    private static (ImmutableArray<LayerItem>, OptionFault?) List(OptionRow row, SpecNode node)
    {
        if (node is SpecNode.Array array)
        {
            foreach (var item in array.Items)
                if (item.ScalarText is null)
                    return (default, new($"has {item.Description} among its items; strings are expected.", "Write a list of strings."));
            return ([.. array.Items.Select(item => new LayerItem(null, item.ScalarText!, item.At))], null);
        }

        if (node.ScalarText is not { } text)
            return (default, new($"is {node.Description}; a list is expected.", "Write [\"a\", \"b\"], or \"a,b\"."));
        return OptionText.Split(row, text, out var items) is { } fault
            ? (default, fault)
            : ([.. items.Select(item => new LayerItem(null, item, node.At))], null);
    }

    private static (ImmutableArray<LayerItem>, OptionFault?) Map(OptionRow row, SpecNode node)
    {
        var items = ImmutableArray.CreateBuilder<LayerItem>();
        if (node is SpecNode.Object map)
        {
            foreach (var member in map.Members.Where(member => member.Value is not SpecNode.Null))
            {
                if (member.Value.ScalarText is not { } value)
                    return (default, new($"has {member.Value.Description} for '{member.Key}'; a string is expected.", "Write \"key\": \"value\"."));
                if (map.Members.First(first => first.Key == member.Key) is var first && first != member)
                    return (default, new($"has '{member.Key}' twice, at line {first.KeyAt.Line} and at line {member.KeyAt.Line}.", "Remove one of the two."));
                items.Add(new(member.Key, value, member.KeyAt));
            }

            return (items.ToImmutable(), null);
        }

        var (pairs, wrong) = List(row, node);
        if (wrong is not null) return (default, node is SpecNode.Array ? wrong : wrong with { NextStep = MapForm });
        foreach (var pair in pairs)
        {
            if (OptionText.Pair(pair.Text, out var divided) is { } fault) return (default, fault);
            items.Add(new(divided.Key, divided.Value, pair.At));
        }

        return (items.ToImmutable(), null);
    }

    private const string MapForm = "Write {\"key\": \"value\"}, or \"key=value,key=value\".";

    private static (LayerOption?, OptionFault?) Wrong(string what, string nextStep) => (null, new(what, nextStep));
}
