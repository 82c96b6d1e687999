using System.Buffers.Binary;

namespace Spydra.History.Codecs.Zstd;

/// <summary>
/// Zstandard, RFC 8878: frames one after the other, with or without size and checksum, and skippable ones. Spark writes one frame whose blocks end
/// at its flushes. Dictionaries, and windows of more than <see cref="FrameHead.MostWindow"/>, are refused.
/// </summary>
internal sealed class ZstdStream : BlockStream
{
    /// <summary>The most bytes that a block decodes to.</summary>
    public const int MostOfBlock = 128 * 1024;

    private const uint Magic = 0xFD2FB528;
    private const uint Skippable = 0x184D2A50;

    private readonly Window window = new();
    private readonly Literals literals = new();
    private readonly Sequences sequences;
    private FrameHead? frame;
    private XxHash64? hash;
    private ulong written;
    private bool ending;

    public ZstdStream(Stream stored) : base(stored) => sequences = new(window);

    protected override async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        if (frame is not { } current)
        {
            if (await Stored.EndsAsync(cancellationToken)) return null;
            await BeginAsync(cancellationToken);
            return ReadOnlyMemory<byte>.Empty;
        }

        // What the frame says of all of it is looked at when all of it was given out.
        if (ending)
        {
            await EndAsync(current, cancellationToken);
            return ReadOnlyMemory<byte>.Empty;
        }
        var at = Stored.Position;
        var head = Number((await Stored.TakeAsync(3, "the head of a block of zstd, 3 bytes", cancellationToken)).Span);
        (ending, var kind, var size) = ((head & 1) != 0, (head >> 1) & 3, (int)(head >> 3));
        var most = Math.Min(current.Window, MostOfBlock);
        if (kind == 3) throw new DamagedDataException(at, "a block of the kind 0, 1 or 2", "3");
        if (size > most) throw new DamagedDataException(at, $"a block of at most {most} bytes", $"{size}");
        var block = await Stored.TakeAsync(kind == 1 ? 1 : size, $"a block of zstd of {size} bytes", cancellationToken);
        window.BeginBlock(most);
        switch (kind)
        {
            case 0: block.Span.CopyTo(window.Append(size)); break;
            case 1: window.Append(size).Fill(block.Span[0]); break;
            default: Decode(block.Span, at + 3, most); break;
        }

        written += (ulong)window.Block.Length;
        hash?.Append(window.Block.Span);
        if (written > current.ContentSize) throw new DamagedDataException(at, $"a frame that decodes to {current.ContentSize} bytes", "more");
        return window.Block;
    }

    private void Decode(ReadOnlySpan<byte> bytes, long at, int most)
    {
        var block = new BlockBytes(bytes, at);
        sequences.Execute(ref block, literals.Read(ref block, most));
    }

    private async ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        var at = Stored.Position;
        var magic = Number((await Stored.TakeAsync(4, "the first bytes of a frame of zstd", cancellationToken)).Span);
        if ((magic & 0xFFFFFFF0) == Skippable)
        {
            var length = Number((await Stored.TakeAsync(4, "the length of a skippable frame", cancellationToken)).Span);
            await Stored.SkipAsync(length, $"a skippable frame of {length} bytes", cancellationToken);
            return;
        }
        if (magic != Magic) throw new DamagedDataException(at, "a frame of zstd (28 b5 2f fd)", $"the bytes {magic:x8}, the last one first");
        var head = await FrameHead.ReadAsync(Stored, cancellationToken);
        window.Begin(head.Window);
        literals.Reset();
        sequences.Reset();
        (frame, written, hash) = (head, 0, head.HasChecksum ? new() : null);
    }

    private async ValueTask EndAsync(FrameHead current, CancellationToken cancellationToken)
    {
        (frame, ending) = (null, false);
        if (current.ContentSize is { } size && size != written)
            throw new DamagedDataException(Stored.Position, $"a frame that decodes to {size} bytes", $"one of {written}");
        if (hash is null) return;
        var at = Stored.Position;
        var stored = Number((await Stored.TakeAsync(4, "the checksum of a frame of zstd, 4 bytes", cancellationToken)).Span);
        if (stored != (uint)hash.Value) throw new DamagedDataException(at, $"the checksum {(uint)hash.Value:x8} of the frame before", $"{stored:x8}");
    }

    private static uint Number(ReadOnlySpan<byte> bytes)
    {
        Span<byte> four = stackalloc byte[4];
        bytes.CopyTo(four);
        return BinaryPrimitives.ReadUInt32LittleEndian(four);
    }
}
