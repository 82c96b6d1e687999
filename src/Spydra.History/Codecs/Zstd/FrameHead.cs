using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Spydra.History.Codecs.Zstd;

/// <summary>The head of a frame (RFC 8878, 3.1.1.1).</summary>
/// <param name="Window">How far back matches may reach.</param>
/// <param name="ContentSize">What it decodes to, if it says so.</param>
/// <param name="HasChecksum">Whether a checksum follows the last block.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FrameHead(int Window, ulong? ContentSize, bool HasChecksum)
{
    /// <summary>
    /// The largest window that is accepted. It is what zstd itself takes without being told to (ZSTD_WINDOWLOG_LIMIT_DEFAULT, 27), and so all that Spark
    /// can read; it writes at most 8 MiB with the levels up to 19.
    /// </summary>
    public const int MostWindow = 128 * 1024 * 1024;

    private const string Expected = "the head of a frame of zstd";

    public static async ValueTask<FrameHead> ReadAsync(StoredBytes stored, CancellationToken cancellationToken)
    {
        var at = stored.Position;
        var descriptor = (await stored.TakeAsync(1, Expected, cancellationToken)).Span[0];
        var isSingle = (descriptor & 0x20) != 0;
        var dictionaryBytes = (descriptor & 3) switch { 3 => 4, var n => n };
        var sizeBytes = (descriptor >> 6) switch { 0 => isSingle ? 1 : 0, var n => 1 << n };
        if ((descriptor & 8) != 0) throw new DamagedDataException(at, "a frame whose reserved bit is 0", $"the descriptor {descriptor:x2}");

        var rest = await stored.TakeAsync((isSingle ? 0 : 1) + dictionaryBytes + sizeBytes, Expected, cancellationToken);
        return Parse(rest.Span, at + 1, isSingle, dictionaryBytes, sizeBytes, (descriptor & 4) != 0);
    }

    private static FrameHead Parse(ReadOnlySpan<byte> rest, long at, bool isSingle, int dictionaryBytes, int sizeBytes, bool hasChecksum)
    {
        Span<byte> number = stackalloc byte[8];
        ulong window = 0;
        if (!isSingle)
        {
            window = 1UL << (10 + (rest[0] >> 3));
            window += window / 8 * (ulong)(rest[0] & 7);
            rest = rest[1..];
        }
        rest[..dictionaryBytes].CopyTo(number);
        var dictionary = BinaryPrimitives.ReadUInt64LittleEndian(number);
        if (dictionary != 0) throw new DamagedDataException(at, "a frame that needs no dictionary", $"the dictionary {dictionary}, and no dictionaries are supported");
        rest[dictionaryBytes..].CopyTo(number);
        ulong? size = sizeBytes == 0 ? null : BinaryPrimitives.ReadUInt64LittleEndian(number) + (sizeBytes == 2 ? 256UL : 0);
        if (isSingle) window = size!.Value;
        return window <= MostWindow
            ? new((int)window, size, hasChecksum)
            : throw new DamagedDataException(at, $"a window of at most {MostWindow} bytes", $"{window}");
    }
}
