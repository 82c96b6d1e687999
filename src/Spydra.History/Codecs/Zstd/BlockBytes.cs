using System.Buffers.Binary;

namespace Spydra.History.Codecs.Zstd;

/// <summary>The bytes of a block, taken from the front, and where in the file they stand.</summary>
internal ref struct BlockBytes(ReadOnlySpan<byte> bytes, long at)
{
    private readonly ReadOnlySpan<byte> all = bytes;
    private int position;

    public readonly int Left => all.Length - position;

    public byte Byte(string expected) => Take(1, expected)[0];

    /// <summary>A little-endian number of up to four bytes.</summary>
    public uint Number(int bytes, string expected)
    {
        Span<byte> four = stackalloc byte[4];
        Take(bytes, expected).CopyTo(four);
        return BinaryPrimitives.ReadUInt32LittleEndian(four);
    }

    public ReadOnlySpan<byte> Take(int count, string expected)
    {
        if (count > Left) throw Damaged(expected, "the end of the block");
        position += count;
        return all.Slice(position - count, count);
    }

    /// <summary>The next bytes, as a part of their own; these here go on after them.</summary>
    public BlockBytes Part(int count, string expected)
    {
        var start = at + position;
        return new(Take(count, expected), start);
    }

    /// <summary>What is left, without taking it.</summary>
    public readonly ReadOnlySpan<byte> Peek() => all[position..];

    public readonly ReverseBits Bits() => new(all[position..], at + position);

    public readonly DamagedDataException Damaged(string expected, string found) => new(at + position, expected, found);
}
