namespace Spydra.History.Codecs;

/// <summary>What a codec gives for some bytes: the text, and why it ended if not at its end.</summary>
internal sealed record Decoded(byte[] Text, DamagedDataException? Damage)
{
    public static async Task<Decoded> OfAsync(string codec, byte[] stored)
    {
        var text = new MemoryStream();
        try
        {
            await using var stream = Compression.Open(codec, new AsyncOnlyStream(stored));
            await stream.CopyToAsync(text);
            return new(text.ToArray(), null);
        }
        catch (DamagedDataException e)
        {
            return new(text.ToArray(), e);
        }
    }
}

/// <summary>Bytes as an object of a bucket gives them: asynchronously only, and not as many as were asked for.</summary>
internal sealed class AsyncOnlyStream(byte[] bytes, int most = 1000) : Stream
{
    private int position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => bytes.Length;
    public override long Position { get => position; set => position = (int)value; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var part = Math.Min(Math.Min(most, buffer.Length), bytes.Length - position);
        bytes.AsMemory(position, part).CopyTo(buffer);
        position += part;
        return ValueTask.FromResult(part);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => position = (int)(origin == SeekOrigin.Begin ? offset : origin == SeekOrigin.End ? bytes.Length + offset : position + offset);
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Flush()
    {
    }
}
