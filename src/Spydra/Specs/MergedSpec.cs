using System.Collections.Immutable;
using Spydra.Options;

namespace Spydra.Specs;

/// <summary>What an earlier layer had said.</summary>
public sealed record Overridden(string Text, SpecLocation At);

/// <summary>The value of a key after the merge, where it comes from, and what it overrode, latest first.</summary>
public sealed record MergedValue(string Path, string Text, SpecLocation At, ImmutableArray<Overridden> Overrode)
{
    /// <summary>The text as it was written, where placeholders made another one of it.</summary>
    public string? Written { get; init; }
}

/// <summary>One item of an option: an entry of a map with its key, or an item of a list, or the only value.</summary>
public sealed record MergedItem(string? Key, string Text, SpecLocation At, ImmutableArray<Overridden> Overrode)
{
    /// <summary>The text as it was written, where placeholders or the clock made another one of it.</summary>
    public string? Written { get; init; }
}

/// <summary>An option after the merge; the items of a list or map may come from several layers.</summary>
/// <param name="Row">What is known about it.</param>
/// <param name="Name">Its name as written: of a flag perhaps the <c>no-</c> form.</param>
/// <param name="At">Where the last layer that set it has it.</param>
/// <param name="Items">Its items; none for a flag.</param>
/// <param name="Overrode">Of an option that is replaced: what earlier layers had said, latest first.</param>
public sealed record MergedOption(
    OptionRow Row, string Name, SpecLocation At, ImmutableArray<MergedItem> Items, ImmutableArray<Overridden> Overrode)
{
    /// <summary>The value as the table reads it.</summary>
    public OptionValue Value => Row.Shape switch
    {
        _ when Items.Any(item => item.Key is not null) || Row.Shape == OptionShape.Map =>
            new OptionValue.Map([.. Items.Select(item => new KeyValuePair<string, string>(item.Key!, item.Text))]),
        OptionShape.List => new OptionValue.List([.. Items.Select(item => item.Text)]),
        OptionShape.Flag => new OptionValue.Scalar(""),
        _ => new OptionValue.Scalar(Items[0].Text),
    };

    /// <summary>The value as one text, for people.</summary>
    public string Text => string.Join(',', Items.Select(item => item.Key is null ? item.Text : $"{item.Key}={item.Text}"));
}

/// <summary>All layers in one, every value with its origin. What a spec is made of, and what can explain it.</summary>
public sealed record MergedSpec
{
    /// <summary>Scalar keys by path: <c>region</c>, <c>pooling.limit</c>.</summary>
    public ImmutableSortedDictionary<string, MergedValue> Values { get; init; } =
        ImmutableSortedDictionary.Create<string, MergedValue>(StringComparer.Ordinal);

    /// <summary>Options of <c>cluster.options</c> by their row's name.</summary>
    public ImmutableSortedDictionary<string, MergedOption> ClusterOptions { get; init; } =
        ImmutableSortedDictionary.Create<string, MergedOption>(StringComparer.Ordinal);

    /// <summary>Options of <c>submit.options</c> by their row's name.</summary>
    public ImmutableSortedDictionary<string, MergedOption> SubmitOptions { get; init; } =
        ImmutableSortedDictionary.Create<string, MergedOption>(StringComparer.Ordinal);

    /// <summary>The job's arguments.</summary>
    public ImmutableArray<MergedItem> JobArgs { get; init; } = [];

    /// <summary>The text of a scalar key; null when no layer has it.</summary>
    public string? Text(string path) => Values.GetValueOrDefault(path)?.Text;

    /// <summary>The blocks that are replaced whole and that a layer has, with the place of the last one; an empty one, too: it lacks all its keys.</summary>
    public ImmutableDictionary<string, SpecLocation> WholeBlocks { get; init; } = ImmutableDictionary<string, SpecLocation>.Empty;

    /// <summary>Whether a block that is replaced whole is there.</summary>
    public bool HasBlock(string path) => WholeBlocks.ContainsKey(path);

    internal OptionValues ClusterValues => ByName(ClusterOptions);

    internal OptionValues SubmitValues => ByName(SubmitOptions);

    private static OptionValues ByName(ImmutableSortedDictionary<string, MergedOption> options) =>
        new(options.Values.ToImmutableSortedDictionary(option => option.Name, option => option.Value, StringComparer.Ordinal));
}
