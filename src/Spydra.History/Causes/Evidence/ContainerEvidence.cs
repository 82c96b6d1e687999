using System.Collections.Immutable;
using Spydra.Failures;
using Spydra.History.Logs;
using Spydra.History.Sources;

namespace Spydra.History.Causes.Evidence;

/// <summary>What stands in the logs of the containers that are worth reading.</summary>
internal sealed class ContainerEvidence(ContainerChoice choice)
{
    // What YARN writes down of a container before it starts it: long lists, and no failure.
    private static readonly HashSet<string> Uninteresting = new(["launch_container.sh", "directory.info", "syslog.shuffle"], StringComparer.Ordinal);

    private readonly List<Trouble> troubles = [];
    private readonly List<Trouble> lastLines = [];
    private readonly HashSet<string> inSuccesses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Step> masters = new(StringComparer.Ordinal);
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly List<string> missing = [];

    /// <summary>Those of an archive.</summary>
    /// <param name="archive">Where they lie.</param>
    /// <param name="nodes">The files of the nodes.</param>
    /// <param name="choice">Which containers.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<FailureStory> GatherAsync(IArchiveSource archive, IReadOnlyList<NodeFile> nodes, ContainerChoice choice, CancellationToken cancellationToken)
    {
        var evidence = new ContainerEvidence(choice);
        var likely = choice.Hosts is { } hosts ? nodes.Where(node => hosts.Contains(ContainerLog.HostOf(node.File.BaseName))).ToList() : nodes;
        await evidence.ReadAsync(archive, likely, cancellationToken);
        // A machine may be called by another name in its file than in the history.
        if (likely.Count < nodes.Count && choice.Known.Any(id => !evidence.seen.Contains(id))) await evidence.ReadAsync(archive, [.. nodes.Except(likely)], cancellationToken);
        return evidence.Story();
    }

    /// <summary>Those that were copied.</summary>
    public static async Task<FailureStory> GatherAsync(IAsyncEnumerable<ContainerLog> logs, ContainerChoice choice, CancellationToken cancellationToken)
    {
        var evidence = new ContainerEvidence(choice);
        await foreach (var log in logs.WithCancellation(cancellationToken)) await evidence.ReadAsync(log, cancellationToken);
        return evidence.Story();
    }

    private async Task ReadAsync(IArchiveSource archive, IReadOnlyList<NodeFile> nodes, CancellationToken cancellationToken)
    {
        var selection = new LogSelection { Chooses = id => choice.Wanted(id) is not null };
        await foreach (var log in new AggregatedLogs(archive) { Hops = true }.ReadAsync(nodes, selection, damage => missing.Add(damage.Message), cancellationToken))
            await ReadAsync(ContainerLog.Of(log), cancellationToken);
    }

    private async Task ReadAsync(ContainerLog log, CancellationToken cancellationToken)
    {
        if (log.Container is { } id) seen.Add(id);
        if (log.Length == 0 || Uninteresting.Contains(log.Type)) return;
        var known = log.Container is null ? null : choice.Wanted(log.Container);
        if (log.Container is not null && known is null) return;
        var place = new EvidencePlace(EvidenceSource.Container) { File = log.File, Container = log.Container, Host = log.Host ?? known?.Host, Step = known?.Step };
        var scan = await LogEnds.ScanAsync(log, place, cancellationToken);
        if (known?.Role == ContainerRole.Success)
        {
            inSuccesses.UnionWith(scan.Troubles.Select(trouble => trouble.Signature).Where(signature => signature.Length > 0));
            return;
        }

        if (known is { Role: ContainerRole.Master, Step: { } step }) masters[step] = new(StepKind.Master, step) { Label = "application " + step[step.LastIndexOf("master", StringComparison.Ordinal)..], Container = log.Container, Host = log.Host };
        troubles.AddRange(scan.Troubles);
        // What a program printed last says why it ended where it complained of nothing; of one on which the end hangs it is always worth a look.
        if (log.Type is "stderr" or "stdout" or "prelaunch.err" && (scan.Troubles.IsEmpty || known?.Role is ContainerRole.OnPath or ContainerRole.Master)) lastLines.AddRange(scan.LastLines);
    }

    private FailureStory Story() => new()
    {
        Steps = [.. masters.Values],
        Troubles = [.. troubles],
        LastLines = [.. lastLines],
        InSuccesses = [.. inSuccesses],
        Missing = [.. missing, .. MissingContainers()],
    };

    private IEnumerable<string> MissingContainers() =>
        choice.Known.Where(id => !seen.Contains(id)).ToImmutableArray() is { IsEmpty: false } lost ? [$"the logs of {string.Join(", ", lost.Take(3))}{(lost.Length > 3 ? $" and {lost.Length - 3} more" : "")}"] : [];
}
