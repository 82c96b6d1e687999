using System.Buffers.Binary;
using System.Globalization;

namespace Spydra.History.Logs;

/// <summary>Reads an index that lies in memory from front to end; every length is checked before it is used.</summary>
/// <param name="bytes">The index.</param>
/// <param name="origin">Where it begins in the file, for errors.</param>
/// <param name="where">What the bytes are counted in, if not in the file.</param>
internal struct ByteCursor(ReadOnlyMemory<byte> bytes, long origin, string where = "")
{
    private int at;

    public readonly long Position => origin + at;

    public readonly int Left => bytes.Length - at;

    public readonly byte Next(string expected) => Left > 0 ? bytes.Span[at] : throw Damaged(expected);

    public ReadOnlyMemory<byte> Take(long count, string expected)
    {
        if (count < 0) throw Damaged(expected, string.Create(CultureInfo.InvariantCulture, $"the length {count}"));
        if (count > Left) throw Damaged(expected, string.Create(CultureInfo.InvariantCulture, $"{Left:N0} bytes where {count:N0} were to be"));
        var taken = bytes.Slice(at, (int)count);
        at += (int)count;
        return taken;
    }

    /// <summary>So many bytes to be read by themselves.</summary>
    public ByteCursor Part(long count, string expected)
    {
        var begin = Position;
        return new(Take(count, expected), begin, where);
    }

    public byte U8(string expected) => Take(1, expected).Span[0];

    public int U16(string expected) => BinaryPrimitives.ReadUInt16BigEndian(Take(2, expected).Span);

    public int I32(string expected) => BinaryPrimitives.ReadInt32BigEndian(Take(4, expected).Span);

    public long I64(string expected) => BinaryPrimitives.ReadInt64BigEndian(Take(8, expected).Span);

    public long VLong(string expected)
    {
        var first = Next(expected);
        var size = Logs.VLong.SizeOf(first);
        return size == 0 ? throw Damaged(expected, Logs.VLong.NoNumber(first)) : Logs.VLong.Decode(Take(size, expected).Span);
    }

    /// <summary>A string of TFile: its length in bytes, and UTF-8; null is written as length -1.</summary>
    public string String(string expected)
    {
        var length = VLong(expected);
        return length == -1 ? "" : System.Text.Encoding.UTF8.GetString(Take(length, expected).Span);
    }

    public readonly DamagedDataException Damaged(string expected, string? found = null) => new(Position, expected + where, found);
}
