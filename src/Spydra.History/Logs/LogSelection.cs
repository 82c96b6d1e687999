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

    /// <summary>Says of each container whether it is wanted, in place of a list; null is every one. It is asked more than once of the same one.</summary>
    internal Func<string, bool>? Chooses { get; init; }

    internal bool HasAllContainers => Containers is null && Chooses is null;

    internal bool HasContainer(string id) => (Containers?.Contains(id) ?? true) && (Chooses?.Invoke(id) ?? true);

    internal bool HasType(string name) => Types?.Contains(name) ?? true;
}
