using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Spydra.Clusters;
using Spydra.Runs;
using Spydra.Specs;
using Spydra.Tests.Options;
using Spydra.Tests.Specs;

namespace Spydra.Tests.Runs;

/// <summary>The original's specs, really run on the emulator: each request that was sent is the planned one, field for field.</summary>
public sealed partial class PlannedBodiesTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_spec_of_the_original_sends_what_its_plan_says()
    {
        await using var shared = await RunCloud.StartAsync();
        List<string> wrong = [];
        var (runs, requests) = (0, 0);
        foreach (var one in RecordedCases.Compat())
        {
            if (CompatTests.Load(one, Guid.NewGuid()).Spec is not { } spec || Plan(spec) is not { Region: { } region } plan) continue;

            // Pools would find each other's clusters.
            await using var alone = plan.Cluster is ClusterPlan.Pooled ? await RunCloud.StartAsync() : null;
            var cloud = alone ?? shared;
            using var run = RecordedRun.Against(cloud);
            run.Given = plan;
            foreach (var bucket in new[] { "bucket", "temp-bucket" }.Select(spec.ClusterOptions.Text).OfType<string>()) await cloud.CreateBucketAsync(bucket);
            if (spec.StaticCluster is { } name) await cloud.ProvideClusterAsync(name, region.Project, region.Region);
            if (plan.Cluster is ClusterPlan.Ephemeral own && (string?)own.Create.Body?["config"]?["autoscalingConfig"]?["policyUri"] is { } policy) await cloud.ProvidePolicyAsync(policy);
            await run.RunAsync();

            runs++;
            requests += run.Sent.Count;
            if (Difference([.. plan.Requests(run.Endpoints)], run.Sent) is { } difference) wrong.Add($"{one["id"]}: {difference}");
        }

        output.WriteLine($"{runs} runs, {requests} requests, {wrong.Count} wrong.");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(runs > 0);
    }

    private static RunPlan? Plan(JobSpec spec)
    {
        try
        {
            return RunPlanner.Plan(spec);
        }
        catch (SpecException)
        {
            return null;
        }
    }

    /// <summary>
    /// What changes something is sent as planned, in that order and nothing beside it. What looks is in the plan, once, and may be sent often;
    /// a job without output has none to read.
    /// </summary>
    private static string? Difference(List<PlannedRequest> planned, IReadOnlyList<SentRequest> sent)
    {
        var at = 0;
        HashSet<int> looked = [];
        foreach (var real in sent)
        {
            var url = Uri.UnescapeDataString(real.Url.AbsoluteUri);
            if (real.Method == "GET")
            {
                var found = planned.FindIndex(Math.Max(0, at - 1), request => request.Method == "GET" && IsAsPlanned(request.Url, url));
                if (found < 0) found = planned.FindIndex(request => request.Method == "GET" && IsAsPlanned(request.Url, url));
                if (found < 0) return $"GET {url} is not in the plan";
                looked.Add(found);
                continue;
            }

            while (at < planned.Count && planned[at].Method == "GET") at++;
            if (at == planned.Count) return $"{real.Method} {url} comes after all that was planned";
            if (planned[at].Method != real.Method || !IsAsPlanned(planned[at].Url, url)) return $"{real.Method} {url} was sent; {planned[at].Method} {planned[at].Url} was planned";
            if (JsonDifference.Between(planned[at].Body, real.Body is null ? null : JsonNode.Parse(real.Body), IsAsPlanned) is { } difference) return $"{real.Method} {url}: {difference}";
            at++;
        }

        var left = planned.Where((request, i) => request.Method == "GET" ? !looked.Contains(i) && !request.Url.Contains("driverOutput", StringComparison.Ordinal) : i >= at).ToList();
        return left.Count == 0 ? null : $"{left[0].Method} {left[0].Url} was planned and not sent";
    }

    /// <summary>What only an answer tells stands in braces in a plan, and may be anything; the output's parts are numbered on.</summary>
    private static bool IsAsPlanned(string plan, string real)
    {
        var pattern = new StringBuilder("^").Append(Braces().Replace(Regex.Escape(Uri.UnescapeDataString(plan)), ".+")).Append('$');
        return plan == real || Regex.IsMatch(real, pattern.ToString().Replace("000000000", "[0-9]{9}", StringComparison.Ordinal), RegexOptions.Singleline, TimeSpan.FromSeconds(5));
    }

    [GeneratedRegex(@"\\\{[A-Za-z]+(\\\.[A-Za-z]+)*}", RegexOptions.ExplicitCapture)]
    private static partial Regex Braces();
}
