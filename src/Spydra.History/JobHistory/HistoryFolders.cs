using System.Globalization;
using System.Runtime.CompilerServices;
using Spydra.History.Sources;

namespace Spydra.History.JobHistory;

/// <summary>
/// The histories of a client, below <c>history/CLIENT_ID/</c>: in <c>done/yyyy/mm/dd/SERIAL/</c>, by the day on which a job ended in the zone of its
/// history server, and what never got there in <c>UUID/done_intermediate/USER/</c>, one UUID a cluster.
/// </summary>
public sealed class HistoryFolders
{
    // There are as many folders as there were clusters; a bucket answers for several at once.
    private const int FoldersAtOnce = 8;

    private readonly IArchiveSource source;
    private readonly string done;
    private readonly string? root;
    private readonly string? intermediate;

    private HistoryFolders(IArchiveSource source, string done, string? root, string? intermediate) =>
        (this.source, this.done, this.root, this.intermediate) = (source, done, root, intermediate);

    /// <summary>Of all clusters of a client, if they have Spydra's own properties.</summary>
    public static HistoryFolders OfClient(IArchiveSource source, string clientId) => new(source, $"history/{clientId}/done/", $"history/{clientId}/", null);

    /// <summary>Of one cluster, whose properties say the two folders, each with a slash at its end.</summary>
    public static HistoryFolders OfCluster(IArchiveSource source, string done, string? intermediate) => new(source, done, null, intermediate);

    /// <summary>Where the histories are looked for, as a person says it.</summary>
    public string Described => source.Describe(root ?? done);

    /// <summary>
    /// The history of one application, or null. What lies in done is the whole history, and it ends the search; of several elsewhere one that was
    /// copied is taken before one from staging, and then the largest.
    /// </summary>
    /// <exception cref="SpydraException">The archive could not be listed.</exception>
    public async Task<HistoryFile?> FindAsync(YarnApplicationId id, CancellationToken cancellationToken)
    {
        // No job ends before its ResourceManager starts. Most clusters live for a job: it ended on that day, which is looked at first.
        var first = Day(DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(id.Timestamp, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())));
        var serial = (id.Number / 1000).ToString("000000", CultureInfo.InvariantCulture);
        List<HistoryFile> found = [];
        await foreach (var day in DaysAsync(first, cancellationToken))
        {
            found.AddRange(await HistoriesAsync($"{day}{serial}/{id.JobId}", HistoryPlace.Done, cancellationToken));
            if (Best(found, id) is { Place: HistoryPlace.Done } moved) return moved.Configuration is null ? moved with { Configuration = await LeftBehindAsync(id, cancellationToken) } : moved;
        }

        found.AddRange(await IntermediateAsync(id.JobId, cancellationToken));
        return Best(found, id);
    }

    /// <summary>The configuration of a history that was moved, if the cluster went between the two moves.</summary>
    private async Task<ArchivedFile?> LeftBehindAsync(YarnApplicationId id, CancellationToken cancellationToken) =>
        (await IntermediateFilesAsync(id.JobId, cancellationToken)).SelectMany(files => files).FirstOrDefault(file => file.BaseName == id.JobId + "_conf.xml");

    /// <summary>
    /// All histories, from their names alone: those in done by the day on which they ended, then those that never got there. Each job comes once.
    /// </summary>
    /// <param name="since">Only jobs that ended then or later; of one whose name does not tell, when the file was written.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="SpydraException">The archive could not be listed.</exception>
    public async IAsyncEnumerable<HistoryFile> ListAsync(DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<YarnApplicationId> seen = [];
        await foreach (var day in DaysAsync(since is { } from ? Day(from) : DateOnly.MinValue, cancellationToken))
            foreach (var history in PerJob(await HistoriesAsync(day, HistoryPlace.Done, cancellationToken)))
                if (seen.Add(history.Id) && IsSince(history, since)) yield return history;
        foreach (var history in PerJob(await IntermediateAsync("", cancellationToken)))
            if (seen.Add(history.Id) && IsSince(history, since)) yield return history;
    }

    // The day of a time, in whatever zone the history server was: one earlier than in UTC at most.
    private static DateOnly Day(DateTimeOffset time) =>
        time < DateTimeOffset.UnixEpoch ? DateOnly.MinValue : DateOnly.FromDateTime(time.UtcDateTime).AddDays(-1);

    private static bool IsSince(HistoryFile history, DateTimeOffset? since) =>
        since is not { } from || (history.Name?.FinishTime ?? history.File.Updated.ToUnixTimeMilliseconds()) >= from.ToUnixTimeMilliseconds();

    private static IEnumerable<HistoryFile> PerJob(IReadOnlyList<HistoryFile> histories) =>
        histories.GroupBy(history => history.Id).Select(group => Best([.. group], group.Key)!);

    private static HistoryFile? Best(IReadOnlyList<HistoryFile> histories, YarnApplicationId id) => histories
        .Where(history => history.Id == id)
        .OrderByDescending(history => history.Place).ThenByDescending(history => history.Name is not null).ThenByDescending(history => history.File.Size)
        .FirstOrDefault();

    // The folders of done by day, from a day on, with a slash behind each.
    private async IAsyncEnumerable<string> DaysAsync(DateOnly from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var year in NumbersAsync(done, 4, cancellationToken))
        {
            if (year < from.Year) continue;
            var inYear = $"{done}{year:0000}/";
            await foreach (var month in NumbersAsync(inYear, 2, cancellationToken))
            {
                if (year == from.Year && month < from.Month) continue;
                var inMonth = $"{inYear}{month:00}/";
                await foreach (var day in NumbersAsync(inMonth, 2, cancellationToken))
                    if (year > from.Year || month > from.Month || day >= from.Day) yield return $"{inMonth}{day:00}/";
            }
        }
    }

    private async IAsyncEnumerable<int> NumbersAsync(string folder, int digits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in source.FoldersAsync(folder, cancellationToken))
            if (name.Length == digits && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) yield return number;
    }

    private async Task<IReadOnlyList<HistoryFile>> IntermediateAsync(string start, CancellationToken cancellationToken) =>
        [.. (await IntermediateFilesAsync(start, cancellationToken)).SelectMany(files => HistoryNames.Histories(files, HistoryPlace.Intermediate))];

    // Folder by folder.
    private async Task<IReadOnlyList<IReadOnlyList<ArchivedFile>>> IntermediateFilesAsync(string start, CancellationToken cancellationToken)
    {
        List<string> clusters = intermediate is null ? [] : [intermediate];
        if (root is not null)
            await foreach (var folder in source.FoldersAsync(root, cancellationToken))
                if (folder != "done" && !HistoryNames.IsHidden(folder)) clusters.Add(folder == "done_intermediate" ? $"{root}{folder}/" : $"{root}{folder}/done_intermediate/");

        var found = new IReadOnlyList<IReadOnlyList<ArchivedFile>>[clusters.Count];
        await Parallel.ForAsync(0, clusters.Count, new ParallelOptions { MaxDegreeOfParallelism = FoldersAtOnce, CancellationToken = cancellationToken }, async (cluster, token) =>
        {
            List<IReadOnlyList<ArchivedFile>> ofCluster = [];
            await foreach (var user in source.FoldersAsync(clusters[cluster], token))
                ofCluster.Add(await source.ListAsync($"{clusters[cluster]}{user}/{start}", token).ToListAsync(token));
            found[cluster] = ofCluster;
        });
        return [.. found.SelectMany(folders => folders)];
    }

    private async Task<IReadOnlyList<HistoryFile>> HistoriesAsync(string prefix, HistoryPlace place, CancellationToken cancellationToken) =>
        HistoryNames.Histories(await source.ListAsync(prefix, cancellationToken).ToListAsync(cancellationToken), place);
}
