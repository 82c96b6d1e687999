using System.Collections.Immutable;

namespace Spydra.Options;

/// <summary>The value of one option after its layers were merged: a list of items, a map, or one scalar text.</summary>
public abstract record OptionValue
{
    private OptionValue() { }

    /// <summary>One text, as it will be read by the option's grammar; empty for a bare flag.</summary>
    public sealed record Scalar(string Text) : OptionValue;

    /// <summary>Items in order.</summary>
    public sealed record List(ImmutableArray<string> Items) : OptionValue;

    /// <summary>Entries in the order in which their keys first came.</summary>
    public sealed record Map(ImmutableArray<KeyValuePair<string, string>> Entries) : OptionValue;
}

/// <summary>Options by their gcloud name, without the dashes.</summary>
public sealed record OptionValues(ImmutableSortedDictionary<string, OptionValue> Values)
{
    /// <summary>No options.</summary>
    public static OptionValues Empty { get; } = new(ImmutableSortedDictionary.Create<string, OptionValue>(StringComparer.Ordinal));

    /// <summary>Whether the option is set at all.</summary>
    public bool Has(string name) => Values.ContainsKey(name);

    /// <summary>The text of a scalar option, or null.</summary>
    public string? Text(string name) => Values.TryGetValue(name, out var value) && value is OptionValue.Scalar { Text: var text } ? text : null;

    /// <summary>The items of a list option; empty when it is not set.</summary>
    public ImmutableArray<string> Items(string name) =>
        Values.TryGetValue(name, out var value) && value is OptionValue.List { Items: var items } ? items : [];

    /// <summary>The entries of a map option; empty when it is not set.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Entries(string name) =>
        Values.TryGetValue(name, out var value) && value is OptionValue.Map { Entries: var entries } ? entries : [];
}
