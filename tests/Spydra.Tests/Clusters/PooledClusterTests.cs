using System.Text.Json.Nodes;
using Spydra.Clusters;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Clusters;

public sealed class PooledClusterTests
{
    [Fact]
    public async Task The_first_run_makes_a_member_and_the_next_one_uses_it()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var first = RecordedRun.Against(cloud).Pooled();
        using var second = RecordedRun.Against(cloud).Pooled();

        var outcomes = new[] { await first.RunAsync(), await second.RunAsync() };

        Assert.All(outcomes, outcome => Assert.Equal(JobState.Done, outcome.State));
        Assert.Equal([Member(first)], await cloud.ClustersAsync());
        Assert.Equal(1, await cloud.ClustersMadeAsync());
        Assert.Equal(["DONE", "DONE"], await cloud.JobStatesAsync());
        Assert.DoesNotContain(second.Sent, request => request.Method == "POST" && request.Url.AbsolutePath.EndsWith("/clusters", StringComparison.Ordinal));
        Assert.DoesNotContain(first.Events.Concat(second.Events), happened => happened is RunEvent.Warned or RunEvent.ClusterLeftBehind or RunEvent.ClusterReleased);
        Assert.Contains(new RunEvent.ClusterShared(Member(first)), first.Events);
    }

    [Fact]
    public async Task A_member_that_the_original_made_is_used()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud).Pooled();
        await CreateMemberAsync(cloud, run, "spydra-by-someone");

        await run.RunAsync();

        Assert.Equal(["spydra-by-someone"], await cloud.ClustersAsync());
        Assert.Equal(["DONE"], await cloud.JobStatesAsync());
    }

    [Fact]
    public async Task When_its_generation_has_passed_a_member_gets_no_more_jobs()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var first = RecordedRun.Against(cloud).Pooled();
        using var later = RecordedRun.Against(cloud).Pooled();
        await first.RunAsync();
        later.Clock.Advance(TimeSpan.FromDays(1));

        await later.RunAsync();

        Assert.NotEqual(Member(first), Member(later));
        Assert.Equal(new[] { Member(first), Member(later) }.Order(StringComparer.Ordinal), await cloud.ClustersAsync());
    }

    [Fact]
    public async Task There_are_never_more_members_than_the_limit()
    {
        await using var cloud = await RunCloud.StartAsync();
        var runs = Enumerable.Range(0, 12).Select(_ => RecordedRun.Against(cloud).Pooled(limit: 3)).ToList();

        await Task.WhenAll(runs.Select(run => run.RunAsync()));

        Assert.Equal(runs.Select(Member).Distinct().Order(StringComparer.Ordinal), await cloud.ClustersAsync());
        Assert.InRange(await cloud.ClustersMadeAsync(), 1, 3);
        Assert.All(await cloud.JobStatesAsync(), state => Assert.Equal("DONE", state));
        runs.ForEach(run => run.Dispose());
    }

    [Fact]
    public async Task Two_runs_at_once_share_one_member_while_it_is_still_being_made()
    {
        await using var cloud = await RunCloud.StartAsync(RunCloud.Quick with { Create = TimeSpan.FromMilliseconds(300) });
        using var first = RecordedRun.Against(cloud).Pooled();
        using var second = RecordedRun.Against(cloud).Pooled();

        await Task.WhenAll(first.RunAsync(), second.RunAsync());

        Assert.Equal(1, await cloud.ClustersMadeAsync());
        Assert.Equal(["DONE", "DONE"], await cloud.JobStatesAsync());
        Assert.Equal([Member(first)], await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_member_that_someone_else_makes_between_our_look_and_our_request_is_used()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud).Pooled();
        var name = Member(run);
        var once = 0;
        run.Sending = request =>
        {
            if (request.Method == HttpMethod.Post && request.RequestUri!.AbsolutePath.EndsWith("/clusters", StringComparison.Ordinal) && once++ == 0)
                CreateMemberAsync(cloud, run, name).GetAwaiter().GetResult();
        };

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal(1, await cloud.ClustersMadeAsync());
        Assert.Equal([name], await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_member_in_error_is_not_picked_but_replaced()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "clusters.create", Effect = FaultEffect.ClusterError, Nth = 1 });
        using var run = RecordedRun.Against(cloud).Pooled();
        await cloud.PostAsync("clusters", Described(run, Member(run)));
        await cloud.UntilAsync(Member(run), "ERROR");

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal(2, await cloud.ClustersMadeAsync());
        Assert.Equal([Member(run)], await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_stopped_member_is_not_picked_but_replaced()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud).Pooled();
        await CreateMemberAsync(cloud, run, Member(run));
        await cloud.PostAsync($"clusters/{Member(run)}:stop", []);

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal(2, await cloud.ClustersMadeAsync());
    }

    [Fact]
    public async Task A_member_that_is_being_deleted_gets_a_successor_of_its_name()
    {
        await using var cloud = await RunCloud.StartAsync(RunCloud.Quick with { Delete = TimeSpan.FromMilliseconds(200) });
        using var run = RecordedRun.Against(cloud).Pooled();
        await CreateMemberAsync(cloud, run, Member(run));
        using var http = new HttpClient();
        await http.DeleteAsync(new Uri(cloud.Server.DataprocUrl, $"v1/projects/p/regions/europe-west1/clusters/{Member(run)}"), TestContext.Current.CancellationToken);

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal([Member(run)], await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_member_that_does_not_come_up_is_deleted_by_the_run_that_made_it()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "clusters.create", Effect = FaultEffect.Stockout });
        using var run = RecordedRun.Against(cloud).Pooled();

        var failed = await Assert.ThrowsAsync<ClusterFailedException>(run.RunAsync);

        Assert.Contains("does not have enough resources available", failed.Message);
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_member_that_fails_under_its_jobs_is_deleted_by_the_first_run_that_sees_it()
    {
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "jobs.submit", Effect = FaultEffect.JobHangs },
            new Fault { Method = "jobs.submit", Effect = FaultEffect.ClusterError, After = TimeSpan.FromMilliseconds(50) });
        using var run = RecordedRun.Against(cloud).Pooled();

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Error, outcome.State);
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task Interrupted_during_its_job_a_run_cancels_it_and_leaves_the_member()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "jobs.submit", Effect = FaultEffect.JobHangs });
        using var run = RecordedRun.Against(cloud).Pooled().InterruptedAt<RunEvent.JobStateChanged>(job => job.State == JobState.Running);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(run.RunAsync);

        Assert.Equal(["CANCELLED"], await cloud.JobStatesAsync());
        Assert.Equal([Member(run)], await cloud.ClustersAsync());
        Assert.DoesNotContain(run.Events, happened => happened is RunEvent.ClusterLeftBehind);
    }

    [Fact]
    public async Task Interrupted_while_its_member_is_made_a_run_leaves_nothing_half_made()
    {
        await using var cloud = await RunCloud.StartAsync(RunCloud.Quick with { Create = TimeSpan.FromMinutes(5) });
        using var run = RecordedRun.Against(cloud).Pooled().InterruptedAt<RunEvent.ClusterStateChanged>(cluster => cluster.State == "CREATING");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(run.RunAsync);

        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task Interrupted_while_it_waits_for_the_member_of_another_a_run_leaves_that_alone()
    {
        await using var cloud = await RunCloud.StartAsync(RunCloud.Quick with { Create = TimeSpan.FromMinutes(5) });
        using var run = RecordedRun.Against(cloud).Pooled().InterruptedAt<RunEvent.ClusterStateChanged>(cluster => cluster.State == "CREATING");
        await cloud.PostAsync("clusters", Described(run, Member(run)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(run.RunAsync);

        Assert.Equal([Member(run)], await cloud.ClustersAsync());
        Assert.DoesNotContain(await cloud.CallsAsync(), call => call.Method == "clusters.delete");
    }

    [Fact]
    public async Task A_member_whose_making_was_answered_by_nobody_is_found_and_used()
    {
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "clusters.create", Effect = FaultEffect.DropAfter, Nth = 1 },
            new Fault { Method = "clusters.create", Effect = FaultEffect.Error, Code = 409, Nth = 2 });
        using var run = RecordedRun.Against(cloud).Pooled();

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal([Member(run)], await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_cluster_without_a_token_is_ignored_with_a_warning()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud).Pooled();
        await cloud.CreateClusterAsync("odd", ("spydra-cluster", "1"), (PoolPlace.ClientLabel, "test"));

        await run.RunAsync();

        Assert.Contains("'odd'", Assert.Single(run.Events.OfType<RunEvent.Warned>()).Text);
        Assert.Equal(new[] { "odd", Member(run) }, await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_cluster_that_only_has_the_name_is_neither_used_nor_deleted()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud).Pooled();
        await cloud.CreateClusterAsync(Member(run));

        var failed = await Assert.ThrowsAsync<ClusterFailedException>(run.RunAsync);

        Assert.Contains("is not of the pool", failed.Message);
        Assert.Equal([Member(run)], await cloud.ClustersAsync());
        Assert.Empty(await cloud.JobStatesAsync());
    }

    [Fact]
    public async Task Another_configuration_gets_a_pool_of_its_own_and_says_so()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var small = RecordedRun.Against(cloud).Pooled();
        using var large = Large(cloud);
        using var largeAgain = Large(cloud);
        await small.RunAsync();

        await large.RunAsync();
        await largeAgain.RunAsync();

        Assert.Equal(2, await cloud.ClustersMadeAsync());
        Assert.All(new[] { large, largeAgain }, run =>
        {
            Assert.Contains("other cluster.options", Assert.Single(run.Events.OfType<RunEvent.Warned>()).Text);
            Assert.Contains(new RunEvent.ClusterShared(((ClusterPlan.Pooled)run.Plan!.Cluster).Own.Member.Name), run.Events);
        });
    }

    [Fact]
    public void Neither_the_run_nor_its_lifetime_nor_the_order_of_keys_makes_another_configuration()
    {
        var (one, other) = (Guid.NewGuid(), Guid.NewGuid());

        var digest = PoolConfiguration.Digest(JsonNode.Parse($$$"""{"a": {"x": "gs://b/{{{one}}}/d", "y": [1, 2]}, "lifecycleConfig": {"idleDeleteTtl": "1s"}}""")!.AsObject(), one);

        Assert.Equal(digest, PoolConfiguration.Digest(JsonNode.Parse($$$"""{"a": {"y": [1, 2], "x": "gs://b/{{{other}}}/d"}}""")!.AsObject(), other));
        Assert.NotEqual(digest, PoolConfiguration.Digest(JsonNode.Parse($$$"""{"a": {"y": [2, 1], "x": "gs://b/{{{other}}}/d"}}""")!.AsObject(), other));
    }

    [Theory]
    [InlineData("RUNNING", "Use")]
    [InlineData("CREATING", "Wait")]
    [InlineData("UPDATING", "Wait")]
    [InlineData("STARTING", "Wait")]
    [InlineData("DELETING", "Wait")]
    [InlineData("STOPPING", "Wait")]
    [InlineData("STOPPED", "Replace")]
    [InlineData("ERROR", "Replace")]
    [InlineData("ERROR_DUE_TO_UPDATE", "Refuse")]
    [InlineData("WHATEVER_COMES", "Refuse")]
    public void Only_a_member_that_runs_is_picked(string state, string step) => Assert.Equal(step, PoolRules.Of(
        new("c", "u", state, null, null, null, new Dictionary<string, string>(StringComparer.Ordinal))).ToString());

    private static RecordedRun Large(RunCloud cloud)
    {
        var run = RecordedRun.Against(cloud).Pooled();
        run.Spec["cluster"] = new JsonObject { ["options"] = new JsonObject { ["num-workers"] = 20 } };
        return run;
    }

    private static string Member(RecordedRun run) => Shared(run).Member.Name;

    private static PoolPlace Shared(RecordedRun run) => ((ClusterPlan.Pooled)(run.Plan ?? run.Planned()).Cluster).Shared;

    /// <summary>As the original makes one: no label of ours.</summary>
    private static Task CreateMemberAsync(RunCloud cloud, RecordedRun run, string name) => cloud.CreateClusterAsync(
        name, ("spydra-cluster", "1"), (PoolPlace.ClientLabel, "test"), (PoolPlace.TokenLabel, Shared(run).Slot.Token));

    private static JsonObject Described(RecordedRun run, string name) => new()
    {
        ["projectId"] = "p",
        ["clusterName"] = name,
        ["config"] = new JsonObject(),
        ["labels"] = new JsonObject { ["spydra-cluster"] = "1", [PoolPlace.ClientLabel] = "test", [PoolPlace.TokenLabel] = Shared(run).Slot.Token },
    };
}
