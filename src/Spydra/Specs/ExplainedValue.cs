using System.Collections.Immutable;
using Spydra.Options;

namespace Spydra.Specs;

/// <summary>One value of a run: what it is, where it comes from, and where it goes.</summary>
/// <param name="Key">The key of the spec (<c>cluster.options.num-workers</c>); <c>run.</c>... for what a run makes of it.</param>
/// <param name="Value">The value; null for a key that is not set, and for an empty list or map.</param>
/// <param name="At">Where it comes from.</param>
public sealed record ExplainedValue(string Key, string? Value, SpecLocation At)
{
    /// <summary>The place of a key that no layer sets.</summary>
    public static SpecLocation NotSet { get; } = new("not set");

    /// <summary>Of one entry of a map: its key.</summary>
    public string? Entry { get; init; }

    /// <summary>Of one item of a list: its place, from 0.</summary>
    public int? Index { get; init; }

    /// <summary>The text as it was written, where placeholders or the clock made another one of it.</summary>
    public string? Written { get; init; }

    /// <summary>What it overrode, latest first.</summary>
    public ImmutableArray<Overridden> Overrode { get; init; } = [];

    /// <summary>The words of gcloud that say the same; null where it has none.</summary>
    public string? GcloudFlag { get; init; }

    /// <summary>Where it lands in a request, from the Cluster or the Job; null where nothing of it is sent.</summary>
    public string? ApiField { get; init; }

    /// <summary>What the key means.</summary>
    public string? Help { get; init; }

    /// <summary>What else there is to know: that this run does not use it, for instance.</summary>
    public string? Note { get; init; }

    /// <summary>Whether it is a secret for a reason that is not in it: an argument after <c>--password</c>.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The shape of an option; null for other keys.</summary>
    public OptionShape? Shape { get; init; }
}
