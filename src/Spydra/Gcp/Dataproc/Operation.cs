using System.Text.Json.Nodes;

namespace Spydra.Gcp.Dataproc;

/// <summary>
/// A long-running operation. See https://cloud.google.com/dataproc/docs/reference/rest/v1/projects.regions.operations#Operation.
/// </summary>
/// <param name="Name">The whole name, <c>projects/P/regions/R/operations/ID</c>.</param>
/// <param name="Done">Whether it has ended, well or not.</param>
/// <param name="Error">What went wrong, when it ended badly.</param>
/// <param name="ClusterUuid">The id of the cluster it works on.</param>
public sealed record Operation(string Name, bool Done, OperationError? Error, string? ClusterUuid)
{
    /// <summary>Reads the resource; <c>done</c> is absent while it is false.</summary>
    public static Operation Parse(JsonObject json) => new(
        (string?)json["name"] is { Length: > 0 } name ? name : throw new FormatException("An operation has a name."),
        (bool?)json["done"] ?? false,
        json["error"] is JsonObject error ? new((int?)error["code"] ?? 0, (string?)error["message"] ?? "") : null,
        (string?)json["metadata"]?["clusterUuid"]);
}

/// <summary>How an operation failed: a gRPC status code and a text.</summary>
public sealed record OperationError(int Code, string Message);
