using System.Collections.Concurrent;
using Spydra.History.JobHistory;
using Spydra.History.Logs;
using Spydra.History.Sources;
using Spydra.History.Spark;

namespace Spydra.History.Archive;

/// <summary>
/// All jobs of a client that an archive knows: by the names of their histories, by their event logs, and, where there is neither, by their logs. A
/// manifest, if there is one, tells how the Dataproc job ended: a driver of Spark that failed leaves an event log that does not say so.
/// </summary>
public sealed class JobCatalog(IArchiveSource source, string clientId)
{
    /// <summary>Event logs have to be opened; a bucket answers for several at once.</summary>
    private const int LogsAtOnce = 4;

    /// <summary>The jobs, the latest first.</summary>
    /// <param name="since">Only those that began then or later, or of which it is not known.</param>
    /// <param name="report">Hears of files that could not be read; the others are listed.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="SpydraException">The archive could not be listed.</exception>
    public async Task<IReadOnlyList<ArchivedJob>> ListAsync(DateTimeOffset? since, Action<SpydraException> report, CancellationToken cancellationToken)
    {
        var jobs = new Dictionary<(string Id, string? Attempt), ArchivedJob>();
        await foreach (var history in HistoryFolders.OfClient(source, clientId).ListAsync(since, cancellationToken))
            jobs[(history.Id.ToString(), null)] = Of(history);
        foreach (var job in await EventLogsAsync(since, report, cancellationToken)) jobs.TryAdd((job.Id, job.Attempt), job);
        var seen = jobs.Keys.Select(key => key.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var logs in await LogFolders.OfClient(source, clientId).ApplicationsAsync(cancellationToken))
            if (!(logs.Updated < since) && !seen.Contains(logs.Application.ToString()))
                jobs.TryAdd((logs.Application.ToString(), null), new(ArchivedJobKind.Other, logs.Application.ToString(), "UNKNOWN") { User = logs.User });

        var manifests = new Dictionary<string, JobManifest>(StringComparer.Ordinal);
        await foreach (var manifest in new JobManifests(source, clientId).ListAsync(since, cancellationToken))
            foreach (var application in manifest.Applications) manifests[application.ToString()] = manifest;
        return [.. jobs.Values
            .Select(job => manifests.TryGetValue(job.Id, out var manifest) ? With(job, manifest) : job)
            .Where(job => !(job.Started < since))
            .OrderByDescending(job => job.Started ?? BegunAbout(job.Id)).ThenByDescending(job => job.Id, StringComparer.Ordinal).ThenBy(job => job.Attempt, StringComparer.Ordinal)];
    }

    /// <summary>What a manifest adds to what an application tells of itself.</summary>
    internal static ArchivedJob With(ArchivedJob job, JobManifest manifest) => job with
    {
        JobId = manifest.JobId,
        State = (job.Kind, manifest.JobState) switch
        {
            (not ArchivedJobKind.MapReduce, "ERROR" or "ATTEMPT_FAILURE") => "FAILED",
            (not ArchivedJobKind.MapReduce, "CANCELLED") => "KILLED",
            (not ArchivedJobKind.MapReduce, "DONE") when job.State is "UNKNOWN" or "COMPLETED" => "SUCCEEDED",
            _ => job.State,
        },
    };

    private static ArchivedJob Of(HistoryFile history) => new(ArchivedJobKind.MapReduce, history.Id.ToString(), history.Name?.Status ?? "INCOMPLETE")
    {
        Name = history.Name?.JobName,
        User = history.Name?.User,
        Started = Instant(history.Name?.LaunchTime is > 0 and var launched ? launched : history.Name?.SubmitTime),
        Ended = Instant(history.Name?.FinishTime),
        Tasks = history.Name is { } name ? (long)name.FinishedMaps + name.FinishedReduces : null,
    };

    private async Task<IReadOnlyList<ArchivedJob>> EventLogsAsync(DateTimeOffset? since, Action<SpydraException> report, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<ArchivedJob>();
        var summaries = new SparkSummaries(source);
        await Parallel.ForEachAsync(
            SparkEventLogs.OfClient(source, clientId).ListAsync(cancellationToken), new ParallelOptions { MaxDegreeOfParallelism = LogsAtOnce, CancellationToken = cancellationToken },
            async (log, token) =>
            {
                if (log.Updated < since) return;
                try
                {
                    if (await summaries.ReadAsync(log, token) is not { } summary) return;
                    found.Add(new(ArchivedJobKind.Spark, summary.Id, summary.State switch { SparkState.Completed => "COMPLETED", SparkState.Failed => "FAILED", _ => "INCOMPLETE" })
                    {
                        Name = summary.Name,
                        User = summary.User,
                        Started = summary.Started,
                        Ended = summary.Ended,
                        Tasks = summary.Tasks,
                        Attempt = summary.Attempt,
                    });
                }
                catch (SpydraException e)
                {
                    lock (found) report(e);
                }
            });
        return [.. found];
    }

    /// <summary>No job begins before its ResourceManager.</summary>
    private static DateTimeOffset BegunAbout(string id) => YarnApplicationId.TryParse(id, out var application) ? Instant(application.Timestamp) ?? default : default;

    // A file of a stranger may hold any number.
    private static DateTimeOffset? Instant(long? milliseconds) =>
        milliseconds is >= 0 and <= 253_402_300_799_999 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value) : null;
}
