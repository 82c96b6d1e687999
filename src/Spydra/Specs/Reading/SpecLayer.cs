using System.Collections.Immutable;
using Spydra.Options;

namespace Spydra.Specs.Reading;

/// <summary>A value as text, and where it stands.</summary>
internal sealed record Located(string Text, SpecLocation At);

/// <summary>One item of an option: of a list without a key.</summary>
internal sealed record LayerItem(string? Key, string Text, SpecLocation At);

/// <summary>An option of one layer, split by its own delimiter. The name may be the row's <c>no-</c> form.</summary>
internal sealed record LayerOption(OptionRow Row, string Name, SpecLocation At, ImmutableArray<LayerItem> Items);

/// <summary>What one file, or the command line, or Spydra itself says.</summary>
internal sealed record SpecLayer
{
    /// <summary>The scalar keys by path.</summary>
    public ImmutableDictionary<string, Located> Scalars { get; init; } = ImmutableDictionary<string, Located>.Empty;

    /// <summary>The blocks that are there at all, also empty ones, by path, with their places.</summary>
    public ImmutableDictionary<string, SpecLocation> Blocks { get; init; } = ImmutableDictionary<string, SpecLocation>.Empty;

    /// <summary>The job's arguments; null when the layer says nothing of them.</summary>
    public ImmutableArray<Located>? JobArgs { get; init; }

    public ImmutableArray<LayerOption> ClusterOptions { get; init; } = [];

    public ImmutableArray<LayerOption> SubmitOptions { get; init; } = [];

    /// <summary>Options by path: <c>cluster.options</c> or <c>submit.options</c>.</summary>
    public ImmutableArray<LayerOption> OptionsOf(string path) => path == "cluster.options" ? ClusterOptions : SubmitOptions;
}
