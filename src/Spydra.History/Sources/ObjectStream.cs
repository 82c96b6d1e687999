using Spydra.Gcp.Storage;

namespace Spydra.History.Sources;

/// <summary>
/// An object as a stream that one can move in. One request reads to the end; it is begun anew after a jump that is not a short one forwards, and
/// after a connection that broke, at the byte where it broke.
/// </summary>
internal sealed class ObjectStream(StorageClient storage, GsUri uri, long length, long? generation) : Stream
{
    /// <summary>So far ahead the bytes between are read and dropped: it is quicker than another request.</summary>
    private const int ShortJump = 2 * 1024 * 1024;

    /// <summary>How often in a row a request may end without a byte.</summary>
    private const int MostBreaks = 5;

    private ObjectRead? request;
    private IAsyncEnumerator<ReadOnlyMemory<byte>>? answer;
    private ReadOnlyMemory<byte> left;
    private long at;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == 0 || Position >= length) return 0;
        for (var breaks = 0; ; breaks++)
        {
            if (answer is null || Position < at || Position - at > ShortJump) await BeginAsync(cancellationToken);
            if (await ToPositionAsync(cancellationToken))
            {
                var count = (int)Math.Min(Math.Min(buffer.Length, left.Length), length - Position);
                left[..count].CopyTo(buffer);
                (left, at, Position) = (left[count..], at + count, Position + count);
                return count;
            }

            var broken = request!.Broken;
            await EndAsync();
            // The object ended before its length: it is another one by now, or the service cuts off; begun anew, it says which.
            if (breaks == MostBreaks) throw broken as SpydraException ?? new UnreadableFileException(uri.ToString(), $"it ends at byte {at}, and {length} were listed");
        }
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        await ReadAsync(buffer.AsMemory(offset, count), cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    } is >= 0 and var position ? position : throw new IOException("A position is not before the beginning.");

    public override async ValueTask DisposeAsync()
    {
        await EndAsync();
        await base.DisposeAsync();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object is read asynchronously.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) request?.Dispose();
        base.Dispose(disposing);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await EndAsync();
        request = await storage.ReadFromAsync(uri, Position, cancellationToken)
            ?? throw new UnreadableFileException(uri.ToString(), "it is not there any more");
        if (request.Generation is { } read && generation is { } listed && read != listed)
            throw new UnreadableFileException(uri.ToString(), "it was written anew while it was read");
        // The enumerator lives over several calls, whose tokens differ: disposing the request ends it.
        answer = request.BytesAsync(CancellationToken.None).GetAsyncEnumerator(CancellationToken.None);
        at = Position;
    }

    /// <summary>Drops what lies before the position, and gets bytes if none are left; false where the answer has no more.</summary>
    private async ValueTask<bool> ToPositionAsync(CancellationToken cancellationToken)
    {
        using var stop = cancellationToken.CanBeCanceled ? cancellationToken.Register(static request => ((ObjectRead)request!).Dispose(), request) : default;
        while (true)
        {
            var skipped = (int)Math.Min(left.Length, Position - at);
            (left, at) = (left[skipped..], at + skipped);
            if (at == Position && left.Length > 0) return true;
            var more = await MoveAsync(cancellationToken);
            if (!more) return false;
            left = answer!.Current;
        }
    }

    private async ValueTask<bool> MoveAsync(CancellationToken cancellationToken)
    {
        try
        {
            var more = await answer!.MoveNextAsync();
            cancellationToken.ThrowIfCancellationRequested();
            return more;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is not OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private async ValueTask EndAsync()
    {
        left = default;
        if (answer is { } open)
        {
            answer = null;
            await open.DisposeAsync();
        }

        request?.Dispose();
        request = null;
    }
}
