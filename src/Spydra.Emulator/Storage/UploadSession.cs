using System.Buffers;

namespace Spydra.Emulator.Storage;

/// <summary>
/// A resumable upload that is open, or done. Bytes are kept in whole multiples of 256 KiB until the last come, whatever happens to the
/// connection; a client goes on from what the answer's Range says. One request at a time works on it.
/// </summary>
internal sealed class UploadSession(string id, UploadPlan plan, long? declaredSize, BlobWriter blob, DateTimeOffset opened) : IDisposable
{
    private const int Granularity = 256 * 1024;

    /// <summary>Never disposed: a request that waits for its turn finds the session ended, and not an exception.</summary>
    private readonly SemaphoreSlim oneAtATime = new(1);
    private long? total = declaredSize;

    public string Id { get; } = id;

    public UploadPlan Plan { get; } = plan;

    public BlobWriter Blob { get; } = blob;

    public DateTimeOffset Opened { get; } = opened;

    /// <summary>The object, once it is there.</summary>
    public StoredObject? Result { get; set; }

    /// <summary>Waits until no other request works on the session; disposing what comes back lets the next one in.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await oneAtATime.WaitAsync(cancellationToken);
        return new Turn(oneAtATime);
    }

    /// <summary>Takes the bytes of one request; true when they were the last. What was persisted before is read over.</summary>
    /// <exception cref="StorageError">400: sizes that contradict each other, or a gap.</exception>
    public async Task<bool> TakeAsync(UploadRange range, Stream body, CancellationToken cancellationToken)
    {
        Agree(range.Total);
        if (range.First is not { } first) return range.Total is not null && Blob.Size == range.Total;
        if (first > Blob.Size)
            throw StorageError.Invalid($"The bytes from {first} on were sent, but only {Blob.Size} are persisted. Ask with 'Content-Range: bytes */*'.");

        var block = ArrayPool<byte>.Shared.Rent(Granularity);
        try
        {
            return await TakeAsync(first, range, body, block.AsMemory(0, Granularity), cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    public void Dispose() => Blob.Dispose();

    private async Task<bool> TakeAsync(long first, UploadRange range, Stream body, Memory<byte> block, CancellationToken cancellationToken)
    {
        var (position, filled) = (first, 0);
        var limit = Math.Min(range.Last + 1 ?? long.MaxValue, total ?? long.MaxValue);
        int read;
        while ((read = await body.ReadAsync(block.Slice(filled, RoomFor(position, filled)), cancellationToken)) > 0)
        {
            if (position + read > limit) throw StorageError.Invalid($"More bytes came than the {limit} that were announced.");
            filled += position >= Blob.Size ? read : 0;
            position += read;
            if (filled < Granularity) continue;
            await Blob.WriteAsync(block, cancellationToken);
            filled = 0;
        }

        var size = total ?? (range.EndsWithBody ? position : null);
        if (range.EndsWithBody && size != position)
            throw StorageError.Invalid($"The upload was announced with {size} bytes, and {position} came.");
        if (size is null || position < size) return false;
        await Blob.WriteAsync(block[..filled], cancellationToken);
        return Blob.Size == size;
    }

    /// <summary>Below what is persisted, bytes are read into a place that is used again, and never across the border.</summary>
    private int RoomFor(long position, int filled) =>
        position < Blob.Size ? (int)Math.Min(Granularity, Blob.Size - position) : Granularity - filled;

    private void Agree(long? announced)
    {
        if (announced is null) return;
        if (total is not null && announced != total)
            throw StorageError.Invalid($"The upload was announced with {total} bytes, and is now said to have {announced}.");
        if (announced < Blob.Size) throw StorageError.Invalid($"The upload is said to have {announced} bytes, but {Blob.Size} are persisted.");
        total = announced;
    }

    private sealed class Turn(SemaphoreSlim oneAtATime) : IDisposable
    {
        public void Dispose() => oneAtATime.Release();
    }
}
