using Spydra.Failures;

namespace Spydra.History.Causes;

/// <summary>Where a text lies that tells of a failure.</summary>
/// <param name="Source">Whose words they are.</param>
public sealed record EvidencePlace(EvidenceSource Source)
{
    /// <summary>The file: an object's or a file's name; for a container the name of its log, such as <c>stderr</c>.</summary>
    public string? File { get; init; }

    /// <summary>The container of YARN.</summary>
    public string? Container { get; init; }

    /// <summary>The machine.</summary>
    public string? Host { get; init; }

    /// <summary>The <see cref="Step"/> of the story that the text is of.</summary>
    public string? Step { get; init; }
}
