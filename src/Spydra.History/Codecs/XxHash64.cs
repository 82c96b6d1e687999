using System.Buffers.Binary;
using System.Numerics;

namespace Spydra.History.Codecs;

/// <summary>The 64-bit checksum, seed 0, whose lower half ends a frame of zstd: https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md</summary>
internal sealed class XxHash64
{
    private const ulong P1 = 0x9E3779B185EBCA87, P2 = 0xC2B2AE3D27D4EB4F, P3 = 0x165667B19E3779F9, P4 = 0x85EBCA77C2B2AE63, P5 = 0x27D4EB2F165667C5;
    private const int Stripe = 32;

    private readonly byte[] rest = new byte[Stripe];
    private int held;
    private ulong length;
    private ulong a = unchecked(P1 + P2);
    private ulong b = P2;
    private ulong c;
    private ulong d = unchecked(0 - P1);

    /// <summary>The checksum of all that was appended.</summary>
    public ulong Value
    {
        get
        {
            var hash = length < Stripe ? P5 : Merged();
            hash += length;
            var data = rest.AsSpan(0, held);
            for (; data.Length >= 8; data = data[8..])
                hash = (BitOperations.RotateLeft(hash ^ Round(0, data), 27) * P1) + P4;
            if (data.Length >= 4)
            {
                hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(data) * P1), 23) * P2) + P3;
                data = data[4..];
            }
            foreach (var one in data)
                hash = BitOperations.RotateLeft(hash ^ (one * P5), 11) * P1;
            hash = (hash ^ (hash >> 33)) * P2;
            hash = (hash ^ (hash >> 29)) * P3;
            return hash ^ (hash >> 32);
        }
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        length += (ulong)data.Length;
        if (held > 0)
        {
            var part = Math.Min(Stripe - held, data.Length);
            data[..part].CopyTo(rest.AsSpan(held));
            held += part;
            data = data[part..];
            if (held < Stripe) return;
            Take(rest);
            held = 0;
        }
        for (; data.Length >= Stripe; data = data[Stripe..]) Take(data);
        data.CopyTo(rest);
        held = data.Length;
    }

    private void Take(ReadOnlySpan<byte> stripe)
    {
        a = Round(a, stripe);
        b = Round(b, stripe[8..]);
        c = Round(c, stripe[16..]);
        d = Round(d, stripe[24..]);
    }

    private ulong Merged()
    {
        var hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7) + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
        foreach (var lane in (ReadOnlySpan<ulong>)[a, b, c, d])
            hash = ((hash ^ (BitOperations.RotateLeft(lane * P2, 31) * P1)) * P1) + P4;
        return hash;
    }

    private static ulong Round(ulong lane, ReadOnlySpan<byte> data) =>
        BitOperations.RotateLeft(lane + (BinaryPrimitives.ReadUInt64LittleEndian(data) * P2), 31) * P1;
}
