using System.Globalization;
using System.Text.Json.Nodes;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;

namespace Spydra.History.Archive;

/// <summary>What a job left, object by object, with size and hash: written beside its logs, so that later anyone can see whether all is still there.</summary>
internal static class ArchiveManifest
{
    /// <summary>The version of the layout; fields may be added within one.</summary>
    private const int Version = 1;

    /// <summary>Every object that is named in it.</summary>
    public static IReadOnlyList<(string Kind, PlacedFile File)> Objects(ArchiveFacts facts) =>
    [
        .. facts.Output.Select(file => ("driver_output", file)),
        .. facts.Applications.SelectMany(application => Objects(application)),
    ];

    /// <summary>The manifest, as JSON.</summary>
    public static byte[] Write(ArchiveFacts facts, RegionPath region, string cluster, IReadOnlyCollection<string> missing, DateTimeOffset now) => JsonBytes.Of(new JsonObject
    {
        ["version"] = Version,
        ["written"] = Instant(now),
        ["complete"] = missing.Count == 0,
        ["project"] = region.Project,
        ["region"] = region.Region,
        ["cluster"] = cluster,
        ["job_id"] = facts.Job.Id,
        ["job_state"] = facts.Job.State.ToString().ToUpperInvariant(),
        ["applications"] = new JsonArray([.. facts.Applications.Select(each => (JsonNode)new JsonObject { ["id"] = each.Application.Id, ["state"] = each.Application.State })]),
        ["missing"] = new JsonArray([.. missing.Select(each => (JsonNode)each)]),
        ["objects"] = new JsonArray([.. Objects(facts).Select(each => (JsonNode)new JsonObject
        {
            ["object"] = each.File.Uri.ToString(),
            ["kind"] = each.Kind,
            ["size"] = each.File.File.Size,
            ["crc32c"] = each.File.File.Crc32C,
            ["generation"] = each.File.File.Generation,
            ["updated"] = Instant(each.File.File.Updated),
        })]),
    });

    private static IEnumerable<(string Kind, PlacedFile File)> Objects(ApplicationFacts application)
    {
        if (application.History is { } history)
        {
            yield return ("history", history.File);
            if (history.Configuration is { } configuration) yield return ("configuration", configuration);
        }

        foreach (var file in application.EventLogs.SelectMany(log => log.Files)) yield return ("spark_events", file);
        foreach (var log in application.Logs) yield return ("logs", log.File);
    }

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
