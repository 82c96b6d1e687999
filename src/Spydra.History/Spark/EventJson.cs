using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Spydra.History.Spark;

/// <summary>Fields of events. One that is not there, or is of another kind, is null: events grew over the versions.</summary>
internal static class EventJson
{
    /// <summary>Texts beyond this many characters are cut: stack traces repeat themselves.</summary>
    private const int LongestText = 32 * 1024;

    public static JsonElement? Field(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Field(name) is { ValueKind: JsonValueKind.String } value ? TextOf(value) : null;

    /// <summary>The same, cut where it is very long.</summary>
    public static string? LongText(this JsonElement element, ReadOnlySpan<byte> name) => element.Text(name) is { } text ? Cut(text) : null;

    public static long? Long(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    public static int? Int(this JsonElement element, ReadOnlySpan<byte> name) => element.Long(name) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : null;

    public static bool Flag(this JsonElement element, ReadOnlySpan<byte> name) => element.Field(name) is { ValueKind: JsonValueKind.True };

    /// <summary>Milliseconds since 1970; those before then stand for none, as in Spark.</summary>
    public static DateTimeOffset? Time(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Long(name) is > 0 and < 253_402_300_800_000 and var time ? DateTimeOffset.FromUnixTimeMilliseconds(time) : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    public static IEnumerable<KeyValuePair<string, string>> Pairs(this JsonElement element, ReadOnlySpan<byte> name) =>
        element.Field(name) is { ValueKind: JsonValueKind.Object } value
            ? value.EnumerateObject().Where(each => each.Value.ValueKind == JsonValueKind.String).Select(each => KeyValuePair.Create(NameOf(each), TextOf(each.Value)))
            : [];

    public static string Cut(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}... ({text.Length - LongestText} characters more)";

    // A Java string may be cut within a character; that is no reason to lose the event.
    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)).Trim('"');
        }
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(property));
        }
    }
}
