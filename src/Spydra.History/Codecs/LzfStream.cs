using System.Buffers.Binary;

namespace Spydra.History.Codecs;

/// <summary>LZF as compress-lzf frames it: chunks of "ZV", a type (0 stored, 1 LZF), the stored length and, of LZF, the decoded length, each two bytes, big-endian. There is no end mark.</summary>
internal sealed class LzfStream(Stream stored) : BlockStream(stored)
{
    private readonly byte[] decoded = new byte[ushort.MaxValue];

    protected override async ValueTask<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        if (await Stored.EndsAsync(cancellationToken)) return null;
        var at = Stored.Position;
        var (compressed, length) = Head((await Stored.TakeAsync(5, "the head of a chunk of LZF, 5 bytes", cancellationToken)).Span, at);
        if (!compressed) return await Stored.TakeAsync(length, $"a chunk of {length} bytes", cancellationToken);

        var decodedLength = BinaryPrimitives.ReadUInt16BigEndian((await Stored.TakeAsync(2, "the decoded length of a chunk of LZF, 2 bytes", cancellationToken)).Span);
        var chunk = await Stored.TakeAsync(length, $"a chunk of LZF of {length} bytes", cancellationToken);
        Decode(chunk.Span, decoded.AsSpan(0, decodedLength), at + 7);
        return decoded.AsMemory(0, decodedLength);
    }

    private static (bool Compressed, int Length) Head(ReadOnlySpan<byte> head, long at)
    {
        if (!head.StartsWith("ZV"u8)) throw new DamagedDataException(at, "'ZV', which begins a chunk of LZF", $"bytes {Convert.ToHexStringLower(head[..2])}");
        return head[2] <= 1
            ? (head[2] == 1, BinaryPrimitives.ReadUInt16BigEndian(head[3..]))
            : throw new DamagedDataException(at + 2, "the type 0 (stored) or 1 (LZF)", $"{head[2]}");
    }

    // http://oldhome.schmorp.de/marc/liblzf.html, as https://github.com/ning/compress/wiki/LZFFormat describes it.
    private static void Decode(ReadOnlySpan<byte> chunk, Span<byte> output, long at)
    {
        int read = 0, written = 0;
        while (read < chunk.Length)
        {
            var control = chunk[read++];
            if (control < 32)
            {
                var count = control + 1;
                if (count > chunk.Length - read || count > output.Length - written)
                    throw new DamagedDataException(at + read, "no more literals than the chunk and its text have", $"{count}");
                chunk.Slice(read, count).CopyTo(output[written..]);
                read += count;
                written += count;
                continue;
            }
            var length = control >> 5;
            if (chunk.Length - read < (length == 7 ? 2 : 1)) throw new DamagedDataException(at + read, "the rest of a match", "the end of the chunk");
            if (length == 7) length += chunk[read++];
            length += 2;
            var distance = (((control & 31) << 8) | chunk[read++]) + 1;
            if (distance > written) throw new DamagedDataException(at + read - 1, $"a distance of 1 to {written}", $"{distance}");
            if (length > output.Length - written) throw new DamagedDataException(at + read - 1, $"a match of at most {output.Length - written} bytes", $"{length}");
            Matches.Copy(output, written, distance, length);
            written += length;
        }
        if (written != output.Length) throw new DamagedDataException(at, $"a chunk that decodes to {output.Length} bytes", $"one of {written}");
    }
}
