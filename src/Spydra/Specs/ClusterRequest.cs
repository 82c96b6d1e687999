using System.Text.Json.Nodes;

namespace Spydra.Specs;

/// <summary>What <c>clusters.create</c> is sent: the Cluster, and query parameters beside the request's id.</summary>
public sealed record ClusterRequest(JsonObject Body, IReadOnlyDictionary<string, string> Query);
