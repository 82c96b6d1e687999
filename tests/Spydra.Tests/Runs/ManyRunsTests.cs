using Spydra.Events;

namespace Spydra.Tests.Runs;

public sealed class ManyRunsTests
{
    [Fact]
    public async Task Fifty_runs_at_once_are_all_done_and_none_is_mixed_up_with_another()
    {
        await using var cloud = await RunCloud.StartAsync();
        var runs = Enumerable.Range(0, 50).Select(number => RecordedRun.Against(cloud).Runs("cat", $"word{number}\n")).ToList();

        var outcomes = await Task.WhenAll(runs.Select(run => run.RunAsync()));

        Assert.All(outcomes, outcome => Assert.Equal(JobState.Done, outcome.State));
        for (var number = 0; number < runs.Count; number++)
        {
            Assert.Equal($"word{number}\t\n", await runs[number].ResultAsync());
            Assert.Contains($"out/{runs[number].RunId}", runs[number].Output);
            Assert.Equal(2, runs[number].Output.Split("completed successfully").Length);
            Assert.DoesNotContain(runs[number].Events, happened => happened is RunEvent.Warned or RunEvent.ClusterLeftBehind);
            runs[number].Dispose();
        }

        Assert.Equal(50, await cloud.ClustersMadeAsync());
        Assert.Empty(await cloud.ClustersAsync());
    }
}
