using System.Runtime.CompilerServices;
using Spydra.History.Sources;

namespace Spydra.History.Logs;

/// <summary>
/// Reads the logs of an application: the files of its nodes in their order, the next ones fetched ahead while one is read. It holds no more
/// than about two megabytes of each of four files, however large they are, and their indexes.
/// </summary>
public sealed class AggregatedLogs(IArchiveSource source)
{
    private const int FilesAhead = 4;

    /// <summary>Up to which size a file is read as a whole, in bytes.</summary>
    internal int SmallFile { get; init; } = FileTail.SmallFile;

    /// <summary>Whether little of each file is wanted: then nothing is read ahead, and what is not wanted is jumped over.</summary>
    internal bool Hops { get; init; }

    /// <summary>
    /// The logs, file by file. Of a file that is damaged all that can be read is given out; what cannot is reported, and the next file follows.
    /// </summary>
    /// <param name="nodes">The files, as <see cref="LogFolders.NodeFilesAsync"/> finds them.</param>
    /// <param name="selection">Which logs.</param>
    /// <param name="report">Hears of everything that could not be read, at the place where it is missing: <see cref="DamagedDataException"/> with the
    /// file and the byte, or why a file could not be read at all.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<LogFile> ReadAsync(
        IEnumerable<NodeFile> nodes, LogSelection selection, Action<SpydraException> report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ahead = new Queue<Task<NodeFileReader?>>();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var left = nodes.GetEnumerator();
        try
        {
            while (true)
            {
                while (ahead.Count < FilesAhead && left.MoveNext()) ahead.Enqueue(NodeFileReader.OpenAsync(source, left.Current, selection, SmallFile, Hops, stopping.Token));
                if (!ahead.TryPeek(out var opening)) yield break;
                var reader = await TryAsync(opening, report);
                if (reader is not null)
                    await foreach (var log in LogsAsync(reader, report, cancellationToken)) yield return log;
                _ = ahead.Dequeue();
                if (reader is not null) await reader.DisposeAsync();
            }
        }
        finally
        {
            await stopping.CancelAsync();
            await CloseAsync(ahead);
        }
    }

    private static async IAsyncEnumerable<LogFile> LogsAsync(NodeFileReader reader, Action<SpydraException> report, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var logs = reader.LogsAsync(report, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await TryAsync(NextAsync(logs), report)) yield return logs.Current;
    }

    private static async Task<bool> NextAsync(IAsyncEnumerator<LogFile> logs) => await logs.MoveNextAsync();

    private static async Task<T?> TryAsync<T>(Task<T> reading, Action<SpydraException> report)
    {
        try
        {
            return await reading;
        }
        catch (SpydraException e)
        {
            report(e);
            return default;
        }
    }

    private static async Task CloseAsync(IEnumerable<Task<NodeFileReader?>> readers)
    {
        foreach (var opening in readers)
        {
            try
            {
                if (await opening is { } reader) await reader.DisposeAsync();
            }
            // Nobody waits for it any more.
            catch (Exception e) when (e is SpydraException or OperationCanceledException)
            {
            }
        }
    }
}
