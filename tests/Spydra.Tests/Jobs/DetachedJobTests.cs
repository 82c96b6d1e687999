using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Jobs;

public sealed class DetachedJobTests
{
    [Theory]
    [InlineData("static")]
    [InlineData("pooled")]
    [InlineData("labelled")]
    public async Task An_asynchronous_run_ends_with_the_submission_and_leaves_the_job_running(string kind)
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "jobs.submit", Effect = FaultEffect.JobHangs });
        await cloud.CreateClusterAsync("mine", ("team", "x"));
        using var run = RecordedRun.Against(cloud);
        run.SubmitOptions["async"] = true;
        if (kind == "static") run.OnCluster("mine");
        else if (kind == "labelled") run.SubmitOptions["cluster-labels"] = "team=x";
        else run.Pooled();

        var outcome = await run.RunAsync();

        Assert.False(outcome.State.IsFinal());
        Assert.Null(FailureClasses.Of(outcome.State));
        Assert.DoesNotContain(await cloud.CallsAsync(), call => call.Method is "jobs.cancel" or "jobs.get" or "clusters.delete");
        for (var look = 0; (await cloud.JobStatesAsync())[0] != "RUNNING"; look++) Assert.True(look < 10_000, "The job never ran.");
    }

    [Fact]
    public async Task Interrupted_while_it_hands_the_job_over_an_asynchronous_run_takes_it_back()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "jobs.submit", Effect = FaultEffect.JobHangs });
        await cloud.CreateClusterAsync("mine");
        using var run = RecordedRun.Against(cloud).OnCluster("mine");
        run.SubmitOptions["async"] = true;
        run.Sending = request =>
        {
            if (request.RequestUri!.AbsolutePath.EndsWith("jobs:submit", StringComparison.Ordinal)) run.Interrupt();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(run.RunAsync);

        Assert.Equal(["CANCELLED"], await cloud.JobStatesAsync());
    }
}
