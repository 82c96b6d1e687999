using System.Buffers;
using System.Globalization;
using System.IO.Compression;

namespace Spydra.History.Logs;

/// <summary>
/// What a zlib stream holds. The library compares its checksum, but takes a stream that was cut off for a whole one: that is told from a
/// whole one here, by its having asked for bytes behind the last.
/// </summary>
internal sealed class InflatedFeed : ByteFeed, IDisposable
{
    private const int BufferSize = 128 * 1024;

    // What a step has inflated is not counted if it then comes upon an error, and one that has little room is slow.
    private const int LeastStep = 64 * 1024;

    // What the buffer holds where nothing was inflated to. No text has it.
    private const byte Untouched = 0xff;

    // The library copies in registers, up to 64 bytes wide: behind what it has inflated some bytes are overwritten.
    private const int Overwritten = 512;

    private readonly ByteFeed stored;
    private readonly long begin;
    private readonly bool endIsKnown;
    private readonly StoredStream input;
    private readonly ZLibStream zlib;
    private readonly byte[] buffer;
    private int start, end;
    private int touched;
    private bool ended;
    private long position;
    private DamagedDataException? failure;

    /// <param name="stored">The stream, which ends where <paramref name="stored"/> ends.</param>
    /// <param name="endIsKnown">False if other bytes follow it, none of which is taken. That is slow.</param>
    public InflatedFeed(ByteFeed stored, bool endIsKnown = true)
    {
        this.stored = stored;
        this.endIsKnown = endIsKnown;
        begin = stored.Position;
        input = new(stored, oneByOne: !endIsKnown);
        zlib = new(input, CompressionMode.Decompress, leaveOpen: true);
        buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        touched = BufferSize;
    }

    public override long Position => position;

    public override string Where => string.Create(CultureInfo.InvariantCulture, $" in what the block at byte {begin:N0} holds decompressed");

    public override ValueTask<ReadOnlyMemory<byte>> PeekAsync(CancellationToken cancellationToken) =>
        start < end ? new(buffer.AsMemory(start, end - start)) : InflateAsync(cancellationToken);

    public override void Advance(int count)
    {
        start += count;
        position += count;
    }

    public void Dispose()
    {
        zlib.Dispose();
        input.Dispose();
        ArrayPool<byte>.Shared.Return(buffer);
    }

    private async ValueTask<ReadOnlyMemory<byte>> InflateAsync(CancellationToken cancellationToken)
    {
        buffer.AsSpan(0, touched).Fill(Untouched);
        (start, end, touched) = (0, 0, BufferSize);
        while (!ended && failure is null && end + LeastStep <= BufferSize)
        {
            try
            {
                var read = await zlib.ReadAsync(buffer.AsMemory(end, BufferSize - end), cancellationToken);
                end += read;
                ended = read == 0;
                if (ended) failure = await FailureAtEndAsync(cancellationToken);
            }
            // The latter: a stream that needs a dictionary. What is below comes with exceptions of its own.
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                end += Inflated(buffer.AsSpan(end, BufferSize - end));
                failure = input.HasEnded ? Cut() : new(stored.Position, string.Create(CultureInfo.InvariantCulture, $"the zlib stream of the block at byte {begin:N0} before here"), "bytes that cannot be decompressed", e);
            }
        }

        touched = Math.Min(end + Overwritten, BufferSize);
        return end > 0 ? buffer.AsMemory(0, end) : failure is null ? default : throw failure;
    }

    private async ValueTask<DamagedDataException?> FailureAtEndAsync(CancellationToken cancellationToken) =>
        input.HasEnded ? Cut()
        : endIsKnown && !(await stored.PeekAsync(cancellationToken)).IsEmpty ? new(stored.Position, "the end of a block behind its zlib stream", "more bytes")
        : null;

    private DamagedDataException Cut() => new(stored.Position, "the rest of a zlib stream and its checksum");

    // How much of it a step that ended in an error has certainly inflated: it has been written to, and so has what follows it.
    private static int Inflated(ReadOnlySpan<byte> part) => Math.Max(0, part.LastIndexOfAnyExcept(Untouched) + 1 - Overwritten);

    /// <summary>
    /// The compressed bytes for the library. It takes the last four of each piece, among them the checksum, one by one, each when it asks for
    /// more: so it has given all it can before it sees the checksum, and of bytes behind the stream one at least is left in the feed.
    /// </summary>
    private sealed class StoredStream(ByteFeed stored, bool oneByOne) : Stream
    {
        private const int Checksum = 4;

        public bool HasEnded { get; private set; }

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
            if (buffer.IsEmpty) return 0;
            var piece = await stored.PeekAsync(cancellationToken);
            HasEnded = piece.IsEmpty;
            if (piece.IsEmpty) return 0;
            var count = oneByOne ? 1 : Math.Clamp(piece.Length - Checksum, 1, buffer.Length);
            piece[..count].CopyTo(buffer);
            stored.Advance(count);
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
