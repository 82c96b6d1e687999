using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spydra.Events;

namespace Spydra.Tests.Runs;

/// <summary>What a dry run shows is what a run sends.</summary>
public sealed partial class PlannedRequestsTests
{
    [Theory]
    [InlineData("own cluster")]
    [InlineData("static cluster")]
    [InlineData("first of a pool")]
    [InlineData("left to itself")]
    public async Task What_changes_something_is_sent_as_planned_and_nothing_else(string kind)
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        run.SubmitOptions["files"] = new JsonArray(run.Write("a/side.txt", "1"), run.Write("b/side.txt", "2"));
        run.SubmitOptions["labels"] = "team=x";
        if (kind == "first of a pool") run.Pooled();
        if (kind == "left to itself") run.SubmitOptions["async"] = "";
        if (kind is "static cluster" or "left to itself")
        {
            await cloud.CreateClusterAsync("mine");
            run.OnCluster("mine");
        }

        var outcome = await run.RunAsync();

        Assert.Equal(kind == "left to itself" ? JobState.Pending : JobState.Done, outcome.State);
        // Files are staged several at once: in what order their requests leave is chance.
        var planned = run.Plan!.Requests(run.Endpoints).Where(request => request.Method != "GET" && !IsStaging(request.Url)).ToList();
        var sent = run.Sent.Where(request => request.Method != "GET" && !IsStaging(request.Url.AbsoluteUri)).ToList();
        Assert.Equal(planned.Select(request => request.Method), sent.Select(request => request.Method));
        foreach (var (plan, real) in planned.Zip(sent))
        {
            AssertFills(plan.Url, Uri.UnescapeDataString(real.Url.AbsoluteUri));
            if (plan.Body is null) Assert.Null(real.Body);
            else AssertFills(plan.Body.ToJsonString(), JsonNode.Parse(real.Body!)!.ToJsonString());
        }
    }

    [Fact]
    public async Task Files_are_staged_with_the_requests_of_the_plan_and_no_others()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        var large = run.Write("a/large & 1.bin", new string('x', 9_000_000));
        run.SubmitOptions["files"] = new JsonArray(run.Write("a/side.txt", "1"), run.Write("b/side.txt", "2"), large, run.Write("empty {x}.txt", ""));

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        var requests = run.Plan!.Requests(run.Endpoints).ToList();
        var planned = requests.Where(request => request.Method == "POST" && IsStaging(request.Url)).OrderBy(request => request.Url, StringComparer.Ordinal).ToList();
        var sent = run.Sent.Where(request => request.Method == "POST" && IsStaging(request.Url.AbsoluteUri)).OrderBy(request => request.Url.AbsoluteUri, StringComparer.Ordinal).ToList();
        Assert.Equal(4, planned.Count);
        Assert.Equal(planned.Count, sent.Count);
        foreach (var (plan, real) in planned.Zip(sent))
        {
            // Braces in a name are escaped in an address: what stands in braces there is what an answer tells.
            Assert.Matches(Pattern(plan.Url), real.Url.AbsoluteUri);
            Assert.Equal(plan.Body?.ToJsonString(), real.Body);
        }

        var pieces = Assert.Single(requests, request => request.Method == "PUT");
        Assert.Matches(Pattern(pieces.Url), Assert.Single(run.Sent.Where(request => request.Method == "PUT").Select(request => request.Url).Distinct()).AbsoluteUri);
        Assert.Contains($"the file {large} (9000000 bytes), as gs://{{config.configBucket}}/", pieces.Content);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_calls_that_the_service_saw_are_those_of_the_plan_in_their_order(bool pooled)
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        if (pooled) run.Pooled();

        await run.RunAsync();

        var seen = (await cloud.CallsAsync()).Select(call => $"{call.Verb} {Uri.UnescapeDataString(call.Target)}").ToList();
        var at = 0;
        foreach (var request in run.Plan!.Requests(run.Endpoints))
        {
            var pattern = Pattern($"{request.Method} {Uri.UnescapeDataString(new Uri(request.Url).PathAndQuery)}");
            var found = seen.FindIndex(at, call => pattern.IsMatch(call));
            Assert.True(found >= 0, $"Not seen after call {at}: {pattern}\n{string.Join("\n", seen)}");
            at = found + 1;
        }
    }

    private static bool IsStaging(string url) => (url.Contains("/upload/", StringComparison.Ordinal) && !url.Contains($"/b/{RunCloud.Bucket}/", StringComparison.Ordinal)) || url.EndsWith("/{location}", StringComparison.Ordinal);

    private static void AssertFills(string plan, string real)
    {
        var pattern = Pattern(Uri.UnescapeDataString(plan));
        Assert.True(pattern.IsMatch(real), $"{real}\nis not\n{plan}");
    }

    /// <summary>What only an answer tells stands in braces in a plan, and may be anything.</summary>
    private static Regex Pattern(string plan) => new("^" + Braces().Replace(Regex.Escape(plan), ".+") + "$", RegexOptions.None, TimeSpan.FromSeconds(5));

    [GeneratedRegex(@"\\\{[A-Za-z.]+}|\\\{[A-Za-z]+\\\.[A-Za-z]+}", RegexOptions.ExplicitCapture)]
    private static partial Regex Braces();
}
