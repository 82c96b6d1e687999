namespace Spydra.History.Causes.Evidence;

/// <summary>
/// Which containers are worth reading, about twenty at most. What history and events tell of is chosen from; the application masters are read always,
/// known or not. Where nobody knows of a container but the logs themselves, the first ones that come are.
/// </summary>
internal sealed class ContainerChoice
{
    private const int MostUnknown = 18;

    private readonly Dictionary<string, KnownContainer> chosen = new(StringComparer.Ordinal);
    private readonly bool takesUnknown;
    private readonly string prefix;
    private int unknown;

    private ContainerChoice(bool takesUnknown, string prefix) => (this.takesUnknown, this.prefix) = (takesUnknown, prefix);

    /// <summary>The machines that the chosen ones ran on; null where one of them, or a master, may lie anywhere.</summary>
    public IReadOnlySet<string>? Hosts { get; private init; }

    /// <summary>The ids that were chosen by what is known.</summary>
    public IReadOnlyCollection<string> Known { get; private init; } = [];

    /// <param name="containers">What is known.</param>
    /// <param name="prefix">What stands before the ids of the steps.</param>
    public static ContainerChoice Of(IEnumerable<KnownContainer> containers, string prefix)
    {
        // A container may be known for several reasons: the best one counts, and of those the latest.
        var all = containers.Where(each => each.Id.Length > 0)
            .GroupBy(each => each.Id, StringComparer.Ordinal)
            .Select(same => same.OrderBy(each => each.Role).ThenByDescending(each => each.Ended).First())
            .OrderByDescending(each => each.Ended).ToList();
        List<KnownContainer> wanted =
        [
            .. all.Where(each => each.Role == ContainerRole.OnPath).Take(8),
            .. all.Where(each => each.Role == ContainerRole.Master).Take(5),
            .. all.Where(each => each.Role == ContainerRole.Failed).Take(4),
            .. all.Where(each => each.Role == ContainerRole.Witness).Take(3),
            .. all.Where(each => each.Role == ContainerRole.Success).GroupBy(each => each.Kind, StringComparer.Ordinal).SelectMany(kind => kind.Take(2)),
        ];
        var knowsWorkers = all.Exists(each => each.Role != ContainerRole.Master);
        var knowsAll = knowsWorkers && all.Exists(each => each.Role == ContainerRole.Master) && wanted.TrueForAll(each => each.Host is not null);
        var choice = new ContainerChoice(!knowsWorkers, prefix)
        {
            Hosts = knowsAll ? wanted.Select(each => each.Host!).ToHashSet(StringComparer.OrdinalIgnoreCase) : null,
            Known = [.. wanted.Select(each => each.Id)],
        };
        foreach (var each in wanted) choice.chosen[each.Id] = each;
        return choice;
    }

    /// <summary>What a container is chosen as; null where it is left out.</summary>
    public KnownContainer? Wanted(string id)
    {
        if (chosen.TryGetValue(id, out var known)) return known;
        if (ContainerName.Parse(id) is { IsMaster: true } name) return chosen[id] = new(id, ContainerRole.Master, "master") { Step = prefix + name.MasterStep };
        return takesUnknown && id.StartsWith("container_", StringComparison.Ordinal) && unknown++ < MostUnknown ? chosen[id] = new(id, ContainerRole.Witness, "container") : null;
    }
}
