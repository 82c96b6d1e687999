using System.Text.Json.Nodes;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Jobs;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Jobs;

public sealed class SubmitTests
{
    [Fact]
    public async Task Two_local_files_of_one_name_are_both_staged_and_arrive_as_they_are()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        run.SubmitOptions["bucket"] = RunCloud.Bucket;
        run.SubmitOptions["files"] = new JsonArray(run.Write("a/side.txt", "the first"), run.Write("b/side.txt", "the second"));

        await run.RunAsync();

        var staged = run.Events.OfType<RunEvent.FileStaging>().OrderBy(file => file.Bytes).ToList();
        Assert.Equal([9, 10], staged.Select(file => file.Bytes));
        Assert.Equal(2, staged.Select(file => file.Uri).Distinct().Count());
        Assert.All(staged, file => Assert.EndsWith("/side.txt", file.Uri));
        Assert.Equal("the first", await cloud.ReadAsync(staged[0].Uri[$"gs://{RunCloud.Bucket}/".Length..]));
        Assert.Equal("the second", await cloud.ReadAsync(staged[1].Uri[$"gs://{RunCloud.Bucket}/".Length..]));
    }

    [Fact]
    public async Task A_staged_file_is_found_by_the_job_with_its_content()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        run.SubmitOptions["files"] = run.Write("upper.sh", "tr a-z A-Z\n");
        run.Runs("sh upper.sh");

        await run.RunAsync();

        Assert.Equal("SOME\t\nWORDS\t\n", await run.ResultAsync());
    }

    [Fact]
    public async Task The_option_bucket_says_where_files_are_staged()
    {
        await using var cloud = await RunCloud.StartAsync();
        await cloud.CreateBucketAsync("my-staging");
        using var run = RecordedRun.Against(cloud);
        run.SubmitOptions["bucket"] = "my-staging";
        run.SubmitOptions["files"] = run.Write("side.txt", "side");

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.EndsWith("/staging/side.txt", Assert.Single(await cloud.ObjectsAsync("my-staging")));
    }

    [Fact]
    public async Task A_file_that_is_gone_when_it_is_staged_is_said_and_the_cluster_goes()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        var file = run.Write("side.txt", "side");
        run.SubmitOptions["files"] = file;
        run.When<RunEvent.ClusterAcquired>(_ => true, () => File.Delete(file));

        var failed = await Assert.ThrowsAnyAsync<SpydraException>(run.RunAsync);

        Assert.Contains(file, failed.Message);
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(409)]
    public async Task A_job_that_was_taken_without_our_hearing_of_it_is_followed_to_its_end(int code)
    {
        // Of 409: the service has forgotten the request id of the try whose answer was lost.
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "jobs.submit", Effect = FaultEffect.DropAfter, Nth = 1 },
            new Fault { Method = "jobs.submit", Effect = FaultEffect.Error, Code = code, From = 2 });
        using var run = RecordedRun.Against(cloud);

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal(["DONE"], await cloud.JobStatesAsync());
        Assert.Equal(2, run.Output.Split("completed successfully").Length);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(503)]
    public async Task A_job_of_the_same_id_that_is_not_ours_is_never_cancelled(int code)
    {
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "jobs.submit", Effect = FaultEffect.JobHangs },
            new Fault { Method = "jobs.submit", Effect = FaultEffect.Error, Code = code, From = 2 });
        await cloud.CreateClusterAsync("mine");
        await cloud.PostAsync("jobs:submit", JsonNode.Parse(
            """{"job":{"reference":{"projectId":"p","jobId":"nightly"},"placement":{"clusterName":"mine"},"hadoopJob":{"mainJarFileUri":"file:///x.jar"}}}""")!.AsObject());
        using var run = RecordedRun.Against(cloud).OnCluster("mine");
        run.SubmitOptions["id"] = "nightly";

        var failed = await Assert.ThrowsAnyAsync<SpydraException>(run.RunAsync);

        if (code == 409) Assert.Contains("not of this run", Assert.IsType<JobTakenException>(failed).Message);
        Assert.DoesNotContain(await cloud.CallsAsync(), call => call.Method == "jobs.cancel");
        Assert.DoesNotContain("CANCELLED", await cloud.JobStatesAsync());
    }

    [Fact]
    public async Task A_job_that_is_refused_leaves_no_cluster()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "jobs.submit", Effect = FaultEffect.Error, Code = 400, Message = "no such jar" });
        using var run = RecordedRun.Against(cloud);

        var refused = await Assert.ThrowsAsync<ApiException>(run.RunAsync);

        Assert.Equal("no such jar", refused.Detail);
        Assert.Empty(await cloud.ClustersAsync());
    }
}
