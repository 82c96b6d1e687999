using System.Text.Json.Nodes;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Testing;

namespace Spydra.Tests.Runs;

/// <summary>Services that are away for longer, seen by a whole run over sockets.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData("/jobs/", "Dataproc")]
    [InlineData("driveroutput", "Cloud Storage")]
    public async Task A_job_outlives_half_an_hour_without_the_service_and_two_lines_tell_of_it(string of, string service)
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        DateTimeOffset? begun = null;
        object? Hit(string method, string target)
        {
            if (method != "GET" || !target.Contains(of, StringComparison.Ordinal)) return null;
            begun ??= run.Clock.GetUtcNow();
            return run.Clock.GetUtcNow() - begun < TimeSpan.FromMinutes(30) ? WireFault.Reset : null;
        }

        using var dataproc = new FaultyProxy(cloud.Server.DataprocUrl, Hit);
        using var storage = new FaultyProxy(cloud.Server.StorageUrl, Hit);
        run.Through = new Endpoints(dataproc.Url, storage.Url);

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Contains("completed successfully", run.Output);
        var troubled = Assert.Single(run.Events.OfType<RunEvent.ServiceTroubled>());
        Assert.Equal((service, TimeSpan.FromHours(1)), (troubled.Service, troubled.UpTo));
        Assert.InRange(Assert.Single(run.Events.OfType<RunEvent.ServiceRecovered>()).After, TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(31));
        Assert.Empty(await cloud.ClustersAsync());
    }

    [Theory]
    [InlineData("clusters.create", "requestId=")]
    [InlineData("jobs.submit", "\"requestId\":\"")]
    [InlineData("clusters.delete", "requestId=")]
    public async Task All_tries_of_one_call_carry_one_request_id(string method, string marker)
    {
        await using var cloud = await RunCloud.StartAsync(new Fault { Method = method, Effect = FaultEffect.DropAfter, To = 2 });
        using var run = RecordedRun.Against(cloud);

        await run.RunAsync();

        var verb = method == "clusters.delete" ? "DELETE" : "POST";
        var path = method == "jobs.submit" ? "/jobs:submit" : "/clusters";
        var ids = run.Sent.Where(request => request.Method == verb && request.Url.AbsolutePath.Contains(path, StringComparison.Ordinal))
            .Select(request => (request.Url.Query + request.Body).Split(marker)[1][..32]).ToList();
        Assert.Equal(3, ids.Count);
        Assert.Single(ids.Distinct());
    }

    [Fact]
    public async Task A_deletion_that_the_service_gives_up_is_asked_for_again_under_another_id()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        var deletions = 0;
        using var dataproc = new FaultyProxy(cloud.Server.DataprocUrl, (method, target) => (method, target) switch
        {
            ("DELETE", _) when ++deletions == 1 => new ScriptedAnswer(200, """{"name":"projects/p/regions/europe-west1/operations/gave-up"}"""),
            ("GET", _) when target.EndsWith("/gave-up", StringComparison.Ordinal) =>
                new ScriptedAnswer(200, """{"name":"gave-up","done":true,"error":{"code":13,"message":"Could not delete the machines."}}"""),
            _ => null,
        });
        run.Through = new Endpoints(dataproc.Url, cloud.Server.StorageUrl);

        var outcome = await run.RunAsync();

        Assert.Equal(JobState.Done, outcome.State);
        Assert.Empty(await cloud.ClustersAsync());
        Assert.Equal(2, run.Sent.Where(request => request.Method == "DELETE").Select(request => request.Url.Query).Distinct().Count());
    }

    [Fact]
    public async Task A_deletion_that_the_service_gives_up_again_and_again_is_reported_with_its_words()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        using var dataproc = new FaultyProxy(cloud.Server.DataprocUrl, (method, target) => method switch
        {
            "DELETE" => new ScriptedAnswer(200, """{"name":"projects/p/regions/europe-west1/operations/gave-up"}"""),
            _ when target.EndsWith("/gave-up", StringComparison.Ordinal) =>
                new ScriptedAnswer(200, """{"name":"gave-up","done":true,"error":{"code":13,"message":"Could not delete the machines."}}"""),
            _ => null,
        });
        run.Through = new Endpoints(dataproc.Url, cloud.Server.StorageUrl);

        await run.RunAsync();

        Assert.Contains("Could not delete the machines.", Assert.Single(run.Events.OfType<RunEvent.ClusterLeftBehind>()).Reason);
    }

    [Fact]
    public async Task The_job_carries_the_label_of_its_run_beside_those_of_the_spec()
    {
        await using var cloud = await RunCloud.StartAsync();
        using var run = RecordedRun.Against(cloud);
        run.SubmitOptions["labels"] = "team=x";

        await run.RunAsync();

        var job = JsonNode.Parse(run.Sent.Single(request => request.Url.AbsolutePath.EndsWith("/jobs:submit", StringComparison.Ordinal)).Body!)!["job"]!;
        Assert.Equal(("x", run.RunId.ToString()), ((string)job["labels"]!["team"]!, (string)job["labels"]!["spydra-run"]!));
    }
}
