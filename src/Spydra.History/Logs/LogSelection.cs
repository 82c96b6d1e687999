namespace Spydra.History.Logs;

/// <summary>Which logs are wanted. The others are passed over as cheaply as their format allows.</summary>
public sealed record LogSelection
{
    /// <summary>All of them.</summary>
    public static readonly LogSelection All = new();

    /// <summary>The ids of the containers; null is every one.</summary>
    public IReadOnlySet<string>? Containers { get; init; }

    /// <summary>The names of the logs: <c>stderr</c>, <c>syslog</c>, ...; null is every one.</summary>
    public IReadOnlySet<string>? Types { get; init; }

    internal bool HasContainer(string id) => Containers?.Contains(id) ?? true;

    internal bool HasType(string name) => Types?.Contains(name) ?? true;
}
