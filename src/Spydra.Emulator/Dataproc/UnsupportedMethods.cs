using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Http;

namespace Spydra.Emulator.Dataproc;

/// <summary>
/// The methods of the API that this emulator does not have, so that a client is told so: 501 UNIMPLEMENTED with a sentence, and not 404, which would
/// say that the thing it asks for is not there.
/// </summary>
internal static class UnsupportedMethods
{
    private static readonly string[] Iam = ["getIamPolicy", "setIamPolicy", "testIamPermissions"];

    private static readonly IReadOnlyList<(string Name, string Verb, string Below)> OfLocations =
    [
        .. Collection("batches", "create", "list", "get", "delete", "analyze"),
        .. Collection("sessions", "create", "list", "get", "delete", "terminate"),
        .. Collection("sessionTemplates", "create", "list", "get", "patch", "delete"),
        // Some thirty methods of what runs in them.
        ("batches.sparkApplications", "GET", "/batches/{batch}/sparkApplications/{rest**}"),
        ("batches.sparkApplications", "POST", "/batches/{batch}/sparkApplications/{rest**}"),
        ("sessions.sparkApplications", "GET", "/sessions/{session}/sparkApplications/{rest**}"),
        ("sessions.sparkApplications", "POST", "/sessions/{session}/sparkApplications/{rest**}"),
        .. Iam.Select(method => ($"autoscalingPolicies.{method}", "POST", $"/autoscalingPolicies/{{policy}}:{method}")),
        .. Iam.Select(method => ($"workflowTemplates.{method}", "POST", $"/workflowTemplates/{{template}}:{method}")),
    ];

    private static readonly IReadOnlyList<(string Name, string Verb, string Below)> OfRegions =
    [
        ("clusters.repair", "POST", "/clusters/{cluster}:repair"),
        ("clusters.injectCredentials", "POST", "/clusters/{cluster}:injectCredentials"),
        .. Collection("clusters/{cluster}/nodeGroups", "create", "list", "get", "delete", "resize", "repair", "start", "stop"),
        .. new[] { "clusters", "jobs", "operations", "autoscalingPolicies", "workflowTemplates" }.SelectMany(of =>
            Iam.Select(method => ($"{of}.{method}", "POST", $"/{of}/{{name}}:{method}"))),
    ];

    public static readonly IReadOnlySet<string> Names = OfLocations.Concat(OfRegions).Select(row => row.Name).ToHashSet(StringComparer.Ordinal);

    public static IEnumerable<Route> Routes(string region, string location) =>
        OfLocations.Select(row => Refusal(row.Name, row.Verb, location + row.Below))
            .Concat(OfRegions.Select(row => Refusal(row.Name, row.Verb, region + row.Below)));

    private static Route Refusal(string name, string verb, string pattern) => new(name, verb, pattern, call =>
    {
        // gcloud takes every 5xx for a passing trouble and tries five times; with this it is done in seconds, and not in half a minute.
        call.Response.Headers.RetryAfter = "1";
        throw new ApiError(ApiStatus.Unimplemented,
            $"'{name}' is unsupported by this emulator. What it does not do stands in docs/emulator.md; the real service may have it.");
    });

    private static IEnumerable<(string Name, string Verb, string Below)> Collection(string path, params string[] methods)
    {
        var name = path.Split('/')[^1];
        foreach (var method in methods)
        {
            yield return method switch
            {
                "create" => ($"{name}.{method}", "POST", $"/{path}"),
                "list" => ($"{name}.{method}", "GET", $"/{path}"),
                "get" => ($"{name}.{method}", "GET", $"/{path}/{{name}}"),
                "patch" => ($"{name}.{method}", "PATCH", $"/{path}/{{name}}"),
                "delete" => ($"{name}.{method}", "DELETE", $"/{path}/{{name}}"),
                _ => ($"{name}.{method}", "POST", $"/{path}/{{name}}:{method}"),
            };
        }
    }
}
