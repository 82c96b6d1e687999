using System.Text.Json;
using System.Text.Json.Nodes;

namespace Spydra.Tests.Options;

/// <summary>Where two JSON values first differ: maps without regard to order, lists in order, 1 and 1.0 the same.</summary>
internal static class JsonDifference
{
    /// <param name="expected">What was recorded.</param>
    /// <param name="actual">What is compared.</param>
    /// <param name="same">Decides on two texts; by default they must be equal.</param>
    /// <param name="mayAdd">Paths of objects that may hold more than was recorded.</param>
    public static string? Between(JsonNode? expected, JsonNode? actual, Func<string, string, bool>? same = null, Predicate<string>? mayAdd = null) =>
        At("", expected, actual, same ?? ((a, b) => a == b), mayAdd ?? (_ => false));

    private static string? At(string path, JsonNode? expected, JsonNode? actual, Func<string, string, bool> same, Predicate<string> mayAdd)
    {
        switch (expected, actual)
        {
            case (null, null):
                return null;
            case (JsonObject e, JsonObject a):
                foreach (var (key, value) in e)
                {
                    if (!a.ContainsKey(key)) return $"{path}.{key} is missing; expected {value?.ToJsonString()}";
                    if (At($"{path}.{key}", value, a[key], same, mayAdd) is { } inner) return inner;
                }

                return mayAdd(path) || a.FirstOrDefault(member => !e.ContainsKey(member.Key)).Key is not { } extra
                    ? null : $"{path}.{extra} was not expected: {a[extra]?.ToJsonString()}";
            case (JsonArray e, JsonArray a):
                for (var i = 0; i < Math.Min(e.Count, a.Count); i++)
                    if (At($"{path}[{i}]", e[i], a[i], same, mayAdd) is { } inner) return inner;
                return e.Count == a.Count ? null : $"{path} has {a.Count} items; expected {e.Count}: {e.ToJsonString()}";
            case (JsonValue e, JsonValue a) when e.GetValueKind() == JsonValueKind.String && a.GetValueKind() == JsonValueKind.String:
                return same(e.GetValue<string>(), (string)a!) ? null : $"{path} is {a.ToJsonString()}; expected {e.ToJsonString()}";
            case (JsonValue e, JsonValue a) when e.GetValueKind() == JsonValueKind.Number && a.GetValueKind() == JsonValueKind.Number:
                return double.Parse(e.ToJsonString()) == double.Parse(a.ToJsonString()) ? null : $"{path} is {a}; expected {e}";
            default:
                return JsonNode.DeepEquals(expected, actual) ? null : $"{path} is {actual?.ToJsonString() ?? "null"}; expected {expected?.ToJsonString() ?? "null"}";
        }
    }
}
