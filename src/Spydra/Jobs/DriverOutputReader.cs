using System.Runtime.CompilerServices;
using Spydra.Gcp.Storage;

namespace Spydra.Jobs;

/// <summary>
/// Reads a driver's output as it grows: objects <c>PREFIX.000000000</c>, <c>.000000001</c> and so on. The present one is rewritten
/// longer and longer; it is final once the next exists; an empty one ends it all. Nothing is read twice.
/// </summary>
public sealed class DriverOutputReader(StorageClient storage, GsUri prefix)
{
    /// <summary>How often in a row a read may break off without having brought anything.</summary>
    private const int MostBreaks = 6;

    private int index;
    private long offset;
    private int breaks;

    /// <summary>Whether the end was seen.</summary>
    public bool Closed { get; private set; }

    /// <summary>What has been added since the last call. A connection that breaks in the middle loses nothing: the next call goes on there.</summary>
    /// <exception cref="Gcp.UnreachableException">It broke again and again.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> NewBytesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!Closed)
        {
            // The next one is looked for first: if it exists, what is then read of this one is its end.
            var isFinal = await ExistsAsync(index + 1, cancellationToken);
            using (var read = await storage.ReadFromAsync(At(index), offset, cancellationToken))
            {
                if (read is null) yield break;
                await foreach (var bytes in read.BytesAsync(cancellationToken))
                {
                    offset += bytes.Length;
                    breaks = 0;
                    yield return bytes;
                }

                if (read.Broken is { } broken)
                {
                    if (++breaks > MostBreaks) throw broken;
                    yield break;
                }

                breaks = 0;

                // Empty means closed, unless the first object is only being begun: then a next one cannot exist yet either.
                Closed = offset == 0 && read.Length is 0 or null;
            }

            if (!isFinal) yield break;
            (index, offset) = (index + 1, 0);
        }
    }

    private async Task<bool> ExistsAsync(int number, CancellationToken cancellationToken)
    {
        using var read = await storage.ReadFromAsync(At(number), 0, cancellationToken);
        return read is not null;
    }

    private GsUri At(int number) => prefix with { Name = $"{prefix.Name}.{number:D9}" };
}
