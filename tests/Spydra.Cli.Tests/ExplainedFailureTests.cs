using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>Streaming jobs that fail in more than twenty ways, really run by <c>submit --local</c>, and explained in the same call.</summary>
public sealed class ExplainedFailureTests : IDisposable
{
    /// <summary>Each is a process with an emulator of its own, and starts some itself.</summary>
    private const int AtOnce = 4;

    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Jobs_that_fail_in_many_ways_are_explained_in_the_call_that_ran_them()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3") && File.Exists("/dev/full"), "needs Python and Linux");
        List<string> wrong = [];

        await Parallel.ForEachAsync(FailingWay.All, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken }, async (way, _) =>
        {
            using var own = new TempDir();
            var run = await SpydraProcess.RunAsync(own, "submit", "--local", "--format", "json", "--spydra-json", way.Write(own));
            if (Problem(way, run) is not { } problem) return;
            lock (wrong) wrong.Add($"{way.Name}: {problem}");
        });

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {FailingWay.All.Count}:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public async Task A_failed_run_says_why_when_its_cluster_is_gone_and_again_whenever_it_is_asked()
    {
        var spec = FailingWay.All[1].Write(home);

        var run = await SpydraProcess.RunAsync(home, "submit", "--local", "--run-key", "k", "--spydra-json", spec);
        var again = await SpydraProcess.RunAsync(home, "submit", "--local", "--run-key", "k", "--spydra-json", spec, "--format", "json");
        var why = await SpydraProcess.RunAsync(home, "why", "--run", "k");
        var described = await SpydraProcess.RunAsync(home, "describe", "k");

        var said = run.Error.Split('\n').First(line => line.StartsWith("spydra: why: ", StringComparison.Ordinal))["spydra: ".Length..];
        Assert.Contains("KeyError", said);
        Assert.True(run.Error.IndexOf("is deleted", StringComparison.Ordinal) < run.Error.IndexOf(said, StringComparison.Ordinal), run.Error);
        Assert.Contains("spydra:   open: spydra dump-logs --local --log-bucket test-logs --client-id test --application ", run.Error);
        Assert.Equal(("python_exception", 1), ((string?)JsonNode.Parse(again.Output)!["why"]!["cause"], again.ExitCode));
        Assert.Contains(said + "\n", described.Output);
        Assert.StartsWith("why: ", why.Output);
        Assert.Contains("(python_exception, application, ", why.Output);
    }

    [Fact]
    public async Task With_no_why_nobody_looks_and_nothing_is_said()
    {
        var spec = FailingWay.All[1].Write(home);

        var run = await SpydraProcess.RunAsync(home, "submit", "--local", "--no-why", "--run-key", "k", "--spydra-json", spec, "--format", "json");
        var described = await SpydraProcess.RunAsync(home, "describe", "k");

        Assert.Equal((1, null), (run.ExitCode, JsonNode.Parse(run.Output)!["why"]));
        Assert.DoesNotContain("why: ", run.Error);
        Assert.DoesNotContain("why: ", described.Output);
    }

    [Fact]
    public async Task Of_a_success_that_complained_all_the_way_nothing_is_said()
    {
        var way = new FailingWay("well", "none") { Python = "import sys, traceback\nfor line in sys.stdin:\n    try: int('x')\n    except ValueError: traceback.print_exc()\n    print(line.strip())\n" };

        var run = await SpydraProcess.RunAsync(home, "submit", "--local", "--run-key", "k", "--spydra-json", way.Write(home), "--format", "json");
        var why = await SpydraProcess.RunAsync(home, "why", "--run", "k", "--format", "json");

        Assert.Equal((0, null), (run.ExitCode, JsonNode.Parse(run.Output)!["why"]));
        Assert.DoesNotContain("why: ", run.Error);
        Assert.Equal((0, "none"), (why.ExitCode, (string?)JsonNode.Parse(why.Output)!["cause"]));
    }

    /// <summary>Null where all is as it should be.</summary>
    private static string? Problem(FailingWay way, Finished run)
    {
        if (run.ExitCode == 0 || JsonNode.Parse(run.Output) is not { } result) return $"exit code {run.ExitCode}\n{run.Error}";
        if (result["why"] is not { } why) return "no word of why";
        // Of two that cannot be told apart both are shown.
        JsonNode[] all = [why, .. why["also"]!.AsArray().OfType<JsonNode>()];
        var told = string.Join('\n', all.SelectMany(each => each["evidence"]!.AsArray().Select(line => (string?)line!["text"]).Prepend((string?)each["summary"])));
        var cause = (string?)why["cause"];
        if (!way.Causes.Split('|').Contains(cause)) return $"{cause} ({why["confidence"]}) in place of {way.Causes}: {why["summary"]}";
        if (why["evidence"]!.AsArray().Count is 0 or > 10) return $"{why["evidence"]!.AsArray().Count} pieces of evidence";
        return way.Shows is { } shows && !told.Contains(shows, StringComparison.Ordinal) ? $"'{shows}' is not shown:\n{told}" : null;
    }
}
