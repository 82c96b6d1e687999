using System.Net;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Dataproc;

public sealed class JobTests
{
    [Fact]
    public async Task A_job_runs_and_its_output_is_a_closed_stream_in_the_clusters_bucket()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        var cluster = await cloud.ClusterAsync("c1");

        var submitted = await cloud.JobAsync("c1", "j1", "print", "hello", "print", "world");
        var job = await cloud.UntilAsync("jobs/j1", "status.state", "DONE");

        Assert.Equal("PENDING", submitted.Text("status.state"));
        Assert.Equal($"gs://{cluster.Text("config.configBucket")}/google-cloud-dataproc-metainfo/{cluster.Text("clusterUuid")}/jobs/j1/", job.Text("driverControlFilesUri"));
        Assert.Equal(job.Text("driverControlFilesUri") + "driveroutput", job.Text("driverOutputResourceUri"));
        Assert.True(job.Flag("done"));
        Assert.Equal(["PENDING", "SETUP_DONE", "RUNNING"], job.Children("statusHistory").Select(entry => entry.Text("state")));
        Assert.Equal("Agent reported job success", job.Children("statusHistory").Last().Text("details"));
        Assert.Equal(cluster.Text("clusterUuid"), job.Text("placement.clusterUuid"));
        var app = Assert.Single(job.Children("yarnApplications"));
        Assert.Equal("FINISHED", app.Text("state"));
        Assert.Matches("^http://c1-m:8088/proxy/application_[0-9]{13}_[0-9]{4}/$", app.Text("trackingUrl"));
        Assert.Equal("hello\nworld\n", cloud.Objects.ReadAll(job.Text("driverOutputResourceUri")!));
        var bucket = cluster.Text("config.configBucket")!;
        var objects = cloud.Objects.List(bucket, job.Text("driverOutputResourceUri")![$"gs://{bucket}/".Length..]).ToList();
        Assert.EndsWith("driveroutput.000000000", objects[0].Name, StringComparison.Ordinal);
        Assert.Equal(0, objects[^1].Size);
        var run = Assert.Single(cloud.Runtime.Runs);
        Assert.False(Directory.Exists(run.WorkFolder));
        Assert.InRange(run.Slots, 1, 8);
        Assert.Equal(cloud.Server.StorageUrl, run.StorageUrl);
    }

    [Fact]
    public async Task A_failed_job_says_where_its_logs_are()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");

        await cloud.JobAsync("c1", "j1", "exit", "3");
        var job = await cloud.UntilAsync("jobs/j1", "status.state", "ERROR");

        var lines = job.Text("status.details")!.Split('\n');
        Assert.Equal("Google Cloud Dataproc Agent reports job failure. If logs are available, they can be found at:", lines[0]);
        Assert.Equal("https://console.cloud.google.com/dataproc/jobs/j1?project=p1&region=europe-west1", lines[1]);
        Assert.Equal("gcloud dataproc jobs wait 'j1' --region 'europe-west1' --project 'p1'", lines[2]);
        Assert.StartsWith("https://console.cloud.google.com/storage/browser/dataproc-staging-", lines[3], StringComparison.Ordinal);
        Assert.StartsWith("gs://dataproc-staging-", lines[4], StringComparison.Ordinal);
        Assert.Equal("The driver ended with exit code 3.", lines[5]);
    }

    [Fact]
    public async Task A_job_that_nothing_can_run_ends_with_what_is_missing()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");

        await cloud.PostAsync("jobs:submit", """{"job":{"reference":{"jobId":"j1"},"placement":{"clusterName":"c1"},"pigJob":{"queryList":{"queries":["x"]}}}}""");
        var job = await cloud.UntilAsync("jobs/j1", "status.state", "ERROR");

        var output = cloud.Objects.ReadAll(job.Text("driverOutputResourceUri")!);
        Assert.Contains("cannot run this pigJob", output, StringComparison.Ordinal);
        Assert.Contains("HADOOP_HOME", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runtime_that_breaks_is_a_failed_job()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");

        await cloud.JobAsync("c1", "j1", "throw");
        var job = await cloud.UntilAsync("jobs/j1", "status.state", "ERROR");

        Assert.Contains("the runtime broke", job.Text("status.details"), StringComparison.Ordinal);
        Assert.Contains("the runtime broke", cloud.Objects.ReadAll(job.Text("driverOutputResourceUri")!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_job_is_cancelled_and_then_no_more()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");
        await cloud.JobAsync("c1", "j1", "print", "begun", "wait");
        await cloud.UntilAsync("jobs/j1", "status.state", "RUNNING");

        var early = await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/jobs/j1");
        var cancelled = await cloud.PostAsync("jobs/j1:cancel", "{}");
        var job = await cloud.UntilAsync("jobs/j1", "status.state", "CANCELLED");
        var again = await cloud.PostAsync("jobs/j1:cancel", "{}");
        var deleted = await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/jobs/j1");
        var gone = await cloud.GetAsync("jobs/j1");

        Assert.Equal("FAILED_PRECONDITION", early.Status);
        Assert.Equal("CANCEL_PENDING", cancelled.Text("status.state"));
        Assert.Equal(["PENDING", "SETUP_DONE", "RUNNING", "CANCEL_PENDING", "CANCEL_STARTED"], job.Children("statusHistory").Select(entry => entry.Text("state")));
        Assert.Equal("KILLED", Assert.Single(job.Children("yarnApplications")).Text("state"));
        Assert.Equal("Cannot cancel jobId 'j1' in projectId 'p1' in state: 'CANCELLED'; cancellable states: '[PENDING, RUNNING]'", again.Message);
        Assert.Equal(HttpStatusCode.OK, deleted.Code);
        Assert.Equal("Not found: Job projects/p1/regions/europe-west1/jobs/j1", gone.Message);
    }

    [Fact]
    public async Task A_job_that_is_cancelled_before_it_runs_never_runs()
    {
        using var folder = new TempDir();
        var clock = new ManualTimeProvider();
        await using var cloud = await LocalCloud.StartAsync(folder, options => options with { Time = clock });
        var created = await cloud.PostAsync("clusters", """{"clusterName":"c1"}""");
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, created.Code);

        await cloud.JobAsync("c1", "j1");
        await cloud.PostAsync("jobs/j1:cancel", "{}");
        var job = await cloud.UntilAsync("jobs/j1", body => body.Flag("done"), "an end", () => clock.Advance(TimeSpan.FromMilliseconds(1)));

        Assert.Equal("CANCELLED", job.Text("status.state"));
        Assert.Empty(cloud.Runtime.Runs);
        Assert.Single(cloud.Objects.Writes, write => write.Name.EndsWith("driveroutput.000000000", StringComparison.Ordinal) && write.Size == 0);
    }

    [Fact]
    public async Task Deleting_the_cluster_fails_its_running_jobs_and_keeps_their_records()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");
        await cloud.JobAsync("c1", "j1", "wait");
        await cloud.UntilAsync("jobs/j1", "status.state", "RUNNING");

        await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/clusters/c1");
        var job = await cloud.UntilAsync("jobs/j1", "status.state", "ERROR");
        await cloud.UntilGoneAsync("clusters/c1");
        var listed = await cloud.GetAsync("jobs");
        var byCluster = await cloud.GetAsync("jobs?clusterName=c1");

        Assert.Contains("was deleted while the job was active", job.Text("status.details"), StringComparison.Ordinal);
        Assert.Single(listed.Body.Children("jobs"));
        Assert.Equal("Not found: Cluster projects/p1/regions/europe-west1/clusters/c1", byCluster.Message);
    }

    [Fact]
    public async Task A_repeated_submit_gets_the_first_job_and_a_taken_id_is_refused()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");
        const string body = """{"requestId":"r1","job":{"reference":{"jobId":"j1"},"placement":{"clusterName":"c1"},"hadoopJob":{"mainClass":"A"}}}""";

        var first = await cloud.PostAsync("jobs:submit", body);
        await cloud.UntilAsync("jobs/j1", "status.state", "DONE");
        var again = await cloud.PostAsync("jobs:submit", body.Replace("j1", "j2", StringComparison.Ordinal));
        var taken = await cloud.PostAsync("jobs:submit", LocalCloud.JobBody("c1", "j1"));

        Assert.Equal(first.Text("jobUuid"), again.Text("jobUuid"));
        Assert.Equal("DONE", again.Text("status.state"));
        Assert.Equal("j1", again.Text("reference.jobId"));
        Assert.Equal("3", first.Text("jobUuid")!.Split('-')[2][..1]);
        Assert.Equal((HttpStatusCode.Conflict, "Already exists: Failed to submit job: Job projects/p1/regions/europe-west1/jobs/j1"), (taken.Code, taken.Message));
        Assert.Single(cloud.Runtime.Runs);
    }

    [Fact]
    public async Task A_restartable_job_gets_another_attempt_with_output_of_its_own()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");

        await cloud.PostAsync("jobs:submit", """
            {"job":{"reference":{"jobId":"j1"},"placement":{"clusterName":"c1"},"scheduling":{"maxFailuresPerHour":2},
             "hadoopJob":{"mainClass":"A","args":["print","again","exit","1"]}}}
            """);
        var job = await cloud.UntilAsync("jobs/j1", "status.state", "ERROR");

        Assert.Equal(3, cloud.Runtime.Runs.Count);
        Assert.Equal(3, cloud.Runtime.Runs.Select(run => run.ApplicationId).Distinct().Count());
        Assert.Equal(["PENDING", "SETUP_DONE", "RUNNING", "ATTEMPT_FAILURE", "RUNNING", "ATTEMPT_FAILURE", "RUNNING"], job.Children("statusHistory").Select(entry => entry.Text("state")));
        Assert.EndsWith("/driveroutput-attempt-3", job.Text("driverOutputResourceUri"), StringComparison.Ordinal);
        foreach (var prefix in new[] { "driveroutput.", "driveroutput-attempt-2.", "driveroutput-attempt-3." })
            Assert.Equal("again\n", cloud.Objects.ReadAll(job.Text("driverControlFilesUri") + prefix));
    }

    [Fact]
    public async Task A_staged_files_generation_is_kept_in_the_answer_and_taken_off_for_the_driver()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");

        await cloud.PostAsync("jobs:submit", """
            {"job":{"reference":{"jobId":"j1"},"placement":{"cluster_name":"c1"},
             "hadoop_job":{"main_jar_file_uri":"gs://b/a.jar#1700000000000007","fileUris":["gs://b/f#1700000000000008","gs://b/g#alias"]}}}
            """);
        var job = await cloud.UntilAsync("jobs/j1", "status.state", "DONE");

        Assert.Equal("gs://b/a.jar#1700000000000007", job.Text("hadoopJob.mainJarFileUri"));
        var seen = Assert.Single(cloud.Runtime.Runs).Job;
        Assert.Equal("gs://b/a.jar", seen.Text("hadoopJob.mainJarFileUri"));
        Assert.Equal("""["gs://b/f","gs://b/g#alias"]""", seen.At("hadoopJob.fileUris")!.ToJsonString());
    }

    [Fact]
    public async Task Jobs_are_listed_newest_first_filtered_and_paged()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");
        await cloud.ClusterAsync("c2");
        foreach (var id in new[] { "j1", "j2", "j3" })
        {
            await cloud.JobAsync("c1", id);
            await cloud.UntilAsync($"jobs/{id}", "status.state", "DONE");
        }

        await cloud.JobAsync("c2", "j4", "wait");

        var active = await cloud.GetAsync("jobs?jobStateMatcher=ACTIVE");
        var ended = await cloud.GetAsync("jobs?clusterName=c1&jobStateMatcher=2&pageSize=2");
        var rest = await cloud.GetAsync($"jobs?clusterName=c1&jobStateMatcher=NON_ACTIVE&pageToken={ended.Text("nextPageToken")}");
        var filtered = await cloud.GetAsync("jobs?filter=" + Uri.EscapeDataString("status.state = NON_ACTIVE AND placement.clusterName = 'c1' AND insertTime >= \"2020-01-01T00:00:00Z\""));

        Assert.Equal(["j4"], Ids(active));
        Assert.Equal(["j3", "j2"], Ids(ended));
        Assert.Equal(["j1"], Ids(rest));
        Assert.Equal(3, Ids(filtered).Count());
        static IEnumerable<string?> Ids(Answer answer) => answer.Body.Children("jobs").Select(job => job.Text("reference.jobId"));
    }

    [Fact]
    public async Task A_job_finds_its_cluster_by_labels_and_its_own_labels_can_be_replaced()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.PostAsync("clusters", """{"clusterName":"c1","labels":{"cluster-pool":"a"}}""");
        await cloud.UntilAsync("clusters/c1", "status.state", "RUNNING");

        var job = await cloud.PostAsync("jobs:submit", """{"job":{"labels":{"x":"y"},"placement":{"clusterLabels":{"cluster-pool":"a"}},"hadoopJob":{"mainClass":"A"}}}""");
        var none = await cloud.PostAsync("jobs:submit", """{"job":{"placement":{"clusterLabels":{"cluster-pool":"b"}},"hadoopJob":{"mainClass":"A"}}}""");
        var id = job.Text("reference.jobId");
        var patched = await cloud.SendAsync("PATCH", $"{LocalCloud.Region}/jobs/{id}?updateMask=labels", """{"labels":{"z":"w"}}""");

        Assert.Equal("c1", job.Text("placement.clusterName"));
        Assert.Equal(id, job.Text("jobUuid"));
        Assert.Equal(HttpStatusCode.NotFound, none.Code);
        Assert.Equal(["z"], patched.Body.Map("labels").Keys);
    }

    [Fact]
    public async Task A_job_submitted_as_an_operation_is_done_with_it()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");

        var operation = await cloud.PostAsync("jobs:submitAsOperation", LocalCloud.JobBody("c1", "j1", "print", "x"));
        var done = await cloud.UntilAsync($"operations/{operation.Text("name")!.Split('/')[^1]}", body => body.Flag("done"), "done");

        Assert.Equal("j1", operation.Text("metadata.jobId"));
        Assert.Equal("DONE", done.Text("response.status.state"));
        Assert.Equal("DONE", done.Text("metadata.status.state"));
    }

    [Theory]
    [InlineData("""{"job":{"placement":{"clusterName":"none"},"hadoopJob":{"mainClass":"A"}}}""", "Not found: Cluster projects/p1/regions/europe-west1/clusters/none")]
    [InlineData("""{"job":{"placement":{"clusterName":"c1"}}}""", "The job has no type.")]
    [InlineData("""{"job":{"hadoopJob":{"mainClass":"A"}}}""", "The job's placement names no cluster.")]
    [InlineData("""{"job":{"reference":{"jobId":"a b"},"placement":{"clusterName":"c1"},"hadoopJob":{"mainClass":"A"}}}""", "'a b' must match pattern [a-zA-Z0-9_-]{1,100}")]
    [InlineData("""{"job":{"scheduling":{"maxFailuresPerHour":11},"placement":{"clusterName":"c1"},"hadoopJob":{"mainClass":"A"}}}""", "11 must be from 0 to 10")]
    [InlineData("""{"job":{"placement":{"clusterName":"c1"},"hadoopJob":{"mainClas":"A"}}}""", """Unknown name "mainClas" at 'job.hadoop_job': Cannot find field.""")]
    [InlineData("""{"jobs":{}}""", """Invalid JSON payload received. Unknown name "jobs": Cannot find field.""")]
    [InlineData("""{"job":{}""", "Invalid JSON payload received.")]
    public async Task A_submit_that_makes_no_sense_is_refused(string body, string expected)
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");

        var refused = await cloud.PostAsync("jobs:submit", body);

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Empty((await cloud.GetAsync("jobs")).Body);
    }

    [Fact]
    public async Task Fifty_jobs_at_once_on_five_clusters_are_all_right_and_none_mixed_up()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => cloud.ClusterAsync($"c{i}")));

        var jobs = await Task.WhenAll(Enumerable.Range(0, 50).Select(async i =>
        {
            await cloud.JobAsync($"c{i % 5}", $"j{i}", "print", $"I am {i}", "exit", i % 7 == 0 ? "1" : "0");
            return (i, Job: await cloud.UntilAsync($"jobs/j{i}", body => body.Flag("done"), "an end"));
        }));

        foreach (var (i, job) in jobs)
        {
            Assert.Equal(i % 7 == 0 ? "ERROR" : "DONE", job.Text("status.state"));
            Assert.Equal($"c{i % 5}", job.Text("placement.clusterName"));
            Assert.Equal($"I am {i}\n", cloud.Objects.ReadAll(job.Text("driverOutputResourceUri") + "."));
        }

        Assert.Equal(50, cloud.Runtime.Runs.Select(run => run.ApplicationId).Distinct().Count());
    }
}
