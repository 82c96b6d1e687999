using System.Buffers.Binary;

namespace Spydra.Emulator.Jobs.Streaming.Sorting;

/// <summary>
/// The order of keys. Keys are compared by a number first, made of their first bytes, and by all their bytes only where that number does not
/// tell them apart.
/// </summary>
internal class KeyOrder
{
    private const int PrefixBytes = 7;

    /// <summary>Hadoop's order of Text: unsigned bytes, and what another key begins with comes before it.</summary>
    public static KeyOrder Bytes { get; } = new();

    /// <summary>
    /// Seven bytes of the key and its length up to eight. Where both are equal and the key is shorter than eight bytes, the keys are
    /// equal.
    /// </summary>
    public virtual ulong Prefix(ReadOnlySpan<byte> key)
    {
        if (key.Length >= 8) return BinaryPrimitives.ReadUInt64BigEndian(key) & ~0xFFUL | 8;
        ulong prefix = 0;
        foreach (var b in key) prefix = prefix << 8 | b;
        return prefix << 8 * (PrefixBytes - key.Length) << 8 | (uint)key.Length;
    }

    /// <summary>Whether two keys with this prefix are equal for sure.</summary>
    public virtual bool IsWholeKey(ulong prefix) => (byte)prefix <= PrefixBytes;

    public virtual int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceCompareTo(right);
}
