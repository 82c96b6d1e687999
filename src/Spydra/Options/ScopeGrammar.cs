using System.Collections.Frozen;
using System.Text.Json.Nodes;

namespace Spydra.Options;

/// <summary>Scopes of the cluster's service account: gcloud's aliases become addresses, all else is sent as written, and all is sorted.</summary>
public static class ScopeGrammar
{
    private const string Prefix = "https://www.googleapis.com/auth/";

    private static readonly string[] Default =
        ["devstorage.read_only", "logging.write", "monitoring.write", "pubsub", "service.management.readonly", "servicecontrol", "trace.append"];

    private static readonly string[] GkeDefault =
        ["devstorage.read_only", "logging.write", "monitoring", "service.management.readonly", "servicecontrol", "trace.append"];

    private static readonly FrozenDictionary<string, string[]> Aliases = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["bigquery"] = ["bigquery"],
        ["cloud-platform"] = ["cloud-platform"],
        ["cloud-source-repos"] = ["source.full_control"],
        ["cloud-source-repos-ro"] = ["source.read_only"],
        ["compute-ro"] = ["compute.readonly"],
        ["compute-rw"] = ["compute"],
        ["datastore"] = ["datastore"],
        ["default"] = Default,
        ["gke-default"] = GkeDefault,
        ["logging-write"] = ["logging.write"],
        ["monitoring"] = ["monitoring"],
        ["monitoring-read"] = ["monitoring.read"],
        ["monitoring-write"] = ["monitoring.write"],
        ["pubsub"] = ["pubsub"],
        ["service-control"] = ["servicecontrol"],
        ["service-management"] = ["service.management.readonly"],
        ["sql"] = ["sqlservice"],
        ["sql-admin"] = ["sqlservice.admin"],
        ["storage-full"] = ["devstorage.full_control"],
        ["storage-ro"] = ["devstorage.read_only"],
        ["storage-rw"] = ["devstorage.read_write"],
        ["taskqueue"] = ["taskqueue"],
        ["trace"] = ["trace.append"],
        ["userinfo-email"] = ["userinfo.email"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The grammar.</summary>
    public static readonly Grammar Scopes = new("list of scopes", (value, _) =>
    {
        var scopes = ((OptionValue.List)value).Items
            .SelectMany(item => Aliases.TryGetValue(item, out var names) ? names.Select(name => Prefix + name) : [item])
            .Order(StringComparer.Ordinal)
            .Select(scope => (JsonNode)scope).ToArray();
        return scopes.Length == 0 ? Reading.Nothing : Reading.Of(new JsonArray(scopes));
    });
}
