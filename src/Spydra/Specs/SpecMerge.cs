using System.Collections.Immutable;
using Spydra.Options;
using Spydra.Specs.Reading;

namespace Spydra.Specs;

/// <summary>Lays one layer over another. Nothing is lost: what a value overrode stays with it.</summary>
internal static class SpecMerge
{
    public static MergedSpec Merge(IEnumerable<SpecLayer> layers)
    {
        var merged = layers.Aggregate(new MergedSpec(), Over);
        return merged with { ClusterOptions = Said(merged.ClusterOptions), SubmitOptions = Said(merged.SubmitOptions) };
    }

    /// <summary>Without lists and maps that are empty in the end: they said that there is nothing.</summary>
    private static ImmutableSortedDictionary<string, MergedOption> Said(ImmutableSortedDictionary<string, MergedOption> options) => options.RemoveRange(
        options.Values.Where(option => option.Row.Shape is OptionShape.List or OptionShape.Map && option.Items.IsEmpty).Select(option => option.Row.Name));

    private static MergedSpec Over(MergedSpec below, SpecLayer layer) => below with
    {
        Values = Scalars(below.Values, layer),
        WholeBlocks = below.WholeBlocks.SetItems(layer.Blocks.Where(block => SpecShape.WholeBlocks.Contains(block.Key))),
        ClusterOptions = Options(below.ClusterOptions, layer.ClusterOptions),
        SubmitOptions = Options(below.SubmitOptions, layer.SubmitOptions),
        JobArgs = layer.JobArgs is { } args ? [.. args.Select(arg => new MergedItem(null, arg.Text, arg.At, []))] : below.JobArgs,
    };

    private static ImmutableSortedDictionary<string, MergedValue> Scalars(ImmutableSortedDictionary<string, MergedValue> below, SpecLayer layer)
    {
        var merged = below.ToBuilder();
        foreach (var block in SpecShape.WholeBlocks.Where(layer.Blocks.ContainsKey))
            merged.RemoveRange(below.Keys.Where(path => path.StartsWith(block + ".", StringComparison.Ordinal)));
        foreach (var (path, value) in layer.Scalars)
        {
            var before = below.GetValueOrDefault(path);
            merged[path] = new(path, value.Text, value.At, before is null ? [] : [new Overridden(before.Text, before.At), .. before.Overrode]);
        }

        return merged.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, MergedOption> Options(
        ImmutableSortedDictionary<string, MergedOption> below, ImmutableArray<LayerOption> layer)
    {
        var merged = below.ToBuilder();
        foreach (var option in layer) merged[option.Row.Name] = Option(below.GetValueOrDefault(option.Row.Name), option);
        return merged.ToImmutable();
    }

    private static MergedOption Option(MergedOption? before, LayerOption option)
    {
        // A key that one text holds twice: the last one stands, as in gcloud.
        var own = option.Row.Shape == OptionShape.Map
            ? option.Items.GroupBy(item => item.Key, StringComparer.Ordinal).Select(same => same.Last())
            : option.Items;
        var items = own.Select(item => new MergedItem(item.Key, item.Text, item.At, [])).ToImmutableArray();
        if (before is null) return new(option.Row, option.Name, option.At, items, []);
        return option.Row.Merge switch
        {
            MergeRule.Append => new(option.Row, option.Name, option.At, [.. before.Items, .. items], before.Overrode),
            MergeRule.ByKey => new(option.Row, option.Name, option.At, ByKey(before.Items, items), before.Overrode),
            _ => new(option.Row, option.Name, option.At, items, [new(before.Text, before.At), .. before.Overrode]),
        };
    }

    private static ImmutableArray<MergedItem> ByKey(ImmutableArray<MergedItem> below, ImmutableArray<MergedItem> above)
    {
        var merged = below.ToBuilder();
        foreach (var item in above)
        {
            var at = 0;
            while (at < merged.Count && merged[at].Key != item.Key) at++;
            if (at == merged.Count) merged.Add(item);
            else merged[at] = item with { Overrode = [new(merged[at].Text, merged[at].At), .. merged[at].Overrode] };
        }

        return merged.ToImmutable();
    }
}
