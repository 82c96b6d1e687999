using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Spydra.Emulator.Jobs.Archive.Logs;

/// <summary>Writes numbers and strings as a TFile holds them: the smaller the number, the fewer bytes, and the first byte says how many.</summary>
internal static class TFileNumber
{
    // For one, two and three bytes after the first: what is taken from the number's top, and the range that then fits.
    private static readonly (int Bytes, int Offset, int Least, int Most)[] Short = [(1, 52, -20, 19), (2, 88, -16, 15), (3, 112, -8, 7)];

    private const int LongOffset = 129;

    public static void Write(Stream target, long value)
    {
        if (value is >= -32 and <= 127)
        {
            target.WriteByte((byte)value);
            return;
        }

        Span<byte> bytes = stackalloc byte[9];
        BinaryPrimitives.WriteInt64BigEndian(bytes[1..], value);
        foreach (var (count, offset, least, most) in Short)
        {
            var top = value >> (8 * count);
            if (top < least || top > most) continue;
            target.WriteByte((byte)(top - offset));
            target.Write(bytes[^count..]);
            return;
        }

        // One bit more than the number's own, for the sign.
        var bits = 65 - BitOperations.LeadingZeroCount((ulong)(value < 0 ? ~value : value));
        var length = Math.Max(4, (bits + 7) / 8);
        target.WriteByte((byte)(length - LongOffset));
        target.Write(bytes[^length..]);
    }

    public static void Write(Stream target, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Write(target, bytes.Length);
        target.Write(bytes);
    }
}
