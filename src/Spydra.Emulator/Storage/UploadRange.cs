using System.Globalization;

namespace Spydra.Emulator.Storage;

/// <summary>
/// The Content-Range of a request to an upload session. <paramref name="First"/> is null where only the status is asked for (<c>*/…</c>);
/// <paramref name="Last"/> and <paramref name="Total"/> are null where the sender does not know them yet.
/// </summary>
internal sealed record UploadRange(long? First, long? Last, long? Total)
{
    /// <summary>No header at all: the body is the object.</summary>
    public static readonly UploadRange Everything = new(0, null, null);

    /// <summary>Whether the end of the body is the end of the object: no header, or Node's <c>0-*/*</c>.</summary>
    public bool EndsWithBody => First is not null && Last is null && Total is null;

    /// <exception cref="StorageError">400.</exception>
    public static UploadRange Parse(string? header)
    {
        if (string.IsNullOrEmpty(header)) return Everything;
        const string unit = "bytes ";
        if (header.StartsWith(unit, StringComparison.OrdinalIgnoreCase) && header[unit.Length..].Trim().Split('/') is [var range, var total])
        {
            var known = Read(total, out var size);
            if (known && range == "*") return new(null, null, size);
            if (known && range.Split('-') is [var from, var to] && Read(from, out var first) && first is not null && Read(to, out var last)
                && (last is null || last >= first) && (size is null || last is null || last < size))
                return new(first, last, size);
        }

        throw StorageError.Invalid($"Failed to parse Content-Range header: '{header}'. It is 'bytes FIRST-LAST/TOTAL', with * for what is not known yet.");
    }

    private static bool Read(string text, out long? number)
    {
        number = null;
        if (text == "*") return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed)) return false;
        number = parsed;
        return true;
    }
}
