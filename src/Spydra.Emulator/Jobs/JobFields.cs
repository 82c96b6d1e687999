using System.Text.Json.Nodes;

namespace Spydra.Emulator.Jobs;

/// <summary>Reads the few fields of a Job resource that runtimes use; a field that is not there is empty.</summary>
internal static class JobFields
{
    public static string? OneText(this JsonObject job, string name) => job[name]?.ToString() is { Length: > 0 } text ? text : null;

    public static IReadOnlyList<string> ManyTexts(this JsonObject job, string name) =>
        [.. (job[name] as JsonArray ?? []).Select(item => item?.ToString()).OfType<string>()];

    public static IReadOnlyDictionary<string, string> TextMap(this JsonObject job, string name) =>
        (job[name] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.ToString() ?? "", StringComparer.Ordinal);
}
