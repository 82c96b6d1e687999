using System.Text.Json.Nodes;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Runs;
using Spydra.Specs;

namespace Spydra.Tests.Runs;

/// <summary>What a run makes of its archive; what an archive makes of what a job left is tested where the readers are.</summary>
public sealed class ArchiveTests
{
    [Fact]
    public async Task An_archive_that_can_not_be_looked_at_is_a_warning_and_named_as_missing()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "objects.list", Effect = FaultEffect.Error, Code = 404 });
        using var run = RecordedRun.Against(cloud);

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Contains("a look at the archive", Assert.Single(outcome.Missing));
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

        Assert.Equal((JobState.Done, null), (outcome.State, run.Given.Archive));
        Assert.Empty(outcome.Missing);
        Assert.DoesNotContain(run.Events, happened => happened is RunEvent.Waiting or RunEvent.Warned or RunEvent.Archived);
        Assert.DoesNotContain(run.Sent, request => request.Url.ToString().Contains("history", StringComparison.Ordinal));
        Assert.Contains("words", await run.ResultAsync(), StringComparison.Ordinal);
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task Without_defaults_the_history_in_the_specs_own_folder_is_waited_for()
    {
        await using var cloud = await RunCloud.StartAsync(RunCloud.Quick with { HistoryMove = TimeSpan.FromMinutes(1) });
        using var run = RecordedRun.Against(cloud);
        run.Spec.Remove("log_bucket");
        run.Spec["history_timeout"] = 2;
        run.Spec["cluster"] = new JsonObject
        {
            ["options"] = new JsonObject
            {
                ["properties"] = $"mapred:mapreduce.jobhistory.intermediate-done-dir=gs://{RunCloud.Bucket}/own,mapred:mapreduce.jobhistory.done-dir=gs://{RunCloud.Bucket}/kept",
            },
        };
        run.Given = WithoutDefaults(run);

        var outcome = await run.RunAsync();

        var archived = Assert.Single(run.Events.OfType<RunEvent.Archived>());
        Assert.Equal((JobState.Done, true, null), (outcome.State, outcome.Missing.IsEmpty, archived.Manifest));
        Assert.Equal(2, archived.Unmoved.Length);
        Assert.All(archived.Unmoved, file => Assert.StartsWith($"gs://{RunCloud.Bucket}/own/", file));
    }

    private static RunPlan WithoutDefaults(RecordedRun run) => RunPlanner.Plan(SpecLayers.Load(
        [new SpecFile(run.Write("bare.json", run.Spec.ToJsonString()), SpecFileKind.Job)], CommandLineLayer.Empty,
        new SpecContext { RunId = run.RunId, HostName = "some-host", Project = "p", NoDefaults = true, Time = run.Clock }));
}
