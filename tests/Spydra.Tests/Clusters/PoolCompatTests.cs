using System.Text.Json.Nodes;
using Spydra.Clusters;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Runs;
using Spydra.Testing;
using Spydra.Tests.Options;
using Spydra.Tests.Specs;

namespace Spydra.Tests.Clusters;

/// <summary>The pools of the original, from the spec to the bytes on the wire: what it sent for a list of clusters, we send for the same list.</summary>
public sealed class PoolCompatTests(ITestOutputHelper output) : IRunListener
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    void IRunListener.On(RunEvent happened) { }

    [Fact]
    public async Task A_run_sends_what_the_original_sent_for_the_same_list_of_clusters()
    {
        List<string> wrong = [];
        var cases = RecordedCases.Compat().Where(one => one["list_answer"] is not null).ToList();

        foreach (var one in cases)
            if (await DifferenceAsync(one) is { } difference) wrong.Add($"{one["id"]}: {difference}");

        output.WriteLine($"{cases.Count - wrong.Count} equal, {wrong.Count} wrong.");
        Assert.NotEmpty(cases);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private async Task<string?> DifferenceAsync(JsonObject one)
    {
        var plan = RunPlanner.Plan(CompatTests.Load(one).Spec!);
        var answers = new List<string> { new JsonObject { ["clusters"] = new JsonArray(one["pool_member"]?.DeepClone()) }.ToJsonString() };
        if (one["pool_member"] is null)
            answers = ["{}", """{"name": "projects/p/regions/r/operations/o", "done": true}""", new JsonObject
            {
                ["clusterName"] = (string?)one["requests"]!["create"]!["body"]!["clusterName"],
                ["status"] = new JsonObject { ["state"] = "RUNNING" },
            }.ToJsonString()];
        using var server = new ScriptedServer([.. answers.Select(answer => new ScriptedAnswer(200, answer)), new ScriptedAnswer(200, """{"status": {"state": "DONE"}}""")]);
        using var http = ApiClient.NewHttpClient();
        var services = new RunServices(
            new ApiClient(http, new NoCredentials(), TimeProvider.System), new Endpoints(server.Url, server.Url), new(Pause, Pause), new TimeLimits(), TimeProvider.System);

        using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        await services.RunnerOf(plan, this).RunAsync(plan, tooLong.Token);

        return Difference(one, [.. server.Requests]);
    }

    private static string? Difference(JsonObject one, List<(string Line, string Body)> sent)
    {
        var spec = CompatTests.Load(one).Spec!;
        var filter = (string)one["original"]!["calls"]![0]!.AsArray().Single(word => ((string)word!).StartsWith("--filter=", StringComparison.Ordinal))!;
        var list = $"GET /v1/projects/{spec.Project}/regions/{spec.Region}/clusters?{filter[2..]}&pageSize=100 HTTP/1.1";
        if (Uri.UnescapeDataString(sent[0].Line) != list) return $"the list is {sent[0].Line}";

        var creates = sent.Where(request => request.Line.StartsWith("POST ", StringComparison.Ordinal) && request.Line.Contains("/clusters?", StringComparison.Ordinal)).ToList();
        if (one["requests"]!["create"] is { } recorded)
        {
            if (creates.Count != 1) return $"{creates.Count} clusters were asked for";
            if (CompatTests.Create(recorded, spec, JsonNode.Parse(creates[0].Body)!.AsObject()) is { } difference) return difference;
        }
        else if (creates.Count > 0)
        {
            return "a cluster was asked for";
        }

        var submit = sent.Single(request => request.Line.StartsWith($"POST {(string)one["requests"]!["submit"]!["path"]!} ", StringComparison.Ordinal));
        var job = JsonNode.Parse(submit.Body)!["job"]!.AsObject();
        if (job["labels"] is JsonObject labels && labels.Remove(RunLabel.Key) && labels.Remove(OwnLabels.Client) && labels.Count == 0) job.Remove("labels");
        return JsonDifference.Between(one["requests"]!["submit"]!["body"]!["job"], job, CompatTests.Same)
            ?? (sent.Exists(request => request.Line.StartsWith("DELETE", StringComparison.Ordinal)) ? "something was deleted" : null);
    }
}
