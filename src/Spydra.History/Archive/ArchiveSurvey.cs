using System.Collections.Immutable;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.History.JobHistory;
using Spydra.History.Logs;
using Spydra.History.Sources;
using Spydra.History.Spark;
using Spydra.Runs;

namespace Spydra.History.Archive;

/// <summary>
/// Looks at what a job has left so far. What was read once is not read again, unless its object has been written anew: a look costs the lists, and
/// what is new.
/// </summary>
internal sealed class ArchiveSurvey(ArchiveParts parts, ArchiveFolders folders, string jobId)
{
    private readonly Dictionary<(GsUri Object, string Generation), object> known = [];

    /// <summary>What is there; null where the service does not show the job any more.</summary>
    /// <exception cref="SpydraException">The services could not be asked.</exception>
    public async Task<ArchiveFacts?> LookAsync(CancellationToken cancellationToken)
    {
        if (await parts.Dataproc.FindJobAsync(parts.Region, jobId, cancellationToken) is not { } job) return null;
        var applications = ImmutableArray.CreateBuilder<ApplicationFacts>();
        foreach (var application in job.Applications)
            if (YarnApplicationId.TryParse(application.Id, out var id)) applications.Add(await LookAsync(application, id, job, cancellationToken));
        return new ArchiveFacts(job, await OutputAsync(job, cancellationToken), applications.ToImmutable());
    }

    private async Task<ImmutableArray<PlacedFile>> OutputAsync(Job job, CancellationToken cancellationToken) =>
        GsUri.TryParse(job.DriverOutputUri, out var prefix)
            ? [.. await Source(prefix).ListAsync(prefix.Name + ".", cancellationToken).Select(file => Placed(prefix, file)).ToListAsync(cancellationToken)]
            : [];

    private async Task<ApplicationFacts> LookAsync(YarnApplication application, YarnApplicationId id, Job job, CancellationToken cancellationToken)
    {
        var found = new ApplicationFacts(application) { History = await HistoryAsync(id, cancellationToken) };
        if (ArchiveRules.EventFolder(job.Properties, folders) is { } events) found = found with { EventLogs = await EventLogsAsync(events, id, cancellationToken) };
        if (folders.Logs is { } logs) found = await WithLogsAsync(found, logs, id, cancellationToken);
        return found;
    }

    private async Task<HistoryFacts?> HistoryAsync(YarnApplicationId id, CancellationToken cancellationToken)
    {
        if ((folders.Done ?? folders.Intermediate) is not { } root) return null;
        var source = Source(root);
        var places = HistoryFolders.OfCluster(source, folders.Done?.Name ?? root.Name, folders.Intermediate is { } own && own.Bucket == root.Bucket ? own.Name : null);
        if (await places.FindAsync(id, cancellationToken) is not { } found) return null;
        var job = await OnceAsync(root, found.File, async stream => await JobHistoryReader.ReadAsync(stream, cancellationToken), source, cancellationToken);
        return new HistoryFacts(
            Placed(root, found.File), found.Configuration is { } configuration ? Placed(root, configuration) : null, found.Place == HistoryPlace.Done,
            job is { Complete: true }, [.. (job?.Containers ?? []).Select(container => new ContainerPlace(container.Id, container.Host is { Length: > 0 } host ? host : null)).Distinct()])
        {
            ConfigurationIsMoved = found.Configuration is { } file && folders.Done is { } done && file.Name.StartsWith(done.Name, StringComparison.Ordinal),
        };
    }

    private async Task<ImmutableArray<EventLogFacts>> EventLogsAsync(GsUri folder, YarnApplicationId id, CancellationToken cancellationToken)
    {
        var source = Source(folder);
        var logs = ImmutableArray.CreateBuilder<EventLogFacts>();
        var found = await new SparkEventLogs(source, folder.Name).FindAsync(id.ToString(), cancellationToken);
        foreach (var log in found)
        {
            // Of one that is still written nothing is awaited but its end. That of an attempt that another followed is not.
            var application = (log.IsClosed || log != found[^1]) && log.Files is [.., var last]
                ? await OnceAsync(folder, last, async _ => await new SparkEventReader(source).ReadContainersAsync(log, cancellationToken), source, cancellationToken)
                : null;
            logs.Add(new EventLogFacts([.. log.Files.Select(file => Placed(folder, file))], log.IsClosed,
                [.. (application ?? []).Select(container => new ContainerPlace(container.Id, container.Host is { Length: > 0 } host ? host : null)).Distinct()]));
        }

        return logs.ToImmutable();
    }

    private async Task<ApplicationFacts> WithLogsAsync(ApplicationFacts found, GsUri folder, YarnApplicationId id, CancellationToken cancellationToken)
    {
        var source = Source(folder);
        var places = new LogFolders(source, folder.Name);
        var logs = ImmutableArray.CreateBuilder<NodeLogFacts>();
        var uploads = ImmutableArray.CreateBuilder<string>();
        await foreach (var node in places.AllAsync(id, user: null, cancellationToken))
        {
            if (node.IsUpload)
            {
                uploads.Add(Placed(folder, node.File).Uri.ToString());
                continue;
            }

            var facts = await OnceAsync(folder, node.File, async _ => await NodeAsync(source, node, cancellationToken), source, cancellationToken);
            logs.Add(new NodeLogFacts(Placed(folder, node.File), facts?.IsWhole == true, facts?.ContainerEntries ?? 0, [.. facts?.Containers ?? []]));
        }

        found = found with { Logs = logs.ToImmutable(), Uploading = uploads.ToImmutable() };
        return found is { History: null, EventLogs.IsEmpty: true } ? found with { Master = await MasterAsync(places, source, id, cancellationToken) } : found;
    }

    /// <summary>Of an application that no history and no event log tells of, its logs have to be looked into.</summary>
    private static async Task<MasterFacts> MasterAsync(LogFolders places, BucketSource source, YarnApplicationId id, CancellationToken cancellationToken)
    {
        var nodes = await places.NodeFilesAsync(id, user: null, cancellationToken).ToListAsync(cancellationToken);
        var found = MasterFacts.None;
        await foreach (var log in new AggregatedLogs(source).ReadAsync(nodes, LogSelection.All, _ => { }, cancellationToken))
        {
            // After a restart of the ResourceManager its epoch stands before the digits.
            if (!log.Container.EndsWith("_000001", StringComparison.Ordinal)) continue;
            // That of Tez has a syslog as well, and one for each graph that it ran.
            if (log.Type.StartsWith("syslog_dag", StringComparison.Ordinal)) return MasterFacts.Other;
            found = log.Type == "syslog" || found == MasterFacts.MapReduce ? MasterFacts.MapReduce : MasterFacts.Other;
        }

        return found;
    }

    private static async Task<NodeFileFacts> NodeAsync(BucketSource source, NodeFile node, CancellationToken cancellationToken)
    {
        try { return await NodeFileFacts.ReadAsync(source, node, cancellationToken); }
        // Its index is compressed as its logs are: it cannot be looked into, here or later, and nothing better will come.
        catch (UnsupportedCompressionException) { return new NodeFileFacts("TFile", true, int.MaxValue, []); }
    }

    /// <summary>What a reader makes of an object, read once; null where it is damaged, or went while it was read: the next look shows it anew.</summary>
    private async Task<T?> OnceAsync<T>(GsUri place, ArchivedFile file, Func<Stream, Task<T>> read, BucketSource source, CancellationToken cancellationToken) where T : class
    {
        var key = (place with { Name = file.Name }, file.Generation);
        if (known.TryGetValue(key, out var before)) return (T)before;
        try
        {
            await using var stream = await source.OpenAsync(file, cancellationToken);
            var made = await read(stream);
            known[key] = made;
            return made;
        }
        catch (Exception e) when (e is DamagedDataException or UnreadableFileException)
        {
            return null;
        }
    }

    private BucketSource Source(GsUri place) => new(parts.Storage, place with { Name = "" });

    private static PlacedFile Placed(GsUri bucket, ArchivedFile file) => new(bucket with { Name = file.Name }, file);
}
