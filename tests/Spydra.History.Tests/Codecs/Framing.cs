using System.Buffers.Binary;

namespace Spydra.History.Codecs;

/// <summary>Small writers of the codecs, for round trips: greedy matches, framed as the Java libraries frame them.</summary>
internal static class Framing
{
    public static byte[] Write(string codec, ReadOnlySpan<byte> text, int block = 32 * 1024) => codec switch
    {
        "lz4" => Lz4(text, block),
        "snappy" => Snappy(text, block),
        "lzf" => Lzf(text, Math.Min(block, 65535)),
        _ => Zstd(text, block),
    };

    private static byte[] Lz4(ReadOnlySpan<byte> text, int size)
    {
        List<byte> file = [];
        for (; ; text = text[Math.Min(size, text.Length)..])
        {
            var part = text[..Math.Min(size, text.Length)];
            var block = Lz4Block(part);
            var isStored = block.Length >= part.Length;
            file.AddRange("LZ4Block"u8);
            file.Add((byte)((isStored ? 0x10 : 0x20) | 6));
            file.AddRange(Little(isStored ? part.Length : block.Length));
            file.AddRange(Little(part.Length));
            file.AddRange(Little((int)(part.Length == 0 ? 0 : XxHash32.Of(part, 0x9747B28C) & 0x0FFFFFFF)));
            file.AddRange(isStored ? part : block);
            if (part.Length == 0) return [.. file];
        }
    }

    private static byte[] Lz4Block(ReadOnlySpan<byte> text)
    {
        List<byte> block = [];
        var at = 0;
        foreach (var (literals, distance, length) in Matches(text, 65535, int.MaxValue))
        {
            block.Add((byte)((Math.Min(literals, 15) << 4) | (length == 0 ? 0 : Math.Min(length - 4, 15))));
            if (literals >= 15) More(block, literals - 15);
            block.AddRange(text.Slice(at, literals));
            at += literals + length;
            if (length == 0) break;
            block.AddRange([(byte)distance, (byte)(distance >> 8)]);
            if (length - 4 >= 15) More(block, length - 19);
        }
        return [.. block];
    }

    private static void More(List<byte> block, int length)
    {
        for (; length >= 255; length -= 255) block.Add(255);
        block.Add((byte)length);
    }

    private static byte[] Snappy(ReadOnlySpan<byte> text, int size)
    {
        List<byte> file = [0x82, .. "SNAPPY"u8, 0, 0, 0, 0, 1, 0, 0, 0, 1];
        for (; text.Length > 0; text = text[Math.Min(size, text.Length)..])
        {
            var block = SnappyBlock(text[..Math.Min(size, text.Length)]);
            file.AddRange(Big(block.Length));
            file.AddRange(block);
        }
        return [.. file];
    }

    private static byte[] SnappyBlock(ReadOnlySpan<byte> text)
    {
        List<byte> block = [];
        var left = text.Length;
        for (; left >= 0x80; left >>= 7) block.Add((byte)(left | 0x80));
        block.Add((byte)left);
        var at = 0;
        foreach (var (literals, distance, length) in Matches(text, 65535, 64))
        {
            if (literals is > 0 and <= 60) block.Add((byte)((literals - 1) << 2));
            else if (literals > 0) block.AddRange([61 << 2, (byte)(literals - 1), (byte)((literals - 1) >> 8)]);
            block.AddRange(text.Slice(at, literals));
            at += literals + length;
            if (length is >= 4 and <= 11 && distance < 2048) block.AddRange([(byte)(((distance >> 8) << 5) | ((length - 4) << 2) | 1), (byte)distance]);
            else if (length > 0) block.AddRange([(byte)(((length - 1) << 2) | 2), (byte)distance, (byte)(distance >> 8)]);
        }
        return [.. block];
    }

    private static byte[] Lzf(ReadOnlySpan<byte> text, int size)
    {
        List<byte> file = [];
        for (; text.Length > 0; text = text[Math.Min(size, text.Length)..])
        {
            var part = text[..Math.Min(size, text.Length)];
            var chunk = LzfChunk(part);
            var isStored = chunk.Length >= part.Length;
            file.AddRange([(byte)'Z', (byte)'V', (byte)(isStored ? 0 : 1)]);
            file.AddRange(Big(isStored ? part.Length : chunk.Length)[2..]);
            if (!isStored) file.AddRange(Big(part.Length)[2..]);
            file.AddRange(isStored ? part : chunk);
        }
        return [.. file];
    }

    private static byte[] LzfChunk(ReadOnlySpan<byte> text)
    {
        List<byte> chunk = [];
        var at = 0;
        foreach (var (literals, distance, length) in Matches(text, 8192, 264))
        {
            for (var end = at + literals; at < end; at += 32)
            {
                var run = Math.Min(32, end - at);
                chunk.Add((byte)(run - 1));
                chunk.AddRange(text.Slice(at, run));
                if (run < 32) at = end - 32;
            }
            if (length == 0) break;
            var far = distance - 1;
            if (length - 2 < 7) chunk.AddRange([(byte)(((length - 2) << 5) | (far >> 8)), (byte)far]);
            else chunk.AddRange([(byte)((7 << 5) | (far >> 8)), (byte)(length - 9), (byte)far]);
            at += length;
        }
        return [.. chunk];
    }

    /// <summary>Stored and repeated blocks only, with a checksum: what compresses is for the real tool's files.</summary>
    private static byte[] Zstd(ReadOnlySpan<byte> text, int size)
    {
        List<byte> file = [0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x38];
        var hash = new XxHash64();
        hash.Append(text);
        do
        {
            var part = text[..Math.Min(size, text.Length)];
            text = text[part.Length..];
            var isRun = part.Length > 0 && part.IndexOfAnyExcept(part[0]) < 0;
            file.AddRange(Little((part.Length << 3) | (isRun ? 2 : 0) | (text.IsEmpty ? 1 : 0))[..3]);
            file.AddRange(isRun ? part[..1] : part);
        }
        while (!text.IsEmpty);
        file.AddRange(Little((int)(uint)hash.Value));
        return [.. file];
    }

    // Runs of literals, each before a match; the last one has none (a length of 0).
    private static List<(int Literals, int Distance, int Length)> Matches(ReadOnlySpan<byte> text, int farthest, int longest)
    {
        List<(int, int, int)> found = [];
        Dictionary<uint, int> seen = [];
        var (literal, at) = (0, 0);
        while (at + 4 <= text.Length)
        {
            var key = BinaryPrimitives.ReadUInt32LittleEndian(text[at..]);
            if (seen.TryGetValue(key, out var before) && at - before <= farthest)
            {
                var length = 4;
                while (length < longest && at + length < text.Length && text[before + length] == text[at + length]) length++;
                found.Add((at - literal, at - before, length));
                at += length;
                literal = at;
            }
            else seen[key] = at++;
        }
        found.Add((text.Length - literal, 0, 0));
        return found;
    }

    private static byte[] Little(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Big(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
