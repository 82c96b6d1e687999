using System.Text.Json.Nodes;
using Spydra.Events;
using Spydra.Runs;
using Spydra.Specs;

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

    [Fact]
    public async Task Without_defaults_and_log_bucket_nothing_is_looked_for_and_nothing_fails()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        run.Spec.Remove("log_bucket");
        run.Spec["history_timeout"] = 3000;
        run.Given = WithoutDefaults(run);

        var outcome = await run.RunAsync();

        Assert.Equal((JobState.Done, null), (outcome.State, run.Given.History));
        Assert.Empty(outcome.MissingHistory);
        Assert.DoesNotContain(run.Events, happened => happened is RunEvent.Waiting or RunEvent.Warned);
        Assert.DoesNotContain(run.Sent, request => request.Url.ToString().Contains("history", StringComparison.Ordinal));
        Assert.Contains("words", await run.ResultAsync(), StringComparison.Ordinal);
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task Without_defaults_the_history_of_the_specs_own_folder_is_waited_for()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        run.Spec.Remove("log_bucket");
        run.Spec["cluster"] = new JsonObject
        {
            ["options"] = new JsonObject
            {
                ["properties"] = $"mapred:mapreduce.jobhistory.intermediate-done-dir=gs://{RunCloud.Bucket}/own",
            },
        };
        await cloud.WriteAsync("own/root/job_1.jhist", "");
        run.Given = WithoutDefaults(run);

        var outcome = await run.RunAsync();

        Assert.Equal((JobState.Done, $"gs://{RunCloud.Bucket}/own/root/job_1.jhist"), (outcome.State, Assert.Single(outcome.MissingHistory)));
    }

    private static RunPlan WithoutDefaults(RecordedRun run) => RunPlanner.Plan(SpecLayers.Load(
        [new SpecFile(run.Write("bare.json", run.Spec.ToJsonString()), SpecFileKind.Job)], CommandLineLayer.Empty,
        new SpecContext { RunId = run.RunId, HostName = "some-host", Project = "p", NoDefaults = true, Time = run.Clock }));
}
