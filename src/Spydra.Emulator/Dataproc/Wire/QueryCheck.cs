using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Spydra.Emulator.Dataproc.Wire;

/// <summary>Which parameters each method's query may have; an unknown one is refused as the platform does, in snake_case or camelCase.</summary>
internal static class QueryCheck
{
    private static readonly FrozenSet<string> Everywhere = new[]
    {
        "alt", "fields", "prettyPrint", "key", "quotaUser", "access_token", "oauth_token", "callback", "xgafv", "uploadType", "upload_protocol",
        "trace", "userProject", "bearer_token", "pp", "userIp",
    }.ToFrozenSet();

    private static readonly FrozenDictionary<string, string[]> ByMethod = new Dictionary<string, string[]>
    {
        ["clusters.create"] = ["requestId", "actionOnFailedPrimaryWorkers"],
        ["clusters.list"] = ["filter", "pageSize", "pageToken"],
        ["clusters.patch"] = ["updateMask", "gracefulDecommissionTimeout", "requestId"],
        ["clusters.delete"] = ["clusterUuid", "requestId", "gracefulTerminationTimeout"],
        ["jobs.list"] = ["pageSize", "pageToken", "clusterName", "jobStateMatcher", "filter"],
        ["jobs.patch"] = ["updateMask"],
        ["operations.list"] = ["filter", "pageSize", "pageToken", "returnPartialSuccess"],
        ["autoscalingPolicies.list"] = ["pageSize", "pageToken"],
        ["workflowTemplates.list"] = ["pageSize", "pageToken"],
        ["workflowTemplates.get"] = ["version"],
        ["workflowTemplates.delete"] = ["version"],
        ["workflowTemplates.instantiateInline"] = ["requestId"],
    }.ToFrozenDictionary();

    /// <exception cref="ApiError">A parameter is not known.</exception>
    public static void Check(string method, IQueryCollection query)
    {
        if (UnsupportedMethods.Names.Contains(method)) return;
        var known = ByMethod.GetValueOrDefault(method) ?? [];
        var problems = query.Keys
            .Where(name => name.Length > 0 && !Everywhere.Contains(name.TrimStart('$', '.')) && !known.Contains(FieldNames.Camel(name)))
            .Select(name => new FieldProblem("",
                $"Invalid JSON payload received. Unknown name \"{name}\": Cannot bind query parameter. Field '{name}' could not be found in request message."))
            .ToList();
        if (problems.Count > 0) throw ApiError.Unreadable(problems);
    }

    /// <summary>A parameter of the method, under either spelling of its name; null when it is absent or empty.</summary>
    public static string? Parameter(this IQueryCollection query, string name)
    {
        var value = query.TryGetValue(name, out var camel) ? camel.ToString() : query[FieldNames.Snake(name)].ToString();
        return value.Length > 0 ? value : null;
    }
}
