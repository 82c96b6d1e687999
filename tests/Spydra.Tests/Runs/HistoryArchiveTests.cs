using Spydra.Events;

namespace Spydra.Tests.Runs;

public sealed class HistoryArchiveTests
{
    [Fact]
    public async Task History_that_stays_is_waited_for_and_named_at_the_time_limit()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        var left = $"history/test/{run.RunId}/done_intermediate/root/job_1.jhist";
        await cloud.WriteAsync(left, "");
        await cloud.WriteAsync($"history/test/{run.RunId}/done_intermediate/root/job_1_conf.xml", "");

        var outcome = await run.RunAsync();

        Assert.Equal((JobState.Done, $"gs://{RunCloud.Bucket}/{left}"), (outcome.State, Assert.Single(outcome.MissingHistory)));
        Assert.Contains($"history/test/{run.RunId}/done_intermediate", Assert.Single(run.Events.OfType<RunEvent.Waiting>()).For);
        Assert.Contains("job_1.jhist", Assert.Single(run.Events.OfType<RunEvent.Warned>()).Text);
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task History_that_moves_meanwhile_ends_the_wait()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        run.Spec["history_timeout"] = 3000;
        var left = $"history/test/{run.RunId}/done_intermediate/root/job_1.jhist";
        await cloud.WriteAsync(left, "");
        Task? move = null;
        run.When<RunEvent.Waiting>(_ => true, () => move = cloud.DeleteAsync(left));

        var outcome = await run.RunAsync();

        await move!;
        Assert.Empty(outcome.MissingHistory);
        Assert.DoesNotContain(run.Events, happened => happened is RunEvent.Warned);
    }

    [Fact]
    public async Task Without_history_nothing_is_waited_for()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);

        await run.RunAsync();

        Assert.DoesNotContain(run.Events, happened => happened is RunEvent.Waiting);
    }

    [Fact]
    public async Task A_history_that_can_not_be_looked_at_is_a_warning()
    {
        await using var cloud = await RunCloud.StartAsync(new Emulator.Faults.Fault { Method = "objects.list", Effect = "error", Code = 404 });
        using var run = RecordedRun.Against(cloud);

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Contains(run.Events.OfType<RunEvent.Warned>(), warned => warned.Text.Contains("could not be looked at", StringComparison.Ordinal));
        Assert.Empty(await cloud.ClustersAsync());
    }
}
