using System.Buffers.Binary;
using System.Numerics;

namespace Spydra.Emulator.Storage;

/// <summary>CRC32C (Castagnoli) over bytes that come piece by piece; the processor's own instruction where there is one.</summary>
internal struct Crc32C
{
    /// <summary>The checksum of all bytes so far.</summary>
    public uint Value { get; private set; }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var crc = ~Value;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var one in bytes) crc = BitOperations.Crc32C(crc, one);
        Value = ~crc;
    }

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = new Crc32C();
        crc.Append(bytes);
        return crc.Value;
    }
}
