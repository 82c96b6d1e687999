using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spydra.Clusters;
using Spydra.Jobs;
using Spydra.Runs;
using Spydra.Specs;
using Spydra.Testing;
using Spydra.Tests.Options;

namespace Spydra.Tests.Specs;

/// <summary>Specs that were given to the original Spydra: what it made gcloud send must be in what we send, value for value.</summary>
public sealed partial class CompatTests(ITestOutputHelper output)
{
    private static readonly Guid RunId = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    [Fact]
    public void Every_spec_of_the_original_makes_the_same_requests()
    {
        List<string> wrong = [];
        SortedDictionary<string, int> equal = new(StringComparer.Ordinal);
        foreach (var one in RecordedCases.Compat())
        {
            var id = (string)one["id"]!;
            if (Difference(one) is { } difference) wrong.Add($"{id}: {difference}");
            else equal[Family(id)] = equal.GetValueOrDefault(Family(id)) + 1;
        }

        output.WriteLine($"{equal.Values.Sum()} equal ({string.Join(", ", equal.Select(family => $"{family.Value} {family.Key}"))}), {wrong.Count} wrong.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static string? Difference(JsonObject one)
    {
        var (spec, problems) = Load(one);
        var refused = (int?)one["original"]!["exit"] != 0 || one["requests"] is JsonObject asked && asked.Any(request => request.Value!["refused"] is not null);
        if (refused) return spec is null ? null : "was accepted";
        if (spec is null) return "was refused: " + problems;
        if (one["onpremise_argv"] is JsonArray words) return OnPremise(spec, [.. words.Select(word => (string)word!)]);

        var requests = (JsonObject)one["requests"]!;
        var cluster = requests["create"] is { } create ? (string)create["body"]!["clusterName"]! : (string)requests["submit"]!["body"]!["job"]!["placement"]!["clusterName"]!;
        return (requests["create"] is { } made ? Create(made, spec, RunPlanner.Plan(spec).Cluster is ClusterPlan.Pooled pool
            ? pool.Shared.Member.Create.Body! : ClusterBody.Create(spec, cluster).Body) : null) ?? Submit(requests["submit"]!, spec, cluster);
    }

    internal static string? Create(JsonNode recorded, JobSpec spec, JsonObject body)
    {
        var expected = recorded["body"]!.DeepClone();
        var config = expected["config"]!;

        // Ours by decision: no script of the original's autoscaler.
        var actions = (JsonArray)config["initializationActions"]!;
        foreach (var action in actions.Where(action => ((string)action!["executableFile"]!).EndsWith("/autoscaler.sh", StringComparison.Ordinal)).ToList())
            actions.Remove(action);
        if (actions.Count == 0) config.AsObject().Remove("initializationActions");
        if (config["gceClusterConfig"]!["metadata"] is JsonObject metadata)
        {
            foreach (var key in metadata.Select(entry => entry.Key).Where(key => key.StartsWith("autoscaler-", StringComparison.Ordinal)).ToList())
                metadata.Remove(key);
            if (metadata.Count == 0) config["gceClusterConfig"]!.AsObject().Remove("metadata");
        }

        var path = $"/v1/projects/{spec.Project}/regions/{spec.Region}/clusters";
        if (path != (string)recorded["path"]!) return $"the path is {path}";
        return JsonDifference.Between(expected, body, Same, at =>
            at.EndsWith(".labels", StringComparison.Ordinal) || at.EndsWith(".properties", StringComparison.Ordinal)
            || at.EndsWith(".metadata", StringComparison.Ordinal) || at.EndsWith(".lifecycleConfig", StringComparison.Ordinal));
    }

    private static string? Submit(JsonNode recorded, JobSpec spec, string cluster)
    {
        var path = $"/v1/projects/{spec.Project}/regions/{spec.Region}/jobs:submit";
        if (path != (string)recorded["path"]!) return $"the path is {path}";
        return JsonDifference.Between(recorded["body"]!["job"], JobBody.Create(spec, spec.StaticCluster ?? cluster, spec.JobId), Same);
    }

    private static string? OnPremise(JobSpec spec, string[] words)
    {
        var ours = HadoopCommand.Words(spec with { PropertiesAfterArguments = true });
        return ours.SequenceEqual(words) ? null : $"is {string.Join(' ', ours)}; expected {string.Join(' ', words)}";
    }

    // Random ids are equal in form; ${UUID} in job arguments is replaced by us and was left by the original; the original ran gcloud's
    // beta, which writes compute/beta for the same resource.
    internal static bool Same(string expected, string actual) =>
        expected == "<JOB_ID>" || Form(expected) == Form(actual);

    private static string Form(string text) =>
        Uuid().Replace(text.Replace("/compute/beta/", "/compute/v1/", StringComparison.Ordinal), "UUID").Replace("${UUID}", "UUID", StringComparison.Ordinal);

    internal static (JobSpec? Spec, string Problems) Load(JsonObject one) => Load(one, RunId);

    internal static (JobSpec? Spec, string Problems) Load(JsonObject one, Guid runId)
    {
        using var folder = new TempDir();
        var files = one["files"]!.AsArray().Select((file, i) => new SpecFile(
            folder.Write($"{i}.json", file is JsonValue ? (string)file! : file!.ToJsonString()), SpecFileKind.Job)).ToList();
        try
        {
            return (SpecLayers.Load(files, Words([.. one["args"]!.AsArray().Select(word => (string)word!)]), new SpecContext
            {
                RunId = runId,
                HostName = "host",
                Project = "sa-project",
                ServiceAccount = "etl@sa-project.iam.gserviceaccount.com",
            }), "");
        }
        catch (SpecException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>The command line of the recorded cases, as the original took it.</summary>
    private static CommandLineLayer Words(string[] words)
    {
        var line = CommandLineLayer.Empty;
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == "--") return line with { JobArgs = [.. line.JobArgs, .. words[(i + 1)..]] };
            var (name, value) = words[i].Split('=', 2) is [var left, var right] ? (left, right) : (words[i], null);
            string Value() => value ?? words[++i];
            line = name switch
            {
                "--clientid" => line with { ClientId = Value() },
                "--jar" => line with { Jar = Value() },
                "--jars" => line with { Jars = line.Jars.Add(Value()) },
                "--job-name" => line with { JobName = Value() },
                _ => line with { JobArgs = line.JobArgs.Add(words[i]) },
            };
        }

        return line;
    }

    private static string Family(string id) => id.Split('-')[1];

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
