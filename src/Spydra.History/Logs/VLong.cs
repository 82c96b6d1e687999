using System.Globalization;

namespace Spydra.History.Logs;

/// <summary>The whole numbers of TFile, in one to nine bytes. They are not those of Hadoop's other formats.</summary>
internal static class VLong
{
    /// <summary>How many bytes a number has that begins with this one; 0 if none does.</summary>
    public static int SizeOf(byte first) => (sbyte)first switch
    {
        >= -32 => 1,
        >= -72 => 2,
        >= -104 => 3,
        >= -120 => 4,
        >= -125 => 1 + (sbyte)first + 129,
        _ => 0,
    };

    /// <summary>The number in exactly as many bytes as it has.</summary>
    public static long Decode(ReadOnlySpan<byte> bytes)
    {
        var first = (sbyte)bytes[0];
        return bytes.Length switch
        {
            1 => first,
            2 => Unsigned(first + 52, bytes[1..]),
            3 => Unsigned(first + 88, bytes[1..]),
            4 => Unsigned(first + 112, bytes[1..]),
            _ => Unsigned((sbyte)bytes[1], bytes[2..]),
        };
    }

    public static string NoNumber(byte first) => string.Create(CultureInfo.InvariantCulture, $"the byte {first:x2}, with which no number begins");

    private static long Unsigned(long high, ReadOnlySpan<byte> rest)
    {
        foreach (var each in rest) high = (high << 8) | each;
        return high;
    }
}
