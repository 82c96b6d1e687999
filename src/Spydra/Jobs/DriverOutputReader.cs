using System.Runtime.CompilerServices;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Storage;

namespace Spydra.Jobs;

/// <summary>
/// Reads a driver's output as it grows: objects <c>PREFIX.000000000</c>, <c>.000000001</c> and so on. The present one is rewritten
/// longer and longer; it is final once the next exists; an empty one ends it all. Nothing is read twice.
/// </summary>
public sealed class DriverOutputReader(StorageClient storage, GsUri prefix, OutputPosition? from = null)
{
    /// <summary>Whether there is a next object is asked when a look brings nothing for the first time, and then at every so many looks.</summary>
    private const int LooksForNext = 4;

    private int index = from?.Index ?? 0;
    private long offset = from?.Offset ?? 0;
    private long generation;
    private int silentLooks;
    private (long Since, Uri Address)? breaks;

    /// <summary>How far it has been read.</summary>
    public OutputPosition Position => new(prefix.ToString(), index, offset);

    /// <summary>Whether the end was seen.</summary>
    public bool Closed { get; private set; }

    /// <summary>Whether the last look broke off, so that there may be more than it brought.</summary>
    public bool BrokeOff => breaks is not null;

    /// <summary>How often an object was found shorter than what had been read of it: another took its place, and was read from its beginning.</summary>
    public int Replaced { get; private set; }

    /// <summary>
    /// What has been added since the last call. A connection that breaks in the middle loses nothing: the next call goes on there. A look
    /// is one request; a silent one, every fourth time, two. Where the driver <paramref name="hasEnded"/>, everything is looked for.
    /// </summary>
    /// <exception cref="UnreachableException">It broke again and again, for as long as the client's budget.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> NewBytesAsync(bool hasEnded, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var looksForNext = hasEnded || (silentLooks > 0 && silentLooks % LooksForNext == 0); !Closed; looksForNext = true)
        {
            // Asked before the reading: if the next one exists, what is then read of this one is its end.
            var isFinal = looksForNext && await storage.ExistsAsync(At(index + 1), cancellationToken);
            var any = false;
            using (var read = await storage.ReadFromAsync(At(index), offset, cancellationToken))
            {
                if (read is null || IsOlder(read)) yield break;
                if (read.Length < offset)
                {
                    (offset, Replaced) = (0, Replaced + 1);
                    continue;
                }

                await foreach (var bytes in read.BytesAsync(cancellationToken))
                {
                    offset += bytes.Length;
                    any = true;
                    yield return bytes;
                }

                if (IsBroken(read, any)) yield break;

                // Empty means closed, also the first one.
                Closed = offset == 0 && read.Length is 0 or null;
            }

            // Several may have been finished since the last look: each shows whether there are more.
            silentLooks = any || isFinal ? 0 : silentLooks + 1;
            if (isFinal) (index, offset, generation) = (index + 1, 0, 0);
            else if (looksForNext || silentLooks != 1) yield break;
        }
    }

    /// <summary>Whether a cache on the way still has what was there before. Growing, the object gets a later generation with each byte.</summary>
    private bool IsOlder(ObjectRead read)
    {
        if (read.Generation < generation) return true;
        generation = read.Generation ?? 0;
        return false;
    }

    private bool IsBroken(ObjectRead read, bool any)
    {
        if (breaks is { } before && (any || read.Broken is null))
        {
            storage.Mended(this, before.Address);
            breaks = null;
        }

        if (read.Broken is not { } broken) return false;
        breaks ??= (storage.Time.GetTimestamp(), broken.Address);
        var elapsed = storage.Time.GetElapsedTime(breaks.Value.Since);
        if (elapsed >= storage.Patience) throw broken;
        storage.Broke(this, broken, elapsed);
        return true;
    }

    private GsUri At(int number) => prefix with { Name = $"{prefix.Name}.{number:D9}" };
}
