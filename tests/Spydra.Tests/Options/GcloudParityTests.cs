using System.Text.Json.Nodes;

namespace Spydra.Tests.Options;

/// <summary>Every case recorded from real gcloud: the same options must make the same body, or be refused.</summary>
public sealed class GcloudParityTests(ITestOutputHelper output)
{
    // Where we differ on purpose: the case, and why.
    private static readonly Dictionary<string, string> Decided = new(StringComparer.Ordinal)
    {
        ["cc-name-p2"] = "a run names its cluster itself",
        ["ccb-p5"] = "accepted: gcloud without beta does",
        ["ccb-p6"] = "accepted: gcloud without beta does",
        ["ccb-p7"] = "accepted: gcloud without beta does",
        ["ccb-p9"] = "refused: gcloud without beta does",
        ["ccb-p11"] = "compute/v1, as gcloud without beta writes",
        ["ccb-p12"] = "compute/v1, as gcloud without beta writes",
        ["ccb-p13"] = "compute/v1, as gcloud without beta writes",
        ["js-hadoop-nocluster-p1"] = "without a cluster the run makes one",
        ["js-hadoop-global-p1"] = "refused: clusters are in a region of their own",
        ["js-spark-properties-file-text-p1"] = "accepted: gcloud's reading as YAML fails",
        ["js-spark-properties-file-text-p2"] = "accepted: gcloud's reading as YAML fails",
        ["js-spark-properties-file-text-p3"] = "accepted: gcloud's reading as YAML fails",
        ["js-spark-properties-file-text-p7"] = "an empty value is an empty text, and null is a word",
    };

    [Theory]
    [InlineData("cluster-create", 300)]
    [InlineData("cluster-create-beta", 4)]
    [InlineData("job-submit", 200)]
    public void Every_recorded_request_is_equal(string kind, int least)
    {
        List<string> wrong = [];
        var (equal, refused, decided) = (0, 0, 0);
        foreach (var one in RecordedCases.Gcloud(kind))
        {
            var id = (string)one["id"]!;
            var answer = Answer(one);
            var found = GcloudComparison.Difference(one, answer);
            if (Decided.ContainsKey(id))
            {
                decided++;
                if (found is null) wrong.Add($"{id} is equal; it is listed as different");
            }
            else if (found is not null)
            {
                wrong.Add($"{id} {one["spydra"]!.ToJsonString()}: {found}");
            }
            else if (answer.Refused is null)
            {
                equal++;
            }
            else
            {
                refused++;
            }
        }

        output.WriteLine($"gcloud cases ({kind}): {equal} equal, {refused} refused alike, {decided} decided differently of {equal + refused + decided + wrong.Count(text => !Decided.ContainsKey(text.Split(' ')[0]))}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        if (RecordedCases.AreComplete) Assert.True(equal >= least, "Where are the cases?");
    }

    private static GcloudAnswer Answer(JsonObject one)
    {
        if (one["error"] is { } error) return new(null, null, [], (string?)error["message"] ?? "");
        var post = one["requests"]!.AsArray().Select(request => request!.AsObject()).Last(request =>
            (string)request["method"]! == "POST" && ((string)request["path"]!).Split('/')[^1] is "clusters" or "jobs:submit");
        var query = (JsonObject)post["query"]!.DeepClone();
        query.Remove("alt");
        query.Remove("requestId");
        return new((string)post["path"]!, post["body"]!["job"] ?? post["body"], query, null);
    }
}
