using Spydra.Clusters;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Clusters;

public sealed class StaticClusterTests
{
    [Fact]
    public async Task A_static_cluster_that_is_not_there_is_said_before_anything_is_sent()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud).OnCluster("nobody");

        var failed = await Assert.ThrowsAsync<ClusterFailedException>(run.RunAsync);

        Assert.Equal(("nobody", FailureClass.Cluster), (failed.Cluster, FailureClasses.Of(failed)));
        Assert.All(await cloud.CallsAsync(), call => Assert.Equal("GET", call.Verb));
    }

    [Fact]
    public async Task A_static_cluster_that_is_stopped_takes_no_job()
    {
        await using var cloud = await RunCloud.StartAsync();
        await cloud.CreateClusterAsync("mine");
        await cloud.PostAsync("clusters/mine:stop", []);
        using var run = RecordedRun.Against(cloud).OnCluster("mine");

        var failed = await Assert.ThrowsAsync<ClusterFailedException>(run.RunAsync);

        Assert.Contains("STOP", failed.Message);
        Assert.Empty(await cloud.JobStatesAsync());
        Assert.Equal(["mine"], await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_static_cluster_stays_after_its_job()
    {
        await using var cloud = await RunCloud.StartAsync();
        await cloud.CreateClusterAsync("mine");
        using var run = RecordedRun.Against(cloud).OnCluster("mine");

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal(["mine"], await cloud.ClustersAsync());
        Assert.DoesNotContain(await cloud.CallsAsync(), call => call.Method == "clusters.delete");
    }

    [Fact]
    public async Task An_interrupted_run_cancels_its_job_on_a_static_cluster_and_leaves_the_cluster()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "jobs.submit", Effect = FaultEffect.JobHangs });
        await cloud.CreateClusterAsync("mine");
        using var run = RecordedRun.Against(cloud).OnCluster("mine").InterruptedAt<RunEvent.JobStateChanged>(job => job.State == JobState.Running);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(run.RunAsync);

        Assert.Equal(["CANCELLED"], await cloud.JobStatesAsync());
        Assert.Equal(["mine"], await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_job_that_can_not_be_cancelled_is_told_of()
    {
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "jobs.submit", Effect = FaultEffect.JobHangs },
            new Fault { Method = "jobs.cancel", Effect = FaultEffect.Error, Code = 400 });
        await cloud.CreateClusterAsync("mine");
        using var run = RecordedRun.Against(cloud).OnCluster("mine").InterruptedAt<RunEvent.JobStateChanged>(job => job.State == JobState.Running);
        run.Poll = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(run.RunAsync);

        Assert.Contains(run.Events.OfType<RunEvent.Warned>(), warned => warned.Text.Contains("could not be cancelled", StringComparison.Ordinal)
            && warned.Text.Contains($"gcloud dataproc jobs kill {run.Plan!.Job.Id} --project=p --region=europe-west1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_cluster_that_fails_under_a_job_is_seen_as_a_failed_job()
    {
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "jobs.submit", Effect = FaultEffect.JobHangs },
            new Fault { Method = "jobs.submit", Effect = FaultEffect.ClusterError, After = TimeSpan.FromMilliseconds(50) });
        await cloud.CreateClusterAsync("mine");
        using var run = RecordedRun.Against(cloud).OnCluster("mine");

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Error, outcome.State);
        Assert.Contains("ERROR", outcome.Details);
    }
}
