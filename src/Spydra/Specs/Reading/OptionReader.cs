using System.Collections.Immutable;
using Spydra.Options;

namespace Spydra.Specs.Reading;

/// <summary>
/// Reads one option: from a text as gcloud would take it on its command line, or from JSON: lists as arrays, maps as objects, flags as true
/// and false. Items keep their places.
/// </summary>
internal static class OptionReader
{
    private const string MapForm = "Write {\"key\": \"value\"}, or \"key=value,key=value\".";

    /// <summary>The option, or what is wrong with it and where; neither when it is null or a flag that is false.</summary>
    public static (LayerOption? Option, OptionFault? Fault, SpecLocation FaultAt) Read(OptionRow row, string name, SpecNode node, SpecLocation at)
    {
        if (node is SpecNode.Null) return (null, null, at);
        if (row.Shape == OptionShape.Flag)
        {
            var (flag, wrong) = Flag(row, name, node, at);
            return (flag, wrong, node.At);
        }

        if (node is SpecNode.Text { Value: "" }) return (null, new("is empty; a value is expected.", "Write the value, or remove the option."), node.At);
        var read = row.Shape switch
        {
            OptionShape.List => List(row, node),
            OptionShape.Map => Map(row, node),
            _ => node.ScalarText is { } text
                ? new Items([new LayerItem(null, text, node.At)])
                : Wrong(node, $"is {node.Description}; one value is expected.", "Write one value."),
        };
        return read.Fault is null ? (new(row, name, at, read.Read), null, at) : (null, read.Fault, read.FaultAt!);
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
                return (null, new($"is {node.Description}; it takes no value.", $"Write {text.Value} without quotes, or an empty string for true."));
            default:
                return (null, new($"is {node.Description}; it takes no value.", "Write true or false, or an empty string for true."));
        }
    }

    private static Items List(OptionRow row, SpecNode node)
    {
        if (node is SpecNode.Array array)
        {
            var wrong = array.Items.FirstOrDefault(item => item.ScalarText is null);
            return wrong is null
                ? new([.. array.Items.Select(item => new LayerItem(null, item.ScalarText!, item.At))])
                : Wrong(wrong, $"has {wrong.Description} among its items; strings are expected.", "Write a list of strings.");
        }

        if (node.ScalarText is not { } text) return Wrong(node, $"is {node.Description}; a list is expected.", "Write [\"a\", \"b\"], or \"a,b\".");
        return OptionText.Split(row, text, out var items) is { } fault
            ? Wrong(node, fault.What, fault.NextStep)
            : new([.. items.Select(item => new LayerItem(null, item, node.At))]);
    }

    private static Items Map(OptionRow row, SpecNode node)
    {
        if (node is SpecNode.Object map) return Members(map);
        var pairs = List(row, node);
        if (pairs.Fault is { } wrong) return pairs with { Fault = node is SpecNode.Array ? wrong : wrong with { NextStep = MapForm } };
        var items = ImmutableArray.CreateBuilder<LayerItem>();
        foreach (var pair in pairs.Read)
        {
            if (OptionText.Pair(pair.Text, out var divided) is { } fault) return new([], fault, pair.At);
            items.Add(new(divided.Key, divided.Value, pair.At));
        }

        return new(items.ToImmutable());
    }

    private static Items Members(SpecNode.Object map)
    {
        var items = ImmutableArray.CreateBuilder<LayerItem>();
        Dictionary<string, SpecLocation> seen = new(StringComparer.Ordinal);
        foreach (var member in map.Members.Where(member => member.Value is not SpecNode.Null))
        {
            if (member.Value.ScalarText is not { } value)
                return Wrong(member.Value, $"has {member.Value.Description} for '{member.Key}'; a string is expected.", "Write \"key\": \"value\".");
            if (!seen.TryAdd(member.Key, member.KeyAt))
                return new([], new($"has '{member.Key}' twice, at line {seen[member.Key].Line} and at line {member.KeyAt.Line}.", "Remove one of the two."), member.KeyAt);
            items.Add(new(member.Key, value, member.KeyAt));
        }

        return new(items.ToImmutable());
    }

    private static Items Wrong(SpecNode node, string what, string nextStep) => new([], new(what, nextStep), node.At);

    /// <summary>The items of a value, or what is wrong with it and where.</summary>
    private sealed record Items(ImmutableArray<LayerItem> Read, OptionFault? Fault = null, SpecLocation? FaultAt = null);
}
