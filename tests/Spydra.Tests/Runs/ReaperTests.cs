using Spydra.Clusters;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Runs;

namespace Spydra.Tests.Runs;

public sealed class ReaperTests
{
    private static readonly Guid Run = new("0f8fad5b-d9cb-469f-a165-70867728950e");
    private static readonly string Name = "spydra-" + Run;

    [Fact]
    public async Task A_forgotten_cluster_is_deleted_and_the_reason_told()
    {
        await using var cloud = await ReapCloud.StartAsync();
        await cloud.CreateAsync(Run);
        await cloud.SubmitAsync(Name, "ends-1");
        cloud.Advance(TimeSpan.FromHours(2));

        var reaped = Assert.Single(await cloud.ReapAsync());

        Assert.Equal((ReapOutcome.Deleted, "has no lease any more; it is 2 h 0 min old, and no job of it is active"), (reaped.Outcome, reaped.Reason));
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_dry_run_deletes_nothing_and_says_what_would_go()
    {
        await using var cloud = await ReapCloud.StartAsync();
        await cloud.CreateAsync(Run);
        cloud.Advance(TimeSpan.FromHours(2));

        var reaped = Assert.Single(await cloud.ReapAsync(mode: ReapMode.DryRun));

        Assert.Equal(ReapOutcome.WouldGo, reaped.Outcome);
        Assert.Single(await cloud.ClustersAsync());
    }

    [Theory]
    [InlineData("get")]
    [InlineData("jobs")]
    public async Task A_job_that_is_submitted_after_the_list_saves_its_cluster(string before)
    {
        await using var cloud = await ReapCloud.StartAsync();
        await cloud.CreateAsync(Run);
        cloud.Advance(TimeSpan.FromHours(2));

        var submitted = false;
        var reaped = Assert.Single(await cloud.ReapAsync(before: async request =>
        {
            if (submitted || !Is(request, before)) return;
            submitted = true;
            await cloud.SubmitAsync(Name, "hangs-1");
        }));

        Assert.True(submitted);
        Assert.StartsWith("has work: job hangs-1 is ", reaped.Reason, StringComparison.Ordinal);
        Assert.Single(await cloud.ClustersAsync());
    }

    [Theory]
    [InlineData("get", ReapOutcome.Stays)]
    [InlineData("jobs", ReapOutcome.Deleted)]
    [InlineData("delete", ReapOutcome.Deleted)]
    public async Task A_cluster_that_has_taken_the_name_meanwhile_stays(string before, ReapOutcome expected)
    {
        await using var cloud = await ReapCloud.StartAsync();
        var labels = cloud.LabelsOf(Run);
        await cloud.CreateAsync(Run);
        cloud.Advance(TimeSpan.FromHours(2));

        string? anew = null;
        var reaped = Assert.Single(await cloud.ReapAsync(before: async request =>
        {
            if (anew is null && Is(request, before)) anew = await cloud.RemakeAsync(Name, labels);
        }));

        Assert.Equal(expected, reaped.Outcome);
        Assert.Equal(anew, Assert.Single(await cloud.ClustersAsync()).Value);
    }

    [Fact]
    public async Task A_cluster_whose_run_is_held_stays_and_the_holder_is_named()
    {
        await using var cloud = await ReapCloud.StartAsync();
        await cloud.CreateAsync(Run);
        cloud.Advance(TimeSpan.FromHours(2));

        var reaped = Assert.Single(await cloud.ReapAsync(heldBy: cluster => cluster.Name == Name ? "process 12 of this machine" : null));

        Assert.Equal("is needed: its run is held by process 12 of this machine", reaped.Reason);
        Assert.Single(await cloud.ClustersAsync());
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public async Task A_clock_that_is_wrong_by_a_year_changes_nothing(int days)
    {
        await using var cloud = await ReapCloud.StartAsync();
        var (live, forgotten) = (Guid.NewGuid(), Guid.NewGuid());
        await cloud.CreateAsync(forgotten);
        cloud.Advance(TimeSpan.FromHours(2));
        await cloud.CreateAsync(live);

        await cloud.ReapAsync(skew: TimeSpan.FromDays(days));

        Assert.Equal([$"spydra-{live}"], (await cloud.ClustersAsync()).Keys);
    }

    [Fact]
    public async Task Where_the_service_does_not_tell_the_time_clusters_are_taken_for_a_day_younger()
    {
        await using var cloud = await ReapCloud.StartAsync();
        await cloud.CreateAsync(Run);
        cloud.Advance(TimeSpan.FromHours(25));

        Assert.Equal(ReapOutcome.Stays, Assert.Single(await cloud.ReapAsync(after: WithoutDate)).Outcome);
        cloud.Advance(TimeSpan.FromHours(1));
        Assert.Equal(ReapOutcome.Deleted, Assert.Single(await cloud.ReapAsync(after: WithoutDate)).Outcome);

        static Task WithoutDate(HttpResponseMessage response)
        {
            response.Headers.Date = null;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task What_fails_for_one_cluster_does_not_stop_the_others()
    {
        var (one, other) = (new Guid("11111111-d9cb-469f-a165-70867728950e"), new Guid("22222222-d9cb-469f-a165-70867728950e"));
        await using var cloud = await ReapCloud.StartAsync(new Fault { Method = "clusters.delete", Effect = FaultEffect.Error, Code = 403, Name = one.ToString() });
        await cloud.CreateAsync(one);
        await cloud.CreateAsync(other);
        cloud.Advance(TimeSpan.FromHours(2));

        var reaped = await cloud.ReapAsync();

        Assert.Equal([ReapOutcome.Failed, ReapOutcome.Deleted], reaped.Select(cluster => cluster.Outcome));
        Assert.Equal(FailureClass.Permission, FailureClasses.Of(reaped[0].Failure!));
        Assert.Equal([$"spydra-{one}"], (await cloud.ClustersAsync()).Keys);
    }

    [Fact]
    public async Task Two_reapers_ask_for_one_deletion()
    {
        await using var cloud = await ReapCloud.StartAsync();
        await cloud.CreateAsync(Run);
        cloud.Advance(TimeSpan.FromHours(2));
        List<string> asked = [];

        await Task.WhenAll(cloud.ReapAsync(before: NoteAsync), cloud.ReapAsync(before: NoteAsync));

        Assert.NotEmpty(asked);
        Assert.Single(asked.Distinct(StringComparer.Ordinal));
        Assert.Contains("requestId=", asked[0], StringComparison.Ordinal);
        Assert.Empty(await cloud.ClustersAsync());

        Task NoteAsync(HttpRequestMessage request)
        {
            if (request.Method == HttpMethod.Delete)
                lock (asked) asked.Add(request.RequestUri!.PathAndQuery);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_run_and_a_reaper_do_not_meet()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        List<ReapedCluster> reaped = [];
        run.When<RunEvent.JobSubmitted>(_ => true, () => reaped.AddRange(ReapAsync().GetAwaiter().GetResult()));

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal(ReapOutcome.Stays, Assert.Single(reaped).Outcome);

        async Task<List<ReapedCluster>> ReapAsync()
        {
            using var http = new HttpClient();
            var reaper = new RunServices(new ApiClient(http, new NoCredentials(), TimeProvider.System), run.Endpoints, run.Poll, run.Limits, TimeProvider.System).Reaper();
            List<ReapedCluster> all = [];
            await foreach (var cluster in reaper.ReapAsync(run.Planned().Region!, new ReapTerms { LeaseLength = TimeSpan.Zero }, ReapMode.Delete, CancellationToken.None)) all.Add(cluster);
            return all;
        }
    }

    private static bool Is(HttpRequestMessage request, string call) => call switch
    {
        "get" => request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath.EndsWith("/clusters/" + Name, StringComparison.Ordinal),
        "jobs" => request.Method == HttpMethod.Get && request.RequestUri!.AbsolutePath.EndsWith("/jobs", StringComparison.Ordinal),
        _ => request.Method == HttpMethod.Delete,
    };
}
