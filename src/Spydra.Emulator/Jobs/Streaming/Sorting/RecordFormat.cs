namespace Spydra.Emulator.Jobs.Streaming.Sorting;

/// <summary>A record in memory and on disk: the lengths of key and value, seven bits a byte with the lowest first, and then both.</summary>
internal static class RecordFormat
{
    /// <summary>The most that the two lengths take.</summary>
    public const int LongestHeader = 10;

    public static int SizeOf(int keyLength, int valueLength) => LengthOf(keyLength) + LengthOf(valueLength) + keyLength + valueLength;

    public static void Write(Span<byte> target, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var at = WriteNumber(target, 0, key.Length);
        at = WriteNumber(target, at, value.Length);
        key.CopyTo(target[at..]);
        value.CopyTo(target[(at + key.Length)..]);
    }

    /// <summary>Reads the header; the key begins at <paramref name="start"/>.</summary>
    public static void Read(ReadOnlySpan<byte> source, out int start, out int keyLength, out int valueLength)
    {
        if ((source[0] | source[1]) < 0x80)
        {
            keyLength = source[0];
            valueLength = source[1];
            start = 2;
            return;
        }

        start = 0;
        keyLength = ReadNumber(source, ref start);
        valueLength = ReadNumber(source, ref start);
    }

    /// <summary>The size of a record in Hadoop's map output, where key and value are Text: what the counter of bytes counts.</summary>
    public static int HadoopSize(int keyLength, int valueLength) => HadoopText(keyLength) + HadoopText(valueLength);

    private static int HadoopText(int length)
    {
        if (length <= 127) return 1 + length;
        return 1 + (length <= 0xFF ? 1 : length <= 0xFFFF ? 2 : length <= 0xFFFFFF ? 3 : 4) + length;
    }

    private static int LengthOf(int number)
    {
        var length = 1;
        for (; number >= 0x80; number >>= 7) length++;
        return length;
    }

    private static int WriteNumber(Span<byte> target, int at, int number)
    {
        for (; number >= 0x80; number >>= 7) target[at++] = (byte)(number | 0x80);
        target[at++] = (byte)number;
        return at;
    }

    private static int ReadNumber(ReadOnlySpan<byte> source, ref int at)
    {
        var number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = source[at++];
            number |= (b & 0x7F) << shift;
            if (b < 0x80) return number;
        }
    }
}
