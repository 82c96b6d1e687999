using System.Buffers.Binary;

namespace Spydra.Emulator.Jobs.Archive.Logs;

/// <summary>Java's own form of text: two bytes of length, then UTF-8 in which NUL takes two bytes and each half of a surrogate pair three.</summary>
internal static class ModifiedUtf8
{
    /// <exception cref="ArgumentException">The text takes more than 65,535 bytes.</exception>
    public static byte[] Of(string text)
    {
        var length = text.Sum(Size);
        if (length > ushort.MaxValue) throw new ArgumentException($"A text of {length} bytes is too long for Java's writeUTF.", nameof(text));
        var bytes = new byte[2 + length];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)length);
        var at = 2;
        foreach (var unit in text)
        {
            switch (Size(unit))
            {
                case 1:
                    bytes[at++] = (byte)unit;
                    break;
                case 2:
                    bytes[at++] = (byte)(0xc0 | (unit >> 6));
                    bytes[at++] = (byte)(0x80 | (unit & 0x3f));
                    break;
                default:
                    bytes[at++] = (byte)(0xe0 | (unit >> 12));
                    bytes[at++] = (byte)(0x80 | ((unit >> 6) & 0x3f));
                    bytes[at++] = (byte)(0x80 | (unit & 0x3f));
                    break;
            }
        }

        return bytes;
    }

    private static int Size(char unit) => unit is > '\0' and < '\x80' ? 1 : unit < '\x800' ? 2 : 3;
}
