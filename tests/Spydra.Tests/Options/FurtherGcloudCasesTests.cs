using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Tests.Options;

/// <summary>Further cases that real gcloud 578 was given: the odd values of each grammar, files, and options together.</summary>
public sealed class FurtherGcloudCasesTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_further_case_is_equal()
    {
        List<string> wrong = [];
        var (equal, refused) = (0, 0);
        foreach (var line in File.ReadLines(RepositoryFiles.At("tests", "Spydra.Tests", "Options", "Cases", "gcloud-further.jsonl")))
        {
            var one = JsonNode.Parse(line)!.AsObject();
            var answer = new GcloudAnswer((string?)one["path"], one["body"], one["query"] as JsonObject ?? [], (string?)one["refused"]);
            if (GcloudComparison.Difference(one, answer) is { } found) wrong.Add($"{one["id"]} {one["spydra"]!.ToJsonString()}: {found}");
            else if (answer.Refused is null) equal++;
            else refused++;
        }

        output.WriteLine($"further gcloud cases: {equal} equal, {refused} refused alike, 0 decided differently of {equal + refused + wrong.Count}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(equal + refused > 250, "Where are the cases?");
    }
}
