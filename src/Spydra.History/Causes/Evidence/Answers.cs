using System.Text.Json;

namespace Spydra.History.Causes.Evidence;

/// <summary>What saved answers of the ResourceManager say of an application: <c>/ws/v1/cluster/apps/ID</c>, and its attempts.</summary>
/// <param name="State">The final state.</param>
/// <param name="Diagnostics">The diagnostics, of the attempts too.</param>
internal sealed record Answers(string? State, string? Diagnostics)
{
    public static readonly Answers None = new(null, null);

    /// <summary>An answer longer than this, in bytes, is none of these.</summary>
    public const int Longest = 4 * 1024 * 1024;

    public Answers With(Answers other) => new(State ?? other.State, Diagnostics is null ? other.Diagnostics : other.Diagnostics is null ? Diagnostics : Diagnostics + "\n" + other.Diagnostics);

    /// <summary>Reads one; what is no such answer says nothing.</summary>
    public static Answers Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var answer = JsonDocument.Parse(json);
            if (Field(answer.RootElement, "app") is { } app)
                return new(Text(app, "finalStatus") is { } state and not "UNDEFINED" ? state : Text(app, "state"), Text(app, "diagnostics"));
            if (Field(answer.RootElement, "appAttempts") is { } attempts && Field(attempts, "appAttempt") is { ValueKind: JsonValueKind.Array } list)
                return new(null, string.Join('\n', list.EnumerateArray().Select(each => Text(each, "diagnosticsInfo") ?? Text(each, "diagnostics")).OfType<string>()) is { Length: > 0 } told ? told : null);
        }
        catch (JsonException)
        {
            // Somebody's own file.
        }

        return None;
    }

    private static JsonElement? Field(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement element, string name) => Field(element, name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? text : null;
}
