using System.Buffers.Binary;
using System.Numerics;

namespace Spydra.Gcp.Storage;

/// <summary>The checksum of objects (Castagnoli's polynomial), computed piece by piece; by the processor itself where it can.</summary>
internal struct Crc32C
{
    private uint value;

    /// <summary>As a number.</summary>
    public readonly uint Value => value;

    /// <summary>As Cloud Storage writes it: four bytes, the highest first, in base64.</summary>
    public readonly string Text
    {
        get
        {
            Span<byte> bytes = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
            return Convert.ToBase64String(bytes);
        }
    }

    /// <summary>The checksum of a whole content, as Cloud Storage writes it.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = new Crc32C();
        checksum.Append(bytes);
        return checksum.Text;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var register = ~value;
        var whole = bytes.Length - bytes.Length % sizeof(ulong);
        for (var at = 0; at < whole; at += sizeof(ulong)) register = BitOperations.Crc32C(register, BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]));
        for (var at = whole; at < bytes.Length; at++) register = BitOperations.Crc32C(register, bytes[at]);
        value = ~register;
    }
}
