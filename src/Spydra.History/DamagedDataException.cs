using System.Globalization;

namespace Spydra.History;

/// <summary>
/// Bytes that are not what their format says: cut off, overwritten, or of another format. Everything before them was good, and was given out.
/// A reader knows the stream alone; whoever opened it adds which file it is (<see cref="In"/>).
/// </summary>
public sealed class DamagedDataException : SpydraException
{
    private readonly string? found;

    /// <param name="offset">The byte, from 0, where it does not go on. In compressed data: of the decompressed text or of the stored bytes, as <paramref name="expected"/> says.</param>
    /// <param name="expected">What had to be there: <c>a record of 3,464 bytes</c>.</param>
    /// <param name="found">What was there instead; null where the bytes ended.</param>
    /// <param name="inner">What a library said.</param>
    public DamagedDataException(long offset, string expected, string? found = null, Exception? inner = null)
        : this(null, offset, expected, found, inner)
    {
    }

    private DamagedDataException(string? file, long offset, string expected, string? found, Exception? inner)
        : base(Text(file, offset, expected, found),
            "What comes before it was read. Copy the file again if it is a copy; a file whose writer was cut off has no more than that.", inner)
    {
        (File, Offset, Expected, this.found) = (file, offset, expected, found);
    }

    /// <summary>The file, where it is known.</summary>
    public string? File { get; }

    /// <summary>The byte, from 0, where it does not go on.</summary>
    public long Offset { get; }

    /// <summary>What had to be there.</summary>
    public string Expected { get; }

    /// <summary>The same, and which file it is; the innermost name stays.</summary>
    public DamagedDataException In(string file) => File is null ? new(file, Offset, Expected, found, this) : this;

    private static string Text(string? file, long offset, string expected, string? found) => string.Create(CultureInfo.InvariantCulture,
        $"{file ?? "The data"}, byte {offset}: expected {expected}, but {(found is null ? "the data ends there" : "found " + found)}.");
}
