using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>Which part of a list is asked for. A token names the last item that was given, so that items which come or go do not shift a page.</summary>
internal sealed record Page(int Size, string? After)
{
    private const string Mark = "after:";

    /// <summary>The page that a list's query asks for; 1000 items is the most.</summary>
    public static Page Of(IQueryCollection query, int defaultSize) =>
        Parse(query.Parameter("pageSize"), query.Parameter("pageToken"), defaultSize, maximum: 1000);

    /// <summary>A size over the maximum is cut to it, as the platform's design rules advise (https://google.aip.dev/158).</summary>
    public static Page Parse(string? pageSize, string? pageToken, int defaultSize, int maximum)
    {
        var size = 0;
        if (pageSize is { Length: > 0 } && !int.TryParse(pageSize, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out size))
            throw ApiError.Unreadable([new("page_size", $"Invalid value at 'page_size' (TYPE_INT32), \"{pageSize}\"")]);
        if (size < 0) throw ApiError.Invalid($"Invalid page size: {size.Invariant()}. It must not be negative.");
        return new Page(size == 0 ? defaultSize : Math.Min(size, maximum), Open(pageToken));
    }

    /// <summary>One page of <paramref name="items"/>, which are in order; <paramref name="isAfter"/> tells whether an item comes after a token's.</summary>
    public JsonObject Of<T>(string name, IEnumerable<T> items, Func<T, string> key, Func<T, string, bool> isAfter, Func<T, JsonObject> show)
    {
        var rest = (After is null ? items : items.Where(item => isAfter(item, After))).Take(Size + 1).ToList();
        var page = new JsonObject();
        if (rest.Count > 0) page[name] = new JsonArray([.. rest.Take(Size).Select(item => show(item).Copy())]);
        if (rest.Count > Size) page["nextPageToken"] = Close(key(rest[Size - 1]));
        return page;
    }

    /// <summary>One page of records that are ordered by their number, the last one first.</summary>
    public JsonObject NewestFirst<T>(string name, IEnumerable<T> items, Func<T, long> number, Func<T, JsonObject> show)
    {
        return Of(name, items, Key, (item, last) => string.CompareOrdinal(Key(item), last) < 0, show);

        string Key(T item) => number(item).ToString("D19", CultureInfo.InvariantCulture);
    }

    private static string Close(string key) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Mark + key)).TrimEnd('=').Replace('/', '_').Replace('+', '-');

    private static string? Open(string? token)
    {
        if (string.IsNullOrEmpty(token)) return null;
        var base64 = token.Replace('_', '/').Replace('-', '+');
        var buffer = new byte[base64.Length + 3];
        if (Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), buffer, out var length))
        {
            var text = Encoding.UTF8.GetString(buffer, 0, length);
            if (text.StartsWith(Mark, StringComparison.Ordinal)) return text[Mark.Length..];
        }

        throw ApiError.Invalid("Invalid page token. Give the nextPageToken of the page before, unchanged, or none for the first page.");
    }
}
