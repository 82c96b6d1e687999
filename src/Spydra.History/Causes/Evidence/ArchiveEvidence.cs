using Spydra.History.JobHistory;
using Spydra.History.Logs;
using Spydra.History.Sources;
using Spydra.History.Spark;

namespace Spydra.History.Causes.Evidence;

/// <summary>What an archive has of one application: its history or its event logs, which choose from its containers' logs.</summary>
internal sealed class ArchiveEvidence(IArchiveSource archive, string clientId, Action<string> report)
{
    /// <param name="application">Which.</param>
    /// <param name="prefix">What stands before the ids of its steps.</param>
    /// <param name="asksState">Whether to look how its job ended on Dataproc: nobody has told it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<FailureStory> GatherAsync(YarnApplicationId application, string prefix, bool asksState, CancellationToken cancellationToken)
    {
        report($"reading what {application} left in {archive.Describe("")}");
        var history = await Readable.TryAsync(() => HistoryEvidence.GatherAsync(archive, clientId, application, prefix, cancellationToken));
        var events = await Readable.TryAsync(() => EventsEvidence.GatherAsync(archive, clientId, application, prefix, cancellationToken));
        var told = (history ?? Gathered.Nothing).With(events ?? Gathered.Nothing);
        if (history is null && events is null) told = told.With(NeitherIsThere(application));
        var nodes = await Readable.TryListAsync(() => LogFolders.OfClient(archive, clientId).NodeFilesAsync(application, user: null, cancellationToken).ToListAsync(cancellationToken));
        if (nodes.Missing is { } unreadable) told = told.With(Gathered.Without(unreadable));
        else if (nodes.Files.Count == 0) told = told.With(Gathered.Without($"no container logs of {application} in {LogFolders.OfClient(archive, clientId).Describe(null)}"));
        else report($"reading the logs of {application}, {nodes.Files.Count} nodes");
        var story = told.Story.With(await ContainerEvidence.GatherAsync(archive, nodes.Files, ContainerChoice.Of(told.Containers, prefix), cancellationToken));
        return asksState && nodes.Files.Count > 0 ? story.With(await StateAsync(application, nodes.Files.Max(node => node.File.Updated), cancellationToken)) : story;
    }

    private Gathered NeitherIsThere(YarnApplicationId application) =>
        Gathered.Without($"no history of {application} in {HistoryFolders.OfClient(archive, clientId).Described} (an application master that cannot start leaves none)")
            .With(Gathered.Without($"no event log of {application} in {SparkEventLogs.OfClient(archive, clientId).Described}"));

    private async Task<FailureStory> StateAsync(YarnApplicationId application, DateTimeOffset since, CancellationToken cancellationToken)
    {
        try
        {
            return ServiceEvidence.Of(await ServiceEvidence.ManifestStateAsync(archive, clientId, application, since, cancellationToken), details: null, exitCode: null);
        }
        catch (SpydraException e)
        {
            return FailureStory.Empty with { Missing = [e.Message] };
        }
    }
}
