using System.Runtime.CompilerServices;
using Spydra.Gcp.Storage;

namespace Spydra.Jobs;

/// <summary>
/// Reads a driver's output as it grows: objects <c>PREFIX.000000000</c>, <c>.000000001</c> and so on. The present one is rewritten
/// longer and longer; it is final once the next exists; an empty one ends it all. Nothing is read twice.
/// </summary>
public sealed class DriverOutputReader(StorageClient storage, GsUri prefix)
{
    private int index;
    private long offset;

    /// <summary>Whether the end was seen.</summary>
    public bool Closed { get; private set; }

    /// <summary>What has been added since the last call. An exception in the middle loses nothing: the next call goes on there.</summary>
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
                    yield return bytes;
                }

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
