using System.Globalization;

namespace Spydra.History.Logs;

/// <summary>The last bytes of a file, where its index lies: read at once, and further bytes before them only if the index begins earlier.</summary>
internal sealed class FileTail
{
    /// <summary>A file up to this size is read as a whole: one request instead of two.</summary>
    public const int SmallFile = 1024 * 1024;

    /// <summary>The longest index that is read. That of a node with 100,000 containers is shorter.</summary>
    public const int LongestIndex = 16 * 1024 * 1024;

    private const int FirstRead = 64 * 1024;

    private readonly Stream stream;
    private byte[] bytes;
    private long start;

    private FileTail(Stream stream, byte[] bytes, long start, long length) => (this.stream, this.bytes, this.start, Length) = (stream, bytes, start, length);

    /// <summary>Where the file ends, in bytes.</summary>
    public long Length { get; }

    /// <summary>The file, if all of it was read.</summary>
    public ReadOnlyMemory<byte>? Whole => start == 0 ? bytes : null;

    /// <param name="stream">The file.</param>
    /// <param name="length">Where it ends, which may be before its last byte.</param>
    /// <param name="smallFile">Up to which size it is read as a whole.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<FileTail> ReadAsync(Stream stream, long length, int smallFile, CancellationToken cancellationToken)
    {
        var from = length <= smallFile ? 0 : Math.Max(0, length - FirstRead);
        return new(stream, await BytesAsync(stream, from, (int)(length - from), cancellationToken), from, length);
    }

    /// <summary>The bytes from <paramref name="offset"/> to <paramref name="end"/>.</summary>
    /// <exception cref="DamagedDataException">They do not lie in the file, or are too many.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> SliceAsync(long offset, long end, string expected, CancellationToken cancellationToken)
    {
        if (offset < 0 || offset > end || end > Length)
            throw new DamagedDataException(Math.Clamp(end, 0, Length), expected, string.Create(CultureInfo.InvariantCulture, $"one from byte {offset:N0} to {end:N0} of a file of {Length:N0}"));
        if (end - offset > LongestIndex || start - offset > LongestIndex)
            throw new DamagedDataException(offset, string.Create(CultureInfo.InvariantCulture, $"{expected} of at most {LongestIndex:N0} bytes, at the end of the file"), string.Create(CultureInfo.InvariantCulture, $"one of {end - offset:N0}"));
        if (offset < start)
        {
            bytes = [.. await BytesAsync(stream, offset, (int)(start - offset), cancellationToken), .. bytes];
            start = offset;
        }

        return bytes.AsMemory((int)(offset - start), (int)(end - offset));
    }

    /// <summary>Some bytes of another place.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> HeadAsync(int count, CancellationToken cancellationToken)
    {
        var length = (int)Math.Min(count, Length);
        return start == 0 ? bytes.AsMemory(0, length) : await BytesAsync(stream, 0, length, cancellationToken);
    }

    private static async Task<byte[]> BytesAsync(Stream stream, long offset, int count, CancellationToken cancellationToken)
    {
        var read = new byte[count];
        if (stream.Position != offset) stream.Position = offset;
        var got = await stream.ReadAtLeastAsync(read, count, throwOnEndOfStream: false, cancellationToken);
        return got == count ? read : throw new DamagedDataException(offset + got, string.Create(CultureInfo.InvariantCulture, $"{count - got:N0} bytes more of the file"));
    }
}
