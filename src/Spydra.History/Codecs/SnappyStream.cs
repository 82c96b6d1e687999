using System.Buffers.Binary;

namespace Spydra.History.Codecs;

/// <summary>
/// Snappy as the SnappyOutputStream of snappy-java frames it: a head of 16 bytes, then blocks, each after its stored length (four bytes,
/// big-endian). There is no end mark; another stream with its own head may follow.
/// </summary>
internal sealed class SnappyStream(Stream stored) : BlockStream(stored)
{
    private const int HeadLength = 16;
    // Spark writes 32 KiB (spark.io.compression.snappy.blockSize). This leaves room for every size that makes sense, and bounds what a length can claim.
    private const int MostDecoded = 32 * 1024 * 1024;
    private const int MostStored = MostDecoded + (MostDecoded / 6) + 32;

    private byte[] decoded = [];
    private bool begun;

    private static ReadOnlySpan<byte> Magic => [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0];

    protected override async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        if (await Stored.EndsAsync(cancellationToken)) return null;
        var at = Stored.Position;
        if (!begun)
        {
            CheckHead((await Stored.TakeAsync(HeadLength, "the head of a stream of Snappy, 16 bytes", cancellationToken)).Span, at);
            begun = true;
            return ReadOnlyMemory<byte>.Empty;
        }

        var first = (await Stored.TakeAsync(4, "the length of a block of Snappy, 4 bytes", cancellationToken)).Span.ToArray();
        if (first.AsSpan().SequenceEqual(Magic[..4]))
        {
            var rest = await Stored.TakeAsync(HeadLength - 4, "the head of a stream of Snappy, 16 bytes", cancellationToken);
            CheckHead([.. first, .. rest.Span], at);
            return ReadOnlyMemory<byte>.Empty;
        }
        var length = BinaryPrimitives.ReadInt32BigEndian(first);
        if (length is < 0 or > MostStored) throw new DamagedDataException(at, $"the length of a block of Snappy, at most {MostStored}", $"{length}");
        if (length == 0) return ReadOnlyMemory<byte>.Empty;
        return Decode((await Stored.TakeAsync(length, $"a block of Snappy of {length} bytes", cancellationToken)).Span, at + 4);
    }

    private static void CheckHead(ReadOnlySpan<byte> head, long at)
    {
        if (!head.StartsWith(Magic)) throw new DamagedDataException(at, "the head of snappy-java (82 53 4e 41 50 50 59 00)", $"bytes {Convert.ToHexStringLower(head[..8])}");
        // Which version of the format a reader must know at least; there has been one.
        var needed = BinaryPrimitives.ReadInt32BigEndian(head[12..]);
        if (needed != 1) throw new DamagedDataException(at + 12, "the format 1", $"{needed}");
    }

    // https://github.com/google/snappy/blob/main/format_description.txt
    private ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> block, long at)
    {
        var read = 0;
        var length = DecodedLength(block, ref read, at);
        // Three bytes make at most 64.
        if (length > MostDecoded || length > 22L * block.Length) throw new DamagedDataException(at, $"a decoded length that {block.Length} bytes can hold, at most {MostDecoded}", $"{length}");
        decoded = AtLeast(decoded, (int)length);
        var output = decoded.AsSpan(0, (int)length);
        var written = 0;
        while (read < block.Length)
        {
            var tag = block[read++];
            var isLiteral = (tag & 3) == 0;
            var extra = (tag & 3) switch { 0 => tag < 240 ? 0 : (tag >> 2) - 59, 1 => 1, 2 => 2, _ => 4 };
            if (block.Length - read < extra) throw new DamagedDataException(at + read, "the rest of a length or distance", "the end of the block");
            uint value = 0;
            for (var i = 0; i < extra; i++) value |= (uint)block[read++] << (8 * i);

            var count = isLiteral ? (tag < 240 ? tag >> 2 : (long)value) + 1 : (tag & 3) == 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
            if (count > output.Length - written) throw new DamagedDataException(at + read, $"at most {output.Length - written} bytes more", $"{count}");
            if (isLiteral)
            {
                if (count > block.Length - read) throw new DamagedDataException(at + read, $"{count} bytes of text", "the end of the block");
                block.Slice(read, (int)count).CopyTo(output[written..]);
                read += (int)count;
            }
            else
            {
                var distance = (tag & 3) == 1 ? ((uint)(tag & 0xE0) << 3) | value : value;
                if (distance == 0 || distance > written) throw new DamagedDataException(at + read, $"a distance of 1 to {written}", $"{distance}");
                Matches.Copy(output, written, (int)distance, (int)count);
            }
            written += (int)count;
        }
        return written == output.Length ? decoded.AsMemory(0, written) : throw new DamagedDataException(at, $"a block that decodes to {length} bytes", $"one of {written}");
    }

    private static uint DecodedLength(ReadOnlySpan<byte> block, ref int read, long at)
    {
        ulong length = 0;
        for (var shift = 0; shift < 35 && read < block.Length; shift += 7)
        {
            var part = block[read++];
            length |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80 && length <= uint.MaxValue) return (uint)length;
        }
        throw new DamagedDataException(at, "a decoded length of one to five bytes", "none");
    }
}
