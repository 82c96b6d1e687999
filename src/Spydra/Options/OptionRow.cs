using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Spydra.Options;

/// <summary>What the value of an option looks like before its grammar reads it.</summary>
public enum OptionShape
{
    /// <summary>Takes no value: there or not there; most have a <c>no-</c> form.</summary>
    Flag,

    /// <summary>One text.</summary>
    Scalar,

    /// <summary>Items in order, in a text separated by commas.</summary>
    List,

    /// <summary>Keys with values, in a text <c>key=value</c> separated by commas.</summary>
    Map,
}

/// <summary>What becomes of an option that several layers set.</summary>
public enum MergeRule
{
    /// <summary>The later layer's value stands.</summary>
    Replace,

    /// <summary>The later layer's items come after those of the earlier ones.</summary>
    Append,

    /// <summary>Keys of the later layer are added to those of the earlier ones, and win where both have one.</summary>
    ByKey,
}

/// <summary>Which releases of a gcloud command have an option.</summary>
public enum GcloudTrack
{
    /// <summary><c>gcloud</c> and <c>gcloud beta</c>.</summary>
    Every,

    /// <summary>Only <c>gcloud beta</c>.</summary>
    OnlyBeta,

    /// <summary>Only <c>gcloud</c> without beta.</summary>
    NotBeta,
}

/// <summary>
/// All that is known about one option of <c>gcloud dataproc</c>: merge, check, request body and documentation come from here. A new
/// option is a new row.
/// </summary>
public sealed record OptionRow
{
    /// <summary>The name as gcloud spells it, without the dashes.</summary>
    public required string Name { get; init; }

    /// <summary>How the value is split before the grammar reads it.</summary>
    public required OptionShape Shape { get; init; }

    /// <summary>How the value becomes JSON.</summary>
    public required Grammar Grammar { get; init; }

    /// <summary>One line for the documentation.</summary>
    public required string Help { get; init; }

    /// <summary>
    /// Where the value lands, from the resource's root (<c>config.workerConfig.numInstances</c>); with <c>?</c> in front it is a query
    /// parameter. Empty: nothing is sent.
    /// </summary>
    public ImmutableArray<string> Fields { get; init; } = [];

    /// <summary>What becomes of several layers.</summary>
    public MergeRule Merge { get; init; } = MergeRule.Replace;

    /// <summary>Of a flag: whether <c>no-NAME</c> exists.</summary>
    public bool Negatable { get; init; }

    /// <summary>Of a flag: what the plain form sends.</summary>
    public JsonNode? On { get; init; }

    /// <summary>Of a flag: what the <c>no-</c> form sends; null for nothing.</summary>
    public JsonNode? Off { get; init; }

    /// <summary>The value is not simply put in its field: a derivation of the table does it together with other options.</summary>
    public bool Derived { get; init; }

    /// <summary>The values are files; those without a scheme lie on this machine and are staged.</summary>
    public bool NamesFiles { get; init; }

    /// <summary>Which releases of gcloud's command have it.</summary>
    public GcloudTrack Track { get; init; } = GcloudTrack.Every;

    /// <summary>What separates the items of a list given as one text.</summary>
    public string Separator { get; init; } = ",";

    /// <summary>Whether a text may name another separator: <c>^X^</c> in front.</summary>
    public bool OwnSeparator { get; init; } = true;

    /// <summary>Whether a text must have items behind its <c>^X^</c>.</summary>
    public bool NeedsItems { get; init; }
}
