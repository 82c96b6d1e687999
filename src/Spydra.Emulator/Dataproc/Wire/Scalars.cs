using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>
/// Reads one scalar as proto3's JSON mapping does (https://protobuf.dev/programming-guides/json/), and writes it the way the service answers.
/// </summary>
internal static partial class Scalars
{
    /// <summary>
    /// The value in its one answered form; null when it does not fit, then <paramref name="why"/> is what the platform would say after the type.
    /// </summary>
    public static JsonNode? Read(JsonElement value, string type, string fieldName, out string why)
    {
        why = value.GetRawText();
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : null;
        switch (type)
        {
            case "string": return text is null ? null : JsonValue.Create(text);
            case "bool": return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? JsonValue.Create(value.GetBoolean()) : null;
            case "int32": return Whole(value, text) is { } small and >= int.MinValue and <= int.MaxValue ? JsonValue.Create((int)small) : null;
            case "int64":
                var large = Whole(value, text);
                return large is >= long.MinValue and <= long.MaxValue ? JsonValue.Create(((long)large).ToString(CultureInfo.InvariantCulture)) : null;
            case "float" or "double": return Real(value, text);
            case "duration":
                if (text is not null && Durations.Parse(text) is not null) return JsonValue.Create(text);
                if (text is not null) why = $"Field '{fieldName}', Illegal duration format; duration must end with 's'";
                return null;
            case "timestamp":
                if (text is not null && Timestamps.Parse(text) is { } instant) return JsonValue.Create(Timestamps.Of(instant));
                if (text is not null) why = $"Field '{fieldName}', Invalid time format: Failed to parse input";
                return null;
            case "any": return JsonNode.Parse(value.GetRawText());
            default: throw new InvalidOperationException($"no scalar type {type}");
        }
    }

    /// <summary>What the platform calls the type in its refusals.</summary>
    public static string PlatformName(string type) => type switch
    {
        "duration" => "type.googleapis.com/google.protobuf.Duration",
        "timestamp" => "type.googleapis.com/google.protobuf.Timestamp",
        _ when type[0] == '=' => "type.googleapis.com/google.cloud.dataproc.v1." + type[1..],
        _ when char.IsAsciiLetterUpper(type[0]) => "type.googleapis.com/google.cloud.dataproc.v1." + type,
        _ => "TYPE_" + type.ToUpperInvariant(),
    };

    /// <summary>Whether the service leaves the value out of an answer: proto3 does not tell it from absence.</summary>
    public static bool IsDefault(JsonNode value, string type) => type switch
    {
        "string" => value.GetValue<string>().Length == 0,
        "bool" => !value.GetValue<bool>(),
        "int32" => value.GetValue<int>() == 0,
        "int64" => value.GetValue<string>() == "0",
        "float" or "double" => value.GetValue<double>() == 0,
        _ => false,
    };

    private static decimal? Whole(JsonElement value, string? text)
    {
        if (value.ValueKind == JsonValueKind.Number) text = value.GetRawText();
        if (text is null || !NumberPattern().IsMatch(text)) return null;
        var whole = decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && decimal.Truncate(number) == number;
        return whole ? number : null;
    }

    private static JsonValue? Real(JsonElement value, string? text)
    {
        if (value.ValueKind == JsonValueKind.Number) return value.TryGetDouble(out var number) && double.IsFinite(number) ? JsonValue.Create(number) : null;
        return text is not null && NumberPattern().IsMatch(text) ? JsonValue.Create(double.Parse(text, CultureInfo.InvariantCulture)) : null;
    }

    [GeneratedRegex(@"^-?\d{1,28}(\.\d{1,20})?([eE][+-]?\d{1,2})?$")]
    private static partial Regex NumberPattern();
}
