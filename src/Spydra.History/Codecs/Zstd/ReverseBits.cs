using System.Buffers.Binary;
using System.Numerics;

namespace Spydra.History.Codecs.Zstd;

/// <summary>
/// A stream of bits that is read from its end: the highest bit set in the last byte marks where it begins (RFC 8878, 4.1.1). Before the first bit
/// it goes on with zeros, and <see cref="Left"/> becomes negative: a caller sees there that too much was read.
/// </summary>
internal ref struct ReverseBits
{
    private readonly ReadOnlySpan<byte> bytes;
    private readonly long at;

    public ReverseBits(ReadOnlySpan<byte> bytes, long at)
    {
        this.bytes = bytes;
        this.at = at;
        if (bytes.IsEmpty || bytes[^1] == 0) throw Damaged("a stream of bits that ends in a byte with the mark of its end");
        Left = ((bytes.Length - 1) * 8L) + BitOperations.Log2(bytes[^1]);
    }

    /// <summary>How many bits are left.</summary>
    public long Left { get; private set; }

    /// <summary>The next bits, at most 32, and goes past them.</summary>
    public uint Read(int count)
    {
        var value = Peek(count);
        Left -= count;
        return value;
    }

    public void Skip(int count) => Left -= count;

    public readonly uint Peek(int count)
    {
        var from = Left - count;
        if (from >= 0) return Extract(from, count);
        return Left <= 0 ? 0 : Extract(0, (int)Left) << (int)-from;
    }

    public readonly DamagedDataException Damaged(string expected) => new(at, expected, "another");

    private readonly uint Extract(long from, int count)
    {
        var first = (int)(from >> 3);
        ulong bits = 0;
        if (first + 8 <= bytes.Length) bits = BinaryPrimitives.ReadUInt64LittleEndian(bytes[first..]);
        else
            for (var i = bytes.Length - 1; i >= first; i--) bits = (bits << 8) | bytes[i];
        return (uint)((bits >> (int)(from & 7)) & ((1UL << count) - 1));
    }
}
