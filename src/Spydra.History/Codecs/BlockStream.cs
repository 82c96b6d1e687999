namespace Spydra.History.Codecs;

/// <summary>
/// The decoded text of a file of blocks, forwards and asynchronously only. A block is given out when all of it was decoded and its checksum,
/// where it has one, is right; then comes the <see cref="DamagedDataException"/> if the next one is broken or cut off.
/// </summary>
internal abstract class BlockStream(Stream stored) : Stream
{
    private ReadOnlyMemory<byte> block;
    private DamagedDataException? damage;
    private bool ended;

    protected StoredBytes Stored { get; } = new(stored);

    /// <summary>The next decoded bytes, which may be none; null after the last. They stay as they are until the next call.</summary>
    protected abstract ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        if (damage is not null) throw damage;
        try
        {
            while (block.IsEmpty && !ended)
            {
                var next = await NextAsync(cancellationToken);
                ended = next is null;
                block = next ?? default;
            }
        }
        catch (DamagedDataException e)
        {
            damage = e;
            throw;
        }
        var part = Math.Min(buffer.Length, block.Length);
        block[..part].CopyTo(buffer);
        block = block[part..];
        return part;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush()
    {
    }

    public override async ValueTask DisposeAsync()
    {
        await stored.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) stored.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A buffer of at least this length, the same one again where it suffices.</summary>
    protected static byte[] AtLeast(byte[] buffer, int length) => buffer.Length >= length ? buffer : GC.AllocateUninitializedArray<byte>(length);
}
