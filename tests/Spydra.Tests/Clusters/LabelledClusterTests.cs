using Spydra.Clusters;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Clusters;

public sealed class LabelledClusterTests
{
    [Fact]
    public async Task A_job_runs_on_the_cluster_that_the_service_picks_by_its_labels()
    {
        await using var cloud = await RunCloud.StartAsync();
        await cloud.CreateClusterAsync("another", ("team", "y"));
        await cloud.CreateClusterAsync("the-one", ("team", "x"));
        using var run = RecordedRun.Against(cloud);
        run.SubmitOptions["cluster-labels"] = "team=x";

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Contains("completed successfully", run.Output);
        Assert.Equal(["another", "the-one"], await cloud.ClustersAsync());
        Assert.DoesNotContain(await cloud.CallsAsync(), call => call.Method == "clusters.get" && call.Target.Contains("//", StringComparison.Ordinal));
        Assert.Contains("\"placement\":{\"clusterLabels\":{\"team\":\"x\"}}", Assert.Single(run.Sent, request => request.Body is not null).Body);
    }

    [Theory]
    [InlineData("team=x", "unresolved")]
    [InlineData("team=x,cluster-pool=etl", "etl")]
    public async Task Files_are_staged_where_gcloud_stages_them(string labels, string folder)
    {
        await using var cloud = await RunCloud.StartAsync();
        await cloud.CreateClusterAsync("the-one", ("team", "x"), ("cluster-pool", "etl"));
        using var run = RecordedRun.Against(cloud);
        run.SubmitOptions["cluster-labels"] = labels;
        run.SubmitOptions["bucket"] = RunCloud.Bucket;
        run.SubmitOptions["files"] = run.Write("side.txt", "side");

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal($"gs://{RunCloud.Bucket}/google-cloud-dataproc-metainfo/{folder}/jobs/{run.Plan!.Job.Id}/staging/side.txt",
            Assert.Single(run.Events.OfType<RunEvent.FileStaging>()).Uri);
    }

    [Fact]
    public async Task Labels_that_no_cluster_has_are_refused_by_the_service()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        run.SubmitOptions["cluster-labels"] = "team=x";

        var refused = await Assert.ThrowsAsync<ApiException>(run.RunAsync);

        Assert.Contains("team=x", refused.Message);
    }

    [Fact]
    public async Task A_pool_is_not_asked_for_a_job_that_names_its_cluster_otherwise()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var labelled = RecordedRun.Against(cloud).Pooled();
        labelled.SubmitOptions["cluster-labels"] = "team=x";
        using var named = RecordedRun.Against(cloud).Pooled().OnCluster("mine");

        Assert.IsType<ClusterPlan.Labelled>(labelled.Planned().Cluster);
        Assert.IsType<ClusterPlan.Static>(named.Planned().Cluster);
    }
}
