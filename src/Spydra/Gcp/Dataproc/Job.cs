using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Spydra.Events;

namespace Spydra.Gcp.Dataproc;

/// <summary>
/// The fields of a job that we read back. See
/// https://cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.jobs#Job.
/// </summary>
/// <param name="Id">The job's id.</param>
/// <param name="State">Where the job is.</param>
/// <param name="Details">The service's text beside the state; several lines when the job failed.</param>
/// <param name="DriverOutputUri">The prefix of the driver output objects of the present attempt.</param>
/// <param name="Run">The run that it belongs to, by its <see cref="RunLabel"/>; null when it is not of Spydra.</param>
public sealed record Job(string Id, JobState State, string? Details, string? DriverOutputUri, string? Run = null)
{
    /// <summary>Since when it has been in its state, by the service's clock: for a job that has ended, its end. Null where the answer does not say.</summary>
    public DateTimeOffset? StateSince { get; init; }

    /// <summary>What runs it: <c>hadoop</c>, <c>spark</c>, <c>pyspark</c>, <c>hive</c> and so on; empty where the answer does not say.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The properties that the job was given beside those of its cluster.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What it is on YARN, one for each attempt, or several where it starts several.</summary>
    public ImmutableArray<YarnApplication> Applications { get; init; } = [];

    /// <summary>Reads the resource; a state that we do not know counts as running, because only the known ends are ends.</summary>
    public static Job Parse(JsonObject json) => new(
        (string?)json["reference"]?["jobId"] ?? "",
        JobStates.Parse((string?)json["status"]?["state"] ?? throw new FormatException("A job has a state.")),
        (string?)json["status"]?["details"],
        (string?)json["driverOutputResourceUri"],
        (string?)json["labels"]?[RunLabel.Key])
    {
        StateSince = ServiceInstant.OfState(json["status"] as JsonObject),
        Kind = Body(json).Key is { Length: > 0 } key ? key[..^"Job".Length].ToLowerInvariant() : "",
        Properties = (Body(json).Value?["properties"] as JsonObject ?? [])
            .ToDictionary(property => property.Key, property => property.Value?.ToString() ?? "", StringComparer.Ordinal),
        Applications = [.. (json["yarnApplications"] as JsonArray ?? []).OfType<JsonObject>().Select(YarnApplication.Parse).OfType<YarnApplication>()],
    };

    /// <summary>The part of the resource that depends on the kind of job: <c>hadoopJob</c> and its like.</summary>
    private static KeyValuePair<string, JsonNode?> Body(JsonObject json) =>
        json.FirstOrDefault(field => field.Value is JsonObject && field.Key.EndsWith("Job", StringComparison.Ordinal));
}
