using Spydra.Failures;

namespace Spydra.History.Causes;

/// <summary>What a rule looks at: a line, or one exception of a chain.</summary>
/// <param name="Trouble">What it is of.</param>
/// <param name="Link">The exception; null for the line itself.</param>
/// <param name="Carrier">What ran there.</param>
internal sealed record Clue(Trouble Trouble, Thrown? Link, Carrier Carrier)
{
    /// <summary>What the rule reads.</summary>
    public string Text { get; } = Link is null ? Trouble.Text : Link.Message.Length == 0 ? Link.Type : $"{Link.Type}: {Link.Message}";

    /// <summary>Where that begins, in bytes.</summary>
    public long? Offset => Link?.Offset ?? Trouble.Offset;

    /// <summary>Whether the exception was thrown near a place.</summary>
    public bool Near(string part) => Link?.Frames.Any(frame => frame.Contains(part, StringComparison.Ordinal)) == true;

    /// <summary>Whether any exception of the chain is of a place.</summary>
    public bool Within(string part) => Trouble.Chain.Any(link => link.Frames.Any(frame => frame.Contains(part, StringComparison.Ordinal)) || link.Type.Contains(part, StringComparison.Ordinal));
}

/// <summary>What ran where a trouble was met: it decides which option helps.</summary>
internal enum Carrier
{
    /// <summary>It is not known.</summary>
    Unknown,

    /// <summary>The driver: the job's client, or Spark's driver.</summary>
    Driver,

    /// <summary>An application master; in cluster mode Spark's driver runs in it.</summary>
    Master,

    /// <summary>An attempt at a map.</summary>
    Map,

    /// <summary>An attempt at a reduce.</summary>
    Reduce,

    /// <summary>An executor of Spark.</summary>
    Executor,
}

/// <summary>What a rule made of a clue.</summary>
/// <param name="Clue">What it looked at.</param>
/// <param name="Rule">The rule.</param>
/// <param name="At">Where in the text of the clue it is seen.</param>
internal sealed record Sighting(Clue Clue, CauseRule Rule, int At)
{
    /// <summary>How much the rule says.</summary>
    public int Weight => Rule.Weight;

    /// <summary>Which cause it is.</summary>
    public string Cause => Rule.Cause;

    /// <summary>Whose words it read.</summary>
    public EvidenceSource Source => Clue.Trouble.Place.Source;
}
