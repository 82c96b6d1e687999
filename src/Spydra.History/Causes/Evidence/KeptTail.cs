using System.Text;

namespace Spydra.History.Causes.Evidence;

/// <summary>Passes a text on, and keeps its end.</summary>
/// <param name="text">The text; it stays open.</param>
/// <param name="size">How much is kept, in bytes.</param>
internal sealed class KeptTail(Stream text, int size) : Stream
{
    private readonly byte[] ring = new byte[size];
    private long taken;

    /// <summary>Where the kept end begins, in bytes from the beginning of the text.</summary>
    public long Offset => Math.Max(0, taken - size);

    /// <summary>The kept end.</summary>
    public string Text()
    {
        var kept = (int)Math.Min(taken, size);
        var start = (int)((taken - kept) % size);
        var first = Math.Min(kept, size - start);
        return Encoding.UTF8.GetString([.. ring.AsSpan(start, first), .. ring.AsSpan(0, kept - first)]);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await text.ReadAsync(buffer, cancellationToken);
        Keep(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (piece.Length > size)
        {
            taken += piece.Length - size;
            piece = piece[^size..];
        }

        var at = (int)(taken % size);
        var first = Math.Min(piece.Length, size - at);
        piece[..first].CopyTo(ring.AsSpan(at));
        piece[first..].CopyTo(ring);
        taken += piece.Length;
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A text is read asynchronously.");
    public override void Flush() => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
