using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Tests.Options;

/// <summary>What gcloud made of the options of one case.</summary>
/// <param name="Path">The path of the request that it sent; null where it refused.</param>
/// <param name="Body">The cluster, or the job.</param>
/// <param name="Query">The parameters of the request, but for those that every request has.</param>
/// <param name="Refused">Why it refused.</param>
internal sealed record GcloudAnswer(string? Path, JsonNode? Body, JsonObject Query, string? Refused);

/// <summary>Holds what we make of the options of a recorded case against what gcloud made of them.</summary>
internal static partial class GcloudComparison
{
    private static readonly ManualTimeProvider Clock = new();

    /// <summary>Where the two differ, or null.</summary>
    public static string? Difference(JsonObject one, GcloudAnswer answer)
    {
        using var folder = new TempDir();
        var (spec, problems) = Load(one, folder);
        return (answer.Refused, spec) switch
        {
            ({ }, null) => null,
            ({ } why, not null) => "was accepted; gcloud refuses it: " + why,
            (null, null) => "was refused: " + problems,
            (null, not null) => answer.Path!.EndsWith("/clusters", StringComparison.Ordinal) ? Cluster(spec, answer) : Job(spec, answer),
        };
    }

    private static string? Cluster(JobSpec spec, GcloudAnswer answer)
    {
        var request = ClusterBody.Create(spec, (string)answer.Body!["clusterName"]!);
        if (!spec.ClusterOptions.Entries("labels").Any(label => label.Key == ClusterBody.Label)) RemoveOwnLabel(request.Body);
        RemoveOwnLimits(request.Body, spec);
        var query = new JsonObject(request.Query.Select(parameter => KeyValuePair.Create<string, JsonNode?>(parameter.Key, parameter.Value)));
        return JsonDifference.Between(answer.Body, request.Body, SameText)
            ?? JsonDifference.Between(answer.Query, query)
            ?? Differ(answer.Path!, $"/v1/projects/{spec.Project}/regions/{spec.Region}/clusters");
    }

    private static string? Job(JobSpec spec, GcloudAnswer answer)
    {
        var job = JobBody.Create(spec, spec.StaticCluster ?? "", spec.SubmitOptions.Text("id") ?? "<JOB_ID>");
        var addresses = JobBody.LocalFiles(job).Select(file => KeyValuePair.Create(file.Field, "staged " + Path.GetFileName(file.Path)));
        return JsonDifference.Between(answer.Body, JobBody.WithStaged(job, addresses), SameText)
            ?? Differ(answer.Path!, $"/v1/projects/{spec.Project}/regions/{spec.Region}/jobs:submit");
    }

    private static (JobSpec? Spec, string Problems) Load(JsonObject one, TempDir folder)
    {
        foreach (var (name, file) in one["files"] as JsonObject ?? [])
            folder.Write(name, (string?)file!["content"] ?? new string('x', (int)file["size"]!));
        var spec = (JsonObject)one["spydra"]!.DeepClone();
        if (!spec.ContainsKey("submit")) spec["submit"] = new JsonObject { ["options"] = new JsonObject { ["jar"] = "gs://b/any.jar" } };
        if (spec["cluster"] is JsonObject cluster) cluster.Remove("name");
        var path = folder.Write("spec.json", spec.ToJsonString());
        try
        {
            var context = new SpecContext
            {
                RunId = new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
                HostName = "host",
                NoDefaults = true,
                WorkingFolder = folder.Path,
                BucketFiles = (one["objects"] as JsonObject ?? one["server"]?["objects"] as JsonObject ?? [])
                    .ToImmutableDictionary(file => file.Key.StartsWith("gs://", StringComparison.Ordinal) ? file.Key : "gs://" + file.Key, file => Content(file.Value!)),
                Time = Clock,
            };
            return (SpecLayers.Load([new(path, SpecFileKind.Job)], CommandLineLayer.Empty, context), "");
        }
        catch (SpecException e)
        {
            return (null, e.Message);
        }
    }

    private static string Content(JsonNode file) => file is JsonValue ? (string)file! : (string)file["content"]!;

    private static void RemoveOwnLabel(JsonObject body)
    {
        foreach (var owner in new[] { body, body["config"]?["auxiliaryNodeGroups"]?[0]?["nodeGroup"] as JsonObject }.OfType<JsonObject>())
        {
            if (owner["labels"] is not JsonObject labels) continue;
            Assert.True(labels.Remove(ClusterBody.Label));
            if (labels.Count == 0) owner.Remove("labels");
        }
    }

    /// <summary>What Spydra adds without defaults, too; only what the table would have made of those very options.</summary>
    private static void RemoveOwnLimits(JsonObject body, JobSpec spec)
    {
        if (body["config"]?["lifecycleConfig"] is not JsonObject limits) return;
        if (IsOwn("max-idle")) limits.Remove("idleDeleteTtl");
        if (IsOwn("max-age")) limits.Remove("autoDeleteTtl");
        if (limits.Count == 0) body["config"]!.AsObject().Remove("lifecycleConfig");

        bool IsOwn(string name) => spec.Sources!.ClusterOptions.GetValueOrDefault(name)?.At == BuiltInLayers.BuiltIn;
    }

    private static string? Differ(string expected, string actual) => expected == actual ? null : $"the path is {actual}; expected {expected}";

    private static bool SameText(string expected, string actual)
    {
        if (expected == actual) return true;
        var now = Clock.GetUtcNow();
        if (FromNow().Match(expected) is { Success: true } relative)
            return actual == now.AddSeconds(double.Parse(relative.Groups[1].Value)).ToString("yyyy-MM-ddTHH:mm:ss.fffZ");
        if (expected.StartsWith("<TODAY>", StringComparison.Ordinal)) return actual == now.ToString("yyyy-MM-dd") + expected["<TODAY>".Length..];
        return Staged().Match(expected) is { Success: true } staged && actual == "staged " + staged.Groups[1].Value;
    }

    [GeneratedRegex("^<NOW([+-][0-9]+)s>$")]
    private static partial Regex FromNow();

    [GeneratedRegex("/staging/(.*)#[0-9]+$")]
    private static partial Regex Staged();
}
