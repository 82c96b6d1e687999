using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Tests.Options;

/// <summary>Every case recorded from real gcloud: the same options must make the same body, or be refused.</summary>
public sealed partial class GcloudParityTests(ITestOutputHelper output)
{
    private static readonly ManualTimeProvider Clock = new();

    // Where we differ on purpose: the case, and why.
    private static readonly Dictionary<string, string> Decided = new(StringComparer.Ordinal)
    {
        ["cc-name-p2"] = "a run names its cluster itself",
        ["cc-identity-config-file-p4"] = "refused: a file in a bucket is not read yet",
        ["cc-flags-file-p1"] = "refused: options belong into the spec",
        ["ccb-p5"] = "accepted: gcloud without beta does",
        ["ccb-p6"] = "accepted: gcloud without beta does",
        ["ccb-p7"] = "accepted: gcloud without beta does",
        ["ccb-p9"] = "refused: gcloud without beta does",
        ["ccb-p10"] = "refused: clusters on GKE are not supported",
        ["ccb-p11"] = "compute/v1, as gcloud without beta writes",
        ["ccb-p12"] = "compute/v1, as gcloud without beta writes",
        ["ccb-p13"] = "compute/v1, as gcloud without beta writes",
        ["js-hadoop-nocluster-p1"] = "without a cluster the run makes one",
        ["js-hadoop-id-p3"] = "refused: the service takes no such id",
        ["js-hadoop-global-p1"] = "refused: clusters are in a region of their own",
        ["js-spark-properties-file-text-p1"] = "accepted: gcloud's reading as YAML fails",
        ["js-spark-properties-file-text-p2"] = "accepted: gcloud's reading as YAML fails",
        ["js-spark-properties-file-text-p3"] = "accepted: gcloud's reading as YAML fails",
        ["js-spark-properties-file-text-p7"] = "an empty value is an empty text, and null is a word",
    };

    [Theory]
    [InlineData("cluster-create", 300)]
    [InlineData("cluster-create-beta", 4)]
    public void Every_clusters_create_makes_the_same_body(string kind, int least) => Compare(kind, least, (one, spec) =>
    {
        var words = one["gcloud_argv"]!.AsArray().Select(word => (string)word!).ToList();
        var request = ClusterBody.Create(spec, words[words.IndexOf("create") + 1]);
        if (!spec.ClusterOptions.Entries("labels").Any(label => label.Key == ClusterBody.Label)) RemoveOwnLabel(request.Body);
        var post = Recorded(one, "/clusters");
        var query = new JsonObject(request.Query.Select(parameter => KeyValuePair.Create<string, JsonNode?>(parameter.Key, parameter.Value)));
        var expected = (JsonObject)post["query"]!.DeepClone();
        expected.Remove("alt");
        expected.Remove("requestId");
        return JsonDifference.Between(post["body"], request.Body, SameText)
            ?? JsonDifference.Between(expected, query)
            ?? Differ((string)post["path"]!, $"/v1/projects/{spec.Project}/regions/{spec.Region}/clusters");
    });

    [Fact]
    public void Every_jobs_submit_makes_the_same_body() => Compare("job-submit", 200, (one, spec) =>
    {
        var post = Recorded(one, "/jobs:submit");
        var expected = post["body"]!["job"]!;
        var jobId = spec.SubmitOptions.Text("id") ?? "<JOB_ID>";
        var job = JobBody.Create(spec, spec.StaticCluster ?? "", jobId);
        var addresses = JobBody.LocalFiles(job).Select(file => KeyValuePair.Create(file.Field, "staged " + Path.GetFileName(file.Path)));
        return JsonDifference.Between(expected, JobBody.WithStaged(job, addresses), SameText)
            ?? Differ((string)post["path"]!, $"/v1/projects/{spec.Project}/regions/{spec.Region}/jobs:submit");
    });

    private void Compare(string kind, int least, Func<JsonObject, JobSpec, string?> difference)
    {
        List<string> wrong = [];
        var (equal, refused, decided) = (0, 0, 0);
        foreach (var one in RecordedCases.Gcloud(kind))
        {
            var id = (string)one["id"]!;
            using var folder = new TempDir();
            var (spec, problems) = Load(one, folder);
            var found = (one.ContainsKey("error"), spec) switch
            {
                (true, null) => null,
                (true, not null) => "was accepted; gcloud refuses it: " + one["error"]!["message"],
                (false, null) => "was refused: " + problems,
                (false, not null) => difference(one, spec),
            };
            if (Decided.ContainsKey(id))
            {
                decided++;
                if (found is null) wrong.Add($"{id} is equal; it is listed as different");
            }
            else if (found is not null)
            {
                wrong.Add($"{id} {one["spydra"]!.ToJsonString()}: {found}");
            }
            else if (spec is null)
            {
                refused++;
            }
            else
            {
                equal++;
            }
        }

        output.WriteLine($"{kind}: {equal} equal, {refused} refused as by gcloud, {decided} different on purpose, {wrong.Count} wrong.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        if (RecordedCases.AreComplete) Assert.True(equal >= least, "Where are the cases?");
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
                Time = Clock,
            };
            return (SpecLayers.Load([new(path, SpecFileKind.Job)], CommandLineLayer.Empty, context), "");
        }
        catch (SpecException e)
        {
            return (null, e.Message);
        }
    }

    private static JsonObject Recorded(JsonObject one, string path) =>
        one["requests"]!.AsArray().Select(request => request!.AsObject())
            .Last(request => (string)request["method"]! == "POST" && ((string)request["path"]!).EndsWith(path, StringComparison.Ordinal));

    private static void RemoveOwnLabel(JsonObject body)
    {
        foreach (var owner in new[] { body, body["config"]?["auxiliaryNodeGroups"]?[0]?["nodeGroup"] as JsonObject }.OfType<JsonObject>())
        {
            if (owner["labels"] is not JsonObject labels) continue;
            Assert.True(labels.Remove(ClusterBody.Label));
            if (labels.Count == 0) owner.Remove("labels");
        }
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
