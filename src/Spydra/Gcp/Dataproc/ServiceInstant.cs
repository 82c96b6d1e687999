using System.Globalization;
using System.Text.Json.Nodes;

namespace Spydra.Gcp.Dataproc;

/// <summary>Instants as the service writes them, in RFC 3339.</summary>
internal static class ServiceInstant
{
    /// <summary>When a state began (<c>stateStartTime</c> of a status); null where that is not said, or cannot be read.</summary>
    public static DateTimeOffset? OfState(JsonObject? status) =>
        status?["stateStartTime"] is JsonValue value && value.TryGetValue<string>(out var text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
