using System.Net;
using System.Text.Json.Nodes;
using Spydra.Clusters;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp;
using Spydra.Tests.Runs;

namespace Spydra.Tests.Clusters;

public sealed class EphemeralClusterTests
{
    [Theory]
    [InlineData(FaultEffect.Stockout, FailureClass.Capacity, "does not have enough resources available")]
    [InlineData(FaultEffect.InitActionFails, FailureClass.Cluster, "Initialization action failed")]
    [InlineData(FaultEffect.ClusterError, FailureClass.Cluster, "ERROR")]
    public async Task A_cluster_that_does_not_come_up_is_deleted_and_says_why(string effect, FailureClass expected, string why)
    {
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "clusters.create", Effect = effect },
            new Fault { Method = "operations.get", Effect = FaultEffect.Delay, Delay = TimeSpan.FromMilliseconds(200) });
        using var run = RecordedRun.Against(cloud);

        var failed = await Assert.ThrowsAsync<ClusterFailedException>(run.RunAsync);

        Assert.Contains(why, failed.Message);
        Assert.Equal(expected, FailureClasses.Of(failed));
        Assert.Empty(await cloud.ClustersAsync());
        Assert.Empty(await cloud.JobStatesAsync());
        Assert.Contains(new RunEvent.ClusterReleased(run.Cluster), run.Events);
    }

    [Fact]
    public async Task The_end_of_the_log_of_a_failed_init_action_is_told_before_the_cluster_goes()
    {
        var printed = string.Concat(Enumerable.Range(1, 9000).Select(line => $"+ step {line}\n"));
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "clusters.create", Effect = FaultEffect.InitActionFails, Output = printed });
        using var run = RecordedRun.Against(cloud);
        run.Patience = TimeSpan.FromSeconds(8);

        var failed = await Assert.ThrowsAsync<ClusterFailedException>(run.RunAsync);

        var found = Assert.Single(run.Events.OfType<RunEvent.ClusterLogFound>());
        Assert.Contains(found.Uri, failed.Message, StringComparison.Ordinal);
        Assert.Equal("+ step 9000", found.Lines[^1]);
        Assert.InRange(found.Lines.Sum(line => line.Length + 1), 60_000, 64 << 10);
        Assert.All(found.Lines, line => Assert.StartsWith("+ step ", line, StringComparison.Ordinal));
        var events = run.Events.ToList();
        Assert.True(events.IndexOf(found) < events.IndexOf(new RunEvent.ClusterStateChanged(run.Cluster, "DELETING")));
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Theory]
    [InlineData(FaultEffect.Error, null)]
    [InlineData(FaultEffect.DropBefore, null)]
    [InlineData(FaultEffect.Delay, 3600)]
    public async Task A_log_that_can_not_be_read_is_a_warning_and_the_cluster_goes_within_seconds(string effect, int? delay)
    {
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "clusters.create", Effect = FaultEffect.InitActionFails },
            new Fault { Method = "objects.get", Effect = effect, Delay = delay is { } seconds ? TimeSpan.FromSeconds(seconds) : null });
        using var run = RecordedRun.Against(cloud);
        TimeSpan begun = default, deleting = default;
        run.When<RunEvent.ClusterStateChanged>(state => state.State == "CREATING", () => begun = TimeSpan.FromTicks(run.Clock.GetTimestamp()))
            .When<RunEvent.ClusterStateChanged>(state => state.State == "DELETING", () => deleting = TimeSpan.FromTicks(run.Clock.GetTimestamp()));

        await Assert.ThrowsAsync<ClusterFailedException>(run.RunAsync);

        Assert.Contains(run.Events.OfType<RunEvent.Warned>(), warned => warned.Text.Contains("dataproc-initialization-script-0_output", StringComparison.Ordinal));
        Assert.InRange(deleting - begun, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_deletion_that_is_not_waited_for_is_asked_for_and_seen_to_be_taken()
    {
        await using var cloud = await RunCloud.StartAsync(RunCloud.Quick with { Delete = TimeSpan.FromHours(1) });
        using var run = RecordedRun.Against(cloud);
        run.Given = run.Planned().DeletingAsync();

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal(new RunEvent.ClusterDeletionTaken(run.Cluster), run.Events[^1]);
        Assert.Equal("DELETE", run.Sent[^1].Method);
        Assert.Equal([run.Cluster], await cloud.ClustersAsync());
        Assert.Equal("DELETE", run.Given.Requests(run.Endpoints).Last().Method);
    }

    [Fact]
    public async Task A_deletion_that_is_not_waited_for_and_not_taken_is_reported()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "clusters.delete", Effect = FaultEffect.Error });
        using var run = RecordedRun.Against(cloud);
        run.Given = run.Planned().DeletingAsync();

        await run.RunAsync();

        Assert.Single(run.Events.OfType<RunEvent.ClusterLeftBehind>());
        Assert.DoesNotContain(run.Events, happened => happened is RunEvent.ClusterDeletionTaken);
    }

    [Fact]
    public async Task Creation_that_is_refused_for_ever_is_unreachable_and_leaves_nothing()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "clusters.create", Effect = FaultEffect.Error });
        using var run = RecordedRun.Against(cloud);

        var failed = await Assert.ThrowsAsync<ApiException>(run.RunAsync);

        Assert.Equal(FailureClass.Unreachable, FailureClasses.Of(failed));
        Assert.Empty(await cloud.ClustersAsync());
        Assert.DoesNotContain(run.Events, happened => happened is RunEvent.ClusterLeftBehind);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task A_cluster_whose_creation_only_seemed_to_fail_is_used(int code)
    {
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "clusters.create", Effect = FaultEffect.DropAfter, Nth = 1 },
            new Fault { Method = "clusters.create", Effect = FaultEffect.Error, Code = code, From = 2 });
        using var run = RecordedRun.Against(cloud);

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Equal(1, await cloud.ClustersMadeAsync());
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_cluster_that_can_not_be_deleted_is_reported_with_the_command_that_does_it()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "clusters.delete", Effect = FaultEffect.Error });
        using var run = RecordedRun.Against(cloud);

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        var left = Assert.Single(run.Events.OfType<RunEvent.ClusterLeftBehind>());
        Assert.Equal($"gcloud dataproc clusters delete {run.Cluster} --project=p --region=europe-west1", left.HowToRemove);
        Assert.DoesNotContain(run.Events, happened => happened is RunEvent.ClusterReleased);
        Assert.Equal([run.Cluster], await cloud.ClustersAsync());
    }

    [Fact]
    public async Task When_nothing_answers_any_more_the_cluster_that_may_be_there_is_reported()
    {
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "clusters.create", Effect = FaultEffect.DropAfter, Nth = 1 },
            new Fault { Method = "clusters.create", Effect = FaultEffect.Error, From = 2 },
            new Fault { Method = "clusters.get", Effect = FaultEffect.Error },
            new Fault { Method = "clusters.delete", Effect = FaultEffect.Error });
        using var run = RecordedRun.Against(cloud);

        await Assert.ThrowsAsync<ApiException>(run.RunAsync);

        Assert.StartsWith("gcloud dataproc clusters delete spydra-", Assert.Single(run.Events.OfType<RunEvent.ClusterLeftBehind>()).HowToRemove);
    }

    [Fact]
    public async Task A_cluster_of_the_name_that_is_not_ours_is_refused_and_stays()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        await cloud.CreateClusterAsync(run.Cluster);

        var refused = await Assert.ThrowsAsync<ApiException>(run.RunAsync);

        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.Equal([run.Cluster], await cloud.ClustersAsync());
        Assert.DoesNotContain(await cloud.CallsAsync(), call => call.Method == "clusters.delete");
    }

    [Fact]
    public async Task A_cluster_that_is_not_ours_stays_even_when_nobody_can_look_whose_it_is()
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = "clusters.get", Effect = FaultEffect.Error, Code = 500, To = 7 });
        using var run = RecordedRun.Against(cloud);
        await cloud.PostAsync("clusters", new() { ["projectId"] = "p", ["clusterName"] = run.Cluster, ["config"] = new JsonObject() });

        await Assert.ThrowsAsync<ApiException>(run.RunAsync);

        Assert.Equal([run.Cluster], await cloud.ClustersAsync());
    }

    [Fact]
    public async Task A_cluster_of_ours_that_the_service_calls_taken_is_used()
    {
        // The service has forgotten the request id of the try whose answer was lost.
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "clusters.create", Effect = FaultEffect.DropAfter, Nth = 1 },
            new Fault { Method = "clusters.create", Effect = FaultEffect.Error, Code = 409, Nth = 2 });
        using var run = RecordedRun.Against(cloud);

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Fact]
    public async Task Without_the_permission_to_create_nothing_is_deleted()
    {
        await using var cloud = await RunCloud.StartAsync(
            new Fault { Method = "clusters.create", Effect = FaultEffect.Error, Code = 403 }, new Fault { Method = "clusters.get", Effect = FaultEffect.Error, Code = 403 });
        using var run = RecordedRun.Against(cloud);

        var refused = await Assert.ThrowsAsync<ApiException>(run.RunAsync);

        Assert.Equal(FailureClass.Permission, FailureClasses.Of(refused));
        Assert.Equal(["objects.insert", "clusters.create"], (await cloud.CallsAsync()).Select(call => call.Method));
        Assert.DoesNotContain(run.Events, happened => happened is RunEvent.ClusterLeftBehind);
    }

    [Theory]
    [InlineData("operations.get", 403)]
    [InlineData("clusters.get", 403)]
    public async Task A_cluster_that_may_not_be_looked_at_is_still_deleted(string method, int code)
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = method, Effect = FaultEffect.Error, Code = code, To = 1 });
        using var run = RecordedRun.Against(cloud);

        var refused = await Assert.ThrowsAsync<ApiException>(run.RunAsync);

        Assert.Equal((HttpStatusCode)code, refused.Status);
        Assert.Equal(1, await cloud.ClustersMadeAsync());
        Assert.Empty(await cloud.ClustersAsync());
    }
}
