using System.Net;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Faults;
using Spydra.Emulator.Tests.Dataproc;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Faults;

public sealed class FaultTests
{
    [Fact]
    public async Task The_nth_call_is_answered_with_an_error_and_does_nothing()
    {
        using var folder = new TempDir();
        await using var cloud = await StartAsync(folder, new Fault { Method = "clusters.create", Effect = FaultEffect.Error, Nth = 2, Code = 429, Message = "slow down", RetryAfter = 7 });

        var first = await cloud.PostAsync("clusters", """{"clusterName":"c1"}""");
        using var content = new StringContent("""{"clusterName":"c2"}""");
        using var second = await cloud.Http.PostAsync(new Uri($"{LocalCloud.Region}/clusters", UriKind.Relative), content);
        var third = await cloud.PostAsync("clusters", """{"clusterName":"c2"}""");

        Assert.Equal(HttpStatusCode.OK, first.Code);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.Equal("7", second.Headers.RetryAfter!.ToString());
        Assert.Contains("RESOURCE_EXHAUSTED", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, third.Code);
    }

    [Fact]
    public async Task A_dropped_answer_leaves_the_effect_and_a_dropped_request_leaves_none()
    {
        using var folder = new TempDir();
        await using var cloud = await StartAsync(folder,
            new Fault { Method = "clusters.create", Effect = FaultEffect.DropAfter, Name = "after" },
            new Fault { Method = "clusters.create", Effect = FaultEffect.DropBefore, Name = "before" });

        await Assert.ThrowsAsync<HttpRequestException>(() => cloud.PostAsync("clusters?requestId=r1", """{"clusterName":"c-after"}"""));
        await Assert.ThrowsAsync<HttpRequestException>(() => cloud.PostAsync("clusters", """{"clusterName":"c-before"}"""));
        var done = await cloud.UntilAsync("clusters/c-after", "status.state", "RUNNING");
        var calls = (await cloud.SendAsync("GET", "emulator/calls")).Body.Children("calls").Take(2).ToList();

        Assert.Equal("c-after", done.Text("clusterName"));
        Assert.Equal(HttpStatusCode.NotFound, (await cloud.GetAsync("clusters/c-before")).Code);
        Assert.All(calls, call => Assert.Null(call["status"]));
        Assert.Equal(["drop-after", "drop-before"], calls.Select(call => call.Text("fault")));
    }

    [Fact]
    public async Task An_answer_can_be_cut_or_be_a_page()
    {
        using var folder = new TempDir();
        await using var cloud = await StartAsync(folder,
            new Fault { Method = "objects.*", Effect = FaultEffect.Truncate, Nth = 1 },
            new Fault { Method = "clusters.list", Effect = FaultEffect.Html });

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => cloud.Http.GetStringAsync(cloud.Server.StorageUrl));
        var whole = await cloud.Http.GetStringAsync(cloud.Server.StorageUrl);
        using var page = await cloud.Http.GetAsync(new Uri($"{LocalCloud.Region}/clusters", UriKind.Relative));

        Assert.Equal("the whole object", whole);
        Assert.Equal(HttpStatusCode.BadGateway, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_delay_goes_by_the_emulators_clock()
    {
        using var folder = new TempDir();
        var clock = new ManualTimeProvider();
        await using var cloud = await LocalCloud.StartAsync(folder, options => options with
        {
            Time = clock,
            Faults = [new Fault { Method = "clusters.list", Effect = FaultEffect.Delay, Delay = TimeSpan.FromMinutes(5) }],
        });

        var slow = cloud.GetAsync("clusters");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (clock.Waiting == 0) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, deadline.Token);
        Assert.False(slow.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(HttpStatusCode.OK, (await slow).Code);
    }

    [Fact]
    public async Task A_stockout_ends_the_operation_and_leaves_a_cluster_in_error()
    {
        using var folder = new TempDir();
        await using var cloud = await StartAsync(folder, new Fault { Method = "clusters.create", Effect = FaultEffect.Stockout });

        var create = await cloud.PostAsync("clusters", """{"clusterName":"c1"}""");
        var cluster = await cloud.UntilAsync("clusters/c1", "status.state", "ERROR");
        var operation = await cloud.SendAsync("GET", "v1/" + create.Text("name"));

        Assert.Equal(HttpStatusCode.OK, operation.Code);
        Assert.Equal("The zone 'projects/p1/zones/europe-west1-b' does not have enough resources available to fulfill the request.  '(resource type:compute)'.", operation.Message);
        Assert.Equal(14, operation.Body.Number("error.code"));
        Assert.Equal(operation.Message, cluster.Text("status.detail"));
        Assert.Null(operation.Body["response"]);
    }

    [Fact]
    public async Task A_failed_init_action_names_its_output_and_the_output_is_there()
    {
        using var folder = new TempDir();
        await using var cloud = await StartAsync(folder, new Fault { Method = "clusters.create", Effect = FaultEffect.InitActionFails });

        await cloud.PostAsync("clusters", """{"clusterName":"c1","config":{"initializationActions":[{"executableFile":"gs://my/init.sh"}]}}""");
        var cluster = await cloud.UntilAsync("clusters/c1", "status.state", "ERROR");

        var detail = cluster.Text("status.detail")!;
        Assert.StartsWith("Initialization action failed. Failed action 'gs://my/init.sh', see output in: gs://dataproc-staging-", detail, StringComparison.Ordinal);
        var printed = cloud.Objects.ReadAll(detail[detail.LastIndexOf("gs://", StringComparison.Ordinal)..]);
        Assert.StartsWith("+ echo 'setting up this node with gs://my/init.sh'\n", printed, StringComparison.Ordinal);
        Assert.EndsWith("\n+ exit 100\n", printed, StringComparison.Ordinal);
        var refused = await cloud.PostAsync("jobs:submit", LocalCloud.JobBody("c1", "j1"));
        Assert.Equal("FAILED_PRECONDITION", refused.Status);
        await cloud.SendAsync("DELETE", $"{LocalCloud.Region}/clusters/c1");
        await cloud.UntilGoneAsync("clusters/c1");
    }

    [Fact]
    public async Task A_cluster_goes_to_error_later_and_takes_its_job_with_it()
    {
        using var folder = new TempDir();
        await using var cloud = await StartAsync(folder, new Fault { Method = "jobs.submit", Effect = FaultEffect.ClusterError, After = TimeSpan.FromMilliseconds(50), Message = "the master is gone" });
        await cloud.ClusterAsync("c1");

        await cloud.JobAsync("c1", "j1", "wait");
        var cluster = await cloud.UntilAsync("clusters/c1", "status.state", "ERROR");
        var job = await cloud.UntilAsync("jobs/j1", "status.state", "ERROR");

        Assert.Equal("the master is gone", cluster.Text("status.detail"));
        Assert.Contains("the master is gone", job.Text("status.details"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_is_to_break_after_its_creation_breaks_by_the_clock()
    {
        using var folder = new TempDir();
        var clock = new ManualTimeProvider();
        await using var cloud = await LocalCloud.StartAsync(folder, options => options with
        {
            Time = clock,
            Faults = [new Fault { Method = "clusters.create", Effect = FaultEffect.ClusterError, After = TimeSpan.FromMinutes(1) }],
        });

        await cloud.PostAsync("clusters", """{"clusterName":"c1"}""");
        clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("RUNNING", (await cloud.GetAsync("clusters/c1")).Text("status.state"));
        clock.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal("ERROR", (await cloud.GetAsync("clusters/c1")).Text("status.state"));
    }

    [Fact]
    public async Task A_job_fails_at_the_attempt_that_was_ordered()
    {
        using var folder = new TempDir();
        await using var cloud = await StartAsync(folder, new Fault { Method = "jobs.submit", Effect = FaultEffect.JobFails, Name = "j1", Attempt = 1, Output = "boom", Message = "ordered", ExitCode = 137 });
        await cloud.ClusterAsync("c1");

        await cloud.PostAsync("jobs:submit", """{"job":{"reference":{"jobId":"j1"},"placement":{"clusterName":"c1"},"scheduling":{"maxFailuresTotal":1},"hadoopJob":{"mainClass":"A"}}}""");
        await cloud.JobAsync("c1", "j2");
        var first = await cloud.UntilAsync("jobs/j1", "status.state", "DONE");
        await cloud.UntilAsync("jobs/j2", "status.state", "DONE");

        var failure = Assert.Single(first.Children("statusHistory"), entry => entry.Text("state") == "ATTEMPT_FAILURE");
        Assert.Equal("ordered", failure.Text("details"));
        Assert.Equal("boom\n", cloud.Objects.ReadAll(first.Text("driverControlFilesUri") + "driveroutput."));
        Assert.Equal(["j1", "j2"], cloud.Runtime.Runs.Select(run => run.JobId).Order());
    }

    [Fact]
    public async Task A_job_that_hangs_ends_when_it_is_cancelled()
    {
        using var folder = new TempDir();
        await using var cloud = await StartAsync(folder, new Fault { Method = "jobs.submit", Effect = FaultEffect.JobHangs });
        await cloud.ClusterAsync("c1");

        await cloud.JobAsync("c1", "j1");
        await cloud.UntilAsync("jobs/j1", "status.state", "RUNNING");
        await cloud.PostAsync("jobs/j1:cancel", "{}");

        await cloud.UntilAsync("jobs/j1", "status.state", "CANCELLED");
        Assert.Empty(cloud.Runtime.Runs);
    }

    [Fact]
    public async Task Faults_are_ordered_seen_and_taken_back_over_the_admin_route()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);

        var ordered = await cloud.SendAsync("POST", "emulator/faults", """{"method":"jobs.list","effect":"error","code":500,"every":2}""");
        await cloud.GetAsync("jobs");
        var second = await cloud.GetAsync("jobs");
        var seen = await cloud.SendAsync("GET", "emulator/faults");
        var refused = await cloud.SendAsync("POST", "emulator/faults", """[{"method":"jobs.list","effect":"explode"}]""");
        await cloud.SendAsync("DELETE", "emulator/faults");
        await cloud.GetAsync("jobs");
        var fourth = await cloud.GetAsync("jobs");
        var calls = (await cloud.SendAsync("GET", "emulator/calls")).Body.Children("calls").ToList();

        Assert.Single(ordered.Body.Children("faults"));
        Assert.Equal(HttpStatusCode.InternalServerError, second.Code);
        Assert.Equal((2, 1), (seen.Body.Children("faults").Single().Number("calls"), seen.Body.Children("faults").Single().Number("hits")));
        Assert.Contains("effect 'explode' is not known", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, fourth.Code);
        Assert.Equal(["200", "500", "200", "200"], calls.Select(call => call["status"]!.ToJsonString()));
        Assert.All(calls, call => Assert.Equal("jobs.list", call.Text("method")));
    }

    [Fact]
    public async Task A_reset_forgets_everything_and_stops_what_runs()
    {
        using var folder = new TempDir();
        await using var cloud = await LocalCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");
        await cloud.JobAsync("c1", "j1", "wait");
        await cloud.UntilAsync("jobs/j1", "status.state", "RUNNING");

        var reset = await cloud.SendAsync("POST", "emulator/reset");

        Assert.Equal(HttpStatusCode.OK, reset.Code);
        Assert.Empty((await cloud.GetAsync("clusters")).Body);
        Assert.Empty((await cloud.GetAsync("jobs")).Body);
        Assert.Empty((await cloud.GetAsync("operations")).Body);
        await cloud.ClusterAsync("c1");
    }

    [Fact]
    public async Task A_fault_that_makes_no_sense_is_refused_at_the_start()
    {
        using var folder = new TempDir();

        var refused = await Assert.ThrowsAsync<EmulatorException>(() => StartAsync(folder, new Fault { Method = "jobs.get", Effect = FaultEffect.Stockout }));

        Assert.Contains("happens on clusters.create", refused.Message, StringComparison.Ordinal);
    }

    private static Task<LocalCloud> StartAsync(TempDir folder, params Fault[] faults) => LocalCloud.StartAsync(folder, options => options with { Faults = faults });
}
