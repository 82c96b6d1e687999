using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Spydra.Gcp.Dataproc;

/// <summary>
/// The fields of a cluster that we read back. See
/// https://cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.clusters#Cluster.
/// </summary>
/// <param name="Name">The cluster's name.</param>
/// <param name="Uuid">The cluster's own id: another one under the same name is another cluster.</param>
/// <param name="State">CREATING, RUNNING, ERROR, DELETING and so on; empty when the answer had none.</param>
/// <param name="Detail">The service's text beside the state.</param>
/// <param name="Zone">The short name of the zone.</param>
/// <param name="StagingBucket">The bucket of staged files and driver output, without <c>gs://</c>.</param>
/// <param name="Labels">The cluster's labels, the service's own among them.</param>
public sealed record Cluster(
    string Name, string Uuid, string State, string? Detail, string? Zone, string? StagingBucket, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>When it was asked for, by the service's clock: the beginning of its first state. Null where the answer does not say.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Since when it has been in its state, by the service's clock; null where the answer does not say.</summary>
    public DateTimeOffset? StateSince { get; init; }

    /// <summary>The properties of its daemons, each by its key with its prefix; as far as they were asked for, or the service says them.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether jobs can be submitted to it.</summary>
    public bool TakesJobs => State is "RUNNING" or "UPDATING" or "ERROR_DUE_TO_UPDATE";

    /// <summary>Reads the resource; what is missing is empty or null.</summary>
    public static Cluster Parse(JsonObject json) => new(
        (string?)json["clusterName"] ?? "",
        (string?)json["clusterUuid"] ?? "",
        (string?)json["status"]?["state"] ?? "",
        (string?)json["status"]?["detail"],
        ((string?)json["config"]?["gceClusterConfig"]?["zoneUri"])?.Split('/')[^1],
        (string?)json["config"]?["configBucket"],
        (json["labels"] as JsonObject ?? []).ToDictionary(label => label.Key, label => (string?)label.Value ?? "", StringComparer.Ordinal))
    {
        CreatedAt = (json["statusHistory"] as JsonArray ?? []).OfType<JsonObject>().Append(json["status"] as JsonObject).Min(ServiceInstant.OfState),
        StateSince = ServiceInstant.OfState(json["status"] as JsonObject),
        Properties = (json["config"]?["softwareConfig"]?["properties"] as JsonObject ?? [])
            .ToDictionary(property => property.Key, property => (string?)property.Value ?? "", StringComparer.Ordinal),
    };
}
