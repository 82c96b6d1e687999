using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Spydra.History.Codecs;

/// <summary>
/// LZ4 as the LZ4BlockOutputStream of lz4-java frames it, which is not the format of the <c>lz4</c> tool: "LZ4Block", a token (method, size
/// class), stored length, decoded length, checksum (all little-endian), then the block. A block of no bytes ends a stream; another stream may follow.
/// </summary>
internal sealed class Lz4Stream(Stream stored) : BlockStream(stored)
{
    private const int HeaderLength = 21;
    private const int RawMethod = 0x10;
    private const int Lz4Method = 0x20;
    // The size class is four bits, from 1 KiB: this many bytes are the most that lz4-java itself can write or read in a block.
    private const int SmallestLog = 10;
    private const uint ChecksumSeed = 0x9747B28C;
    // lz4-java keeps 28 bits of the hash, because it passes through the interface of java.util.zip.Checksum.
    private const uint ChecksumMask = 0x0FFFFFFF;

    private byte[] decoded = [];
    private bool open;

    protected override async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        if (await Stored.EndsAsync(cancellationToken))
            return open ? throw new DamagedDataException(Stored.Position, "another block of LZ4, or the one that ends the stream") : null;

        var at = Stored.Position;
        var header = Header.Parse((await Stored.TakeAsync(HeaderLength, "the head of a block of LZ4, 21 bytes", cancellationToken)).Span, at);
        open = header.Length > 0;
        if (!open) return ReadOnlyMemory<byte>.Empty;

        var block = await Stored.TakeAsync(header.StoredLength, $"a block of LZ4 of {header.StoredLength} bytes", cancellationToken);
        var text = block;
        if (header.Method == Lz4Method)
        {
            // A stored byte stands for at most 255: what is claimed beyond that is not worth its memory.
            if (header.Length > 255L * header.StoredLength)
                throw new DamagedDataException(at + 13, $"a decoded length that {header.StoredLength} bytes can hold", $"{header.Length}");
            decoded = AtLeast(decoded, header.Length);
            Decode(block.Span, decoded.AsSpan(0, header.Length), at + HeaderLength);
            text = decoded.AsMemory(0, header.Length);
        }
        var checksum = XxHash32.Of(text.Span, ChecksumSeed) & ChecksumMask;
        return checksum == header.Checksum
            ? text
            : throw new DamagedDataException(at + 17, $"the checksum {checksum:x8} of the block that follows", $"{header.Checksum:x8}");
    }

    // https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
    private static void Decode(ReadOnlySpan<byte> block, Span<byte> output, long at)
    {
        int read = 0, written = 0;
        while (read < block.Length)
        {
            var token = block[read++];
            var literals = LengthOf(block, ref read, token >> 4, at);
            if (literals > block.Length - read || literals > output.Length - written)
                throw new DamagedDataException(at + read, "no more literals than the block and its text have", $"{literals}");
            block.Slice(read, literals).CopyTo(output[written..]);
            read += literals;
            written += literals;
            if (read == block.Length) break;

            if (block.Length - read < 2) throw new DamagedDataException(at + read, "a distance of two bytes", "the end of the block");
            var distance = BinaryPrimitives.ReadUInt16LittleEndian(block[read..]);
            if (distance == 0 || distance > written) throw new DamagedDataException(at + read, $"a distance of 1 to {written}", $"{distance}");
            read += 2;
            var match = LengthOf(block, ref read, token & 15, at) + 4;
            if (match > output.Length - written) throw new DamagedDataException(at + read, $"a match of at most {output.Length - written} bytes", $"{match}");
            Matches.Copy(output, written, distance, match);
            written += match;
        }
        if (written != output.Length) throw new DamagedDataException(at, $"a block that decodes to {output.Length} bytes", $"one of {written}");
    }

    private static int LengthOf(ReadOnlySpan<byte> block, ref int read, int nibble, long at)
    {
        if (nibble < 15) return nibble;
        // 32 MiB of 255 make more than an int holds.
        long length = nibble;
        byte more;
        do
        {
            if (read == block.Length) throw new DamagedDataException(at + read, "the rest of a length", "the end of the block");
            more = block[read++];
            length += more;
        }
        while (more == 255);
        return (int)Math.Min(length, int.MaxValue / 2);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Header(int Method, int StoredLength, int Length, uint Checksum)
    {
        public static Header Parse(ReadOnlySpan<byte> head, long at)
        {
            if (!head.StartsWith("LZ4Block"u8)) throw new DamagedDataException(at, "'LZ4Block'", $"bytes {Convert.ToHexStringLower(head[..8])}");
            var method = head[8] & 0xF0;
            var most = 1 << (SmallestLog + (head[8] & 0x0F));
            var stored = BinaryPrimitives.ReadInt32LittleEndian(head[9..]);
            var length = BinaryPrimitives.ReadInt32LittleEndian(head[13..]);
            if (method is not (RawMethod or Lz4Method)) throw new DamagedDataException(at + 8, "the method 1 (stored) or 2 (LZ4)", $"{method >> 4}");
            if (length < 0 || length > most) throw new DamagedDataException(at + 13, $"a decoded length of at most {most}", $"{length}");
            // What does not shrink is stored: a block is never longer than its text.
            if (stored < 0 || stored > length || (stored == 0 && length > 0) || (method == RawMethod && stored != length))
                throw new DamagedDataException(at + 9, $"a stored length that goes with {length} decoded bytes", $"{stored}");
            return new(method, stored, length, BinaryPrimitives.ReadUInt32LittleEndian(head[17..]));
        }
    }
}
