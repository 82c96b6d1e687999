using System.Globalization;
using System.Runtime.CompilerServices;
using Spydra.History.Sources;

namespace Spydra.History.Spark;

/// <summary>
/// The event logs of an archive, under <c>spark-events/CLIENT_ID/</c>: files <c>APP[_ATTEMPT][.CODEC][.inprogress]</c>, and rolling logs, folders
/// <c>eventlog_v2_APP[_ATTEMPT]/</c> of <c>events_N_APP[_ATTEMPT][.CODEC][.compact]</c> and <c>appstatus_APP[_ATTEMPT][.inprogress]</c>.
/// </summary>
/// <param name="source">Where they lie.</param>
/// <param name="folder">The folder of <c>spark.eventLog.dir</c>, with a slash at its end.</param>
public sealed class SparkEventLogs(IArchiveSource source, string folder)
{
    private const string Rolling = "eventlog_v2_";

    /// <summary>Of a client whose clusters have Spydra's own properties.</summary>
    public static SparkEventLogs OfClient(IArchiveSource source, string clientId) => new(source, $"spark-events/{clientId}/");

    /// <summary>Where they are looked for, as a person says it.</summary>
    public string Described => source.Describe(folder);

    /// <summary>The logs of an application, by attempt; none is no error.</summary>
    /// <param name="application">The id: YARN's (<c>application_...</c>), or any other (<c>app-...</c>, <c>local-...</c>).</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async Task<IReadOnlyList<SparkEventLog>> FindAsync(string application, CancellationToken cancellationToken)
    {
        List<SparkEventLog> found = [];
        foreach (var start in (string[])[application, Rolling + application])
            await foreach (var log in BelowAsync(start, cancellationToken))
                if (log.Application == application) found.Add(log);
        return [.. found.OrderBy(log => int.TryParse(log.Attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var attempt) ? attempt : 0)
            .ThenBy(log => log.Attempt, StringComparer.Ordinal).ThenBy(log => log.Name, StringComparer.Ordinal)];
    }

    /// <summary>Every log of a client, in the order of the names. What is no log at all may be among them: a summary of it has no application.</summary>
    public IAsyncEnumerable<SparkEventLog> ListAsync(CancellationToken cancellationToken) => BelowAsync("", cancellationToken);

    private async IAsyncEnumerable<SparkEventLog> BelowAsync(string start, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ArchivedFile> rolling = [];
        ArchivedFile? plain = null;
        await foreach (var file in source.ListAsync(folder + start, cancellationToken))
        {
            var parts = file.Name[folder.Length..].Split('/');
            if (rolling is [var first, ..] && !file.Name.StartsWith(FolderOf(first), StringComparison.Ordinal))
            {
                yield return Rolled(FolderOf(first), rolling);
                rolling = [];
            }
            if (parts is [var inner, { Length: > 0 }] && inner.StartsWith(Rolling, StringComparison.Ordinal)) rolling.Add(file);
            if (parts is not [{ Length: > 0 } name] || name[0] is '.' or '_') continue;
            // The writer gives it its name at the end. Where that is a copy and a deletion, both can be there.
            if (plain is not null && name == plain.BaseName + SparkEventLog.InProgress) continue;
            plain = file;
            yield return Single(file);
        }
        if (rolling is [var one, ..]) yield return Rolled(FolderOf(one), rolling);
    }

    private static string FolderOf(ArchivedFile file) => file.Name[..(file.Name.LastIndexOf('/') + 1)];

    private static SparkEventLog Single(ArchivedFile file)
    {
        var name = SparkEventLog.Without(file.BaseName, SparkEventLog.InProgress);
        var codec = SparkEventLog.CodecOf(name);
        var (application, attempt) = SparkEventLog.Split(codec.Length == 0 ? name : name[..^(codec.Length + 1)]);
        return new(application, attempt, file.Name, name == file.BaseName, [file], file.Size, file.Updated);
    }

    private static SparkEventLog Rolled(string folder, List<ArchivedFile> files)
    {
        var (application, attempt) = SparkEventLog.Split(folder.TrimEnd('/')[(folder.TrimEnd('/').LastIndexOf('/') + 1 + Rolling.Length)..]);
        var isClosed = files.Any(file => file.BaseName.StartsWith("appstatus_", StringComparison.Ordinal)
            && !file.BaseName.EndsWith(SparkEventLog.InProgress, StringComparison.Ordinal));
        var events = InOrder(files);
        return new(application, attempt, folder, isClosed, events, events.Sum(file => file.Size), files.Max(file => file.Updated));
    }

    // events_10 comes after events_9; the last compacted file stands for itself and all before it.
    private static List<ArchivedFile> InOrder(List<ArchivedFile> files)
    {
        var numbered = files
            .Select(file => (File: file, Number: NumberOf(file.BaseName), IsCompact: file.BaseName.EndsWith(SparkEventLog.Compact, StringComparison.Ordinal)))
            .Where(each => each.Number >= 0).ToList();
        var compacted = numbered.Where(each => each.IsCompact).Select(each => each.Number).DefaultIfEmpty(-1).Max();
        return [.. numbered.Where(each => each.IsCompact ? each.Number == compacted : each.Number > compacted).OrderBy(each => each.Number).Select(each => each.File)];
    }

    private static long NumberOf(string name) =>
        name.Split('_') is ["events", var number, ..] && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1;
}
