using System.Globalization;

namespace Spydra.Emulator.Storage;

/// <summary>The part of an object that a Range header asks for: <paramref name="Length"/> bytes from <paramref name="First"/>.</summary>
internal sealed record ByteRange(long First, long Length)
{
    private const string Unit = "bytes=";

    public long Last => First + Length - 1;

    /// <summary>
    /// Null for the whole object: no header, or one that cannot be read, which is then not there (RFC 9110). More than one range is
    /// answered with the whole object too.
    /// </summary>
    /// <exception cref="StorageError">416: the range begins at or past the end, which every range of an empty object does.</exception>
    public static ByteRange? Parse(string? header, long size)
    {
        if (header is null || !header.StartsWith(Unit, StringComparison.OrdinalIgnoreCase)) return null;
        var spec = header[Unit.Length..].Trim();
        var dash = spec.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0) return null;
        var (from, to) = (spec[..dash].Trim(), spec[(dash + 1)..].Trim());
        if (from.Length == 0)
        {
            if (Number(to) is not { } suffix) return null;
            var tail = Math.Min(suffix, size);
            return tail == 0 ? throw NotSatisfiable() : new ByteRange(size - tail, tail);
        }

        if (Number(from) is not { } first) return null;
        var last = to.Length == 0 ? long.MaxValue : Number(to);
        if (last is null || last < first) return null;
        return first >= size ? throw NotSatisfiable() : new ByteRange(first, Math.Min(last.Value, size - 1) - first + 1);
    }

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static StorageError NotSatisfiable() =>
        new(416, "requestedRangeNotSatisfiable", "The requested range cannot be satisfied.") { Location = ("Range", "header") };
}
