using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Faults;

/// <summary>The names of what a call is about: those in its path, the object's name in its query, and for a create or submit those in its body.</summary>
internal static class FaultTarget
{
    private static readonly string[] NamedInBody = ["clusters.create", "jobs.submit", "jobs.submitAsOperation"];

    private static readonly string[][] BodyPaths =
        [["clusterName"], ["job", "reference", "jobId"], ["job", "placement", "clusterName"]];

    public static async Task<IReadOnlyList<string>> NamesAsync(Call call)
    {
        // The project and the region are in every path: they would make every name match.
        var names = call.Path.Where(part => part.Key is not ("project" or "region" or "location")).Select(part => part.Value).ToList();
        if (call.Query("name") is { } name) names.Add(name);
        if (!NamedInBody.Contains(call.Method)) return names;

        call.Request.EnableBuffering();
        try
        {
            using var json = await JsonDocument.ParseAsync(call.Request.Body, cancellationToken: call.Aborted);
            names.AddRange(BodyPaths.Select(path => At(json.RootElement, path)).OfType<string>());
        }
        catch (JsonException)
        {
            // The handler refuses it; a fault on a name does not hit it.
        }

        call.Request.Body.Position = 0;
        return names;
    }

    private static string? At(JsonElement json, string[] path)
    {
        foreach (var name in path)
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out json)) return null;
        return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
    }
}
