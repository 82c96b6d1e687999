using System.Collections.Immutable;

namespace Spydra.History.Causes.Evidence;

/// <summary>What one source tells, and which containers it knows that ran for the job.</summary>
internal sealed record Gathered
{
    public static readonly Gathered Nothing = new();

    public FailureStory Story { get; init; } = FailureStory.Empty;

    public ImmutableArray<KnownContainer> Containers { get; init; } = [];

    public Gathered With(Gathered other) => new() { Story = Story.With(other.Story), Containers = Containers.AddRange(other.Containers) };

    public static Gathered Without(string missing) => new() { Story = FailureStory.Empty with { Missing = [missing] } };
}

/// <summary>Why a container is worth a look, the worthiest first.</summary>
internal enum ContainerRole
{
    /// <summary>The end of the job hangs on what ran in it.</summary>
    OnPath,

    /// <summary>An application master; of Spark in cluster mode the driver.</summary>
    Master,

    /// <summary>What ran in it failed or was lost, and the job went on.</summary>
    Failed,

    /// <summary>It runs until the end of the job, of which nobody says how it was.</summary>
    Witness,

    /// <summary>What ran in it went well: what it complains of is noise.</summary>
    Success,
}

/// <summary>A container that history or events tell of.</summary>
/// <param name="Id">The container.</param>
/// <param name="Role">Why to look into it.</param>
/// <param name="Kind">What ran in it, such as a map: of successes two of each kind are looked at.</param>
internal sealed record KnownContainer(string Id, ContainerRole Role, string Kind)
{
    /// <summary>The machine.</summary>
    public string? Host { get; init; }

    /// <summary>The step of the story that ran in it.</summary>
    public string? Step { get; init; }

    /// <summary>When it ended: of several the latest is looked at first.</summary>
    public DateTimeOffset? Ended { get; init; }
}
