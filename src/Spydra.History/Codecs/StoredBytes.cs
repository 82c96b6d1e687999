namespace Spydra.History.Codecs;

/// <summary>The bytes of a file as they are stored, forwards, with the place where the next one stands. Memory grows with what was really there, not with what a length claims.</summary>
internal sealed class StoredBytes(Stream stream)
{
    private const int Step = 64 * 1024;

    private readonly byte[] buffer = GC.AllocateUninitializedArray<byte>(Step);
    private byte[] block = [];
    private int start;
    private int end;

    /// <summary>The byte, from 0, that comes next.</summary>
    public long Position { get; private set; }

    /// <summary>Whether no byte follows.</summary>
    public async ValueTask<bool> EndsAsync(CancellationToken cancellationToken)
    {
        if (start < end) return false;
        start = 0;
        end = await stream.ReadAsync(buffer, cancellationToken);
        return end == 0;
    }

    /// <summary>Fills <paramref name="target"/>; less only where the file ends.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancellationToken)
    {
        var read = 0;
        while (read < target.Length && !await EndsAsync(cancellationToken))
        {
            var part = Math.Min(target.Length - read, end - start);
            buffer.AsMemory(start, part).CopyTo(target[read..]);
            read += part;
            start += part;
            Position += part;
        }
        return read;
    }

    /// <summary>The next <paramref name="length"/> bytes; they stay as they are until the next call.</summary>
    /// <exception cref="DamagedDataException">The file ends before.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> TakeAsync(int length, string expected, CancellationToken cancellationToken)
    {
        var read = 0;
        while (read < length)
        {
            if (read == block.Length) Array.Resize(ref block, Math.Min(length, Math.Max(block.Length * 2, Step)));
            var wanted = Math.Min(length, block.Length) - read;
            var part = await ReadAsync(block.AsMemory(read, wanted), cancellationToken);
            read += part;
            if (part < wanted) throw new DamagedDataException(Position, expected);
        }
        return block.AsMemory(0, length);
    }

    /// <summary>Goes past <paramref name="length"/> bytes.</summary>
    /// <exception cref="DamagedDataException">The file ends before.</exception>
    public async ValueTask SkipAsync(long length, string expected, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            if (await EndsAsync(cancellationToken)) throw new DamagedDataException(Position, expected);
            var part = (int)Math.Min(length, end - start);
            start += part;
            Position += part;
            length -= part;
        }
    }
}
