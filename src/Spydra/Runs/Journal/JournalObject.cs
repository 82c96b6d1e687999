using System.Net;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Storage;

namespace Spydra.Runs.Journal;

/// <summary>
/// The copy of a journal in the log bucket, for the clients of other machines. It is written whole, each time onto the generation that was
/// read or written last, so that of two clients who write at once one is told. Beside it is the wish that the run be cancelled.
/// </summary>
/// <param name="storage">The client.</param>
/// <param name="uri">The object: <c>gs://BUCKET/runs/CLIENT/KEYID.jsonl</c>.</param>
public sealed class JournalObject(StorageClient storage, GsUri uri)
{
    /// <summary>The generation of an object that is not there.</summary>
    public const long Nothing = 0;

    private readonly GsUri cancel = uri with { Name = (uri.Name.EndsWith(".jsonl", StringComparison.Ordinal) ? uri.Name[..^".jsonl".Length] : uri.Name) + ".cancel" };

    /// <summary>The object.</summary>
    public GsUri Uri { get; } = uri;

    /// <summary>The copy as it is now; null where there is none, or no such bucket.</summary>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached.</exception>
    public async Task<JournalCopy?> ReadAsync(CancellationToken cancellationToken) =>
        await storage.ReadAsync(Uri, cancellationToken) is { } content ? new JournalCopy(JournalText.Read(content.Bytes), content.Generation) : null;

    /// <summary>Writes the copy, and returns its generation; null where another client has written since: what is there is not what this one wanted, and it has to read.</summary>
    /// <param name="records">The records.</param>
    /// <param name="position">How far output was printed.</param>
    /// <param name="expectedGeneration">The generation that this client knows; <see cref="Nothing"/> for none.</param>
    /// <param name="cancellationToken">Stops it at once; then it may have been written.</param>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached: it may have been written.</exception>
    public Task<long?> WriteAsync(IReadOnlyList<JournalRecord> records, OutputPosition? position, long expectedGeneration, CancellationToken cancellationToken) =>
        WriteAsync(JournalText.Write(records), position, expectedGeneration, cancellationToken);

    /// <summary>The same with what was read of the journal on this machine, its lines as they are: also those that this version does not know.</summary>
    /// <exception cref="JournalNewerException">A newer Spydra wrote to it.</exception>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached: it may have been written.</exception>
    public Task<long?> WriteAsync(JournalReading reading, OutputPosition? position, long expectedGeneration, CancellationToken cancellationToken)
    {
        if (reading.IsNewer) throw new JournalNewerException(Uri.ToString());
        return WriteAsync(JournalText.Write(reading), position, expectedGeneration, cancellationToken);
    }

    /// <summary>Asks whoever leads to cancel the run.</summary>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached: it may have been asked.</exception>
    public async Task AskToCancelAsync(CancellationToken cancellationToken)
    {
        try
        {
            await storage.WriteAsync(cancel, "cancel\n"u8.ToArray(), Nothing, cancellationToken);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.PreconditionFailed)
        {
            // Someone has asked before, or this very call has, and its answer was lost.
        }
    }

    /// <summary>Whether someone asked for the run to be cancelled.</summary>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached.</exception>
    public Task<bool> IsCancelAskedAsync(CancellationToken cancellationToken) => storage.ExistsAsync(cancel, cancellationToken);

    /// <summary>The wish has been answered, or is that for an attempt before.</summary>
    /// <exception cref="ApiException">The service refused.</exception>
    /// <exception cref="UnreachableException">The service could not be reached.</exception>
    public async Task ClearCancelAsync(CancellationToken cancellationToken)
    {
        if (await storage.FindAsync(cancel, cancellationToken) is not { } found) return;
        try
        {
            await storage.DeleteAsync(cancel, found.Generation, cancellationToken);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            // It is gone, by us or by another.
        }
    }

    private async Task<long?> WriteAsync(byte[] text, OutputPosition? position, long expectedGeneration, CancellationToken cancellationToken)
    {
        if (position is not null) text = [.. text, .. JournalText.Write(position)];
        try
        {
            return await storage.WriteAsync(Uri, text, expectedGeneration, cancellationToken);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.PreconditionFailed)
        {
            // Another client wrote, or we did, and the answer was lost. What we write says who leads since when, so nobody else writes the same.
            var there = await storage.ReadAsync(Uri, cancellationToken);
            return there is not null && there.Generation != expectedGeneration && there.Bytes.Span.SequenceEqual(text) ? there.Generation : null;
        }
    }
}
