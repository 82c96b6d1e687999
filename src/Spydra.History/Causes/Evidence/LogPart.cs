namespace Spydra.History.Causes.Evidence;

/// <summary>Some bytes that were read already, and so many of those behind them.</summary>
internal sealed class LogPart(ReadOnlyMemory<byte> first, Stream rest, long most) : Stream
{
    private ReadOnlyMemory<byte> first = first;
    private long left = most;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!first.IsEmpty)
        {
            var count = Math.Min(first.Length, buffer.Length);
            first[..count].CopyTo(buffer);
            first = first[count..];
            return count;
        }

        var read = await rest.ReadAsync(buffer[..(int)Math.Min(buffer.Length, left)], cancellationToken);
        left -= read;
        return read;
    }

    /// <summary>Goes forward by that many bytes, or to the end; what was read already has been taken.</summary>
    public void Skip(long count)
    {
        var by = Math.Min(count, left);
        rest.Seek(by, SeekOrigin.Current);
        left -= by;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A log is read asynchronously.");
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
