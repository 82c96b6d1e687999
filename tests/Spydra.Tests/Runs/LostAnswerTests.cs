using System.Text.Json.Nodes;
using Spydra.Emulator.Faults;
using Spydra.Events;

namespace Spydra.Tests.Runs;

/// <summary>Every call of a run, hit three times by everything that passes by itself: the run goes on, and nothing happens twice.</summary>
public sealed class LostAnswerTests
{
    private static readonly string[] Methods =
        ["clusters.create", "operations.get", "clusters.get", "objects.insert", "jobs.submit", "jobs.get", "objects.get", "objects.list", "clusters.delete"];

    private static readonly string[] Effects = [FaultEffect.Error, FaultEffect.Html, FaultEffect.DropBefore, FaultEffect.DropAfter, FaultEffect.Truncate];

    public static TheoryData<string, string> Hits() => [.. Methods.SelectMany(method => Effects.Select(effect => (method, effect)))];

    [Theory]
    [MemberData(nameof(Hits))]
    public async Task A_run_survives_and_makes_one_cluster_and_one_job(string method, string effect)
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = method, Effect = effect, To = 3 });
        using var run = RecordedRun.Against(cloud);
        run.SubmitOptions["files"] = new JsonArray(run.Write("side.txt", "side"));

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal("some\t\nwords\t\n", await run.ResultAsync());
        Assert.Equal(2, run.Output.Split("completed successfully").Length);
        Assert.Equal(1, await cloud.ClustersMadeAsync());
        Assert.Equal(["DONE"], await cloud.JobStatesAsync());
        Assert.Empty(await cloud.ClustersAsync());
        Assert.DoesNotContain(run.Events, happened => happened is RunEvent.Warned or RunEvent.ClusterLeftBehind);
    }
}
