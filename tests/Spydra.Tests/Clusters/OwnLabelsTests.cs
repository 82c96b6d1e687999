using System.Text.Json.Nodes;
using Spydra.Clusters;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;
using Spydra.Runs;
using Spydra.Tests.Specs;

namespace Spydra.Tests.Clusters;

public sealed class OwnLabelsTests
{
    [Fact]
    public void A_cluster_says_who_made_it_how_and_until_when_it_is_needed()
    {
        var (cluster, job) = Labels("""{"client_id": "Nightly ETL", "cluster": {"options": {"labels": {"team": "x", "spydra-owner": "me"}, "timeout": "50m"}}}""");

        Assert.Equal(
            $"client=nightly-etl-422a4ac9 cluster=1 lease={new DateTimeOffset(2026, 11, 22, 11, 50, 0, TimeSpan.Zero).ToUnixTimeSeconds()} owner=jane run={SpecFolder.RunId} version=0-1-0",
            Ours(cluster));
        Assert.Equal("x", (string?)cluster["team"]);
        Assert.Equal($"client=nightly-etl-422a4ac9 owner=jane run={SpecFolder.RunId}", Ours(job));
    }

    [Fact]
    public void The_lease_follows_the_limit_of_the_settings_where_the_spec_has_none()
    {
        using var specs = Specs("{}");
        specs.Context = specs.Context with { CreateLimit = TimeSpan.FromHours(2) };

        var labels = ((ClusterPlan.Ephemeral)RunPlanner.Plan(specs.Load()).Cluster).Create.Body!["labels"]!;

        Assert.Equal(new DateTimeOffset(2026, 11, 22, 13, 0, 0, TimeSpan.Zero), LeaseLabel.Parse((string?)labels[LeaseLabel.Key]));
    }

    [Fact]
    public void A_cluster_of_a_pool_has_no_lease()
    {
        using var specs = Specs("""{"pooling": {"limit": 1, "max_age": "P1D"}}""");

        var plan = (ClusterPlan.Pooled)RunPlanner.Plan(specs.Load()).Cluster;

        Assert.All([plan.Shared, plan.Own], place =>
        {
            var labels = place.Member.Create.Body!["labels"]!.AsObject();
            Assert.False(labels.ContainsKey(LeaseLabel.Key));
            Assert.Equal(("some-host", "jane", SpecFolder.RunId.ToString()), ((string?)labels[OwnLabels.Client], (string?)labels[OwnLabels.Owner], (string?)labels[RunLabel.Key]));
        });
    }

    [Theory]
    [InlineData(26, "client cluster lease owner run version", "")]
    [InlineData(27, "client cluster lease owner run", "spydra-version")]
    [InlineData(28, "client cluster lease run", "spydra-owner, spydra-version")]
    [InlineData(29, "cluster lease run", "spydra-client, spydra-owner, spydra-version")]
    [InlineData(30, "cluster run", "spydra-lease, spydra-client, spydra-owner, spydra-version")]
    [InlineData(32, "cluster run", "spydra-lease, spydra-client, spydra-owner, spydra-version")]
    public void Where_the_users_labels_leave_no_room_ours_are_left_out_the_least_needed_first(int users, string ours, string leftOut)
    {
        var own = string.Join(',', Enumerable.Range(0, users).Select(i => $"user{i}=x"));
        using var specs = Specs("{\"cluster\": {\"options\": {\"labels\": \"" + own + "\"}}}");

        var plan = RunPlanner.Plan(specs.Load());

        var labels = ((ClusterPlan.Ephemeral)plan.Cluster).Create.Body!["labels"]!.AsObject();
        Assert.Equal(ours, string.Join(' ', Ours(labels).Split(' ').Select(label => label.Split('=')[0])));
        Assert.Equal(leftOut.Length == 0 ? [] : [$"cluster.options.labels leaves no room for {leftOut}: the service takes 32 labels"], plan.Warnings);
    }

    [Fact]
    public void A_job_whose_labels_are_full_keeps_that_of_its_run()
    {
        var own = string.Join(',', Enumerable.Range(0, 31).Select(i => $"user{i}=x"));
        using var specs = Specs("{\"submit\": {\"options\": {\"labels\": \"" + own + "\"}}}");

        var plan = RunPlanner.Plan(specs.Load());

        var labels = ((JobPlan.Dataproc)plan.Job).Body["labels"]!.AsObject();
        Assert.Equal(32, labels.Count);
        Assert.Equal(SpecFolder.RunId.ToString(), (string?)labels[RunLabel.Key]);
        Assert.Equal("submit.options.labels leaves no room for spydra-client, spydra-owner: the service takes 32 labels", Assert.Single(plan.Warnings));
    }

    [Fact]
    public void The_same_run_planned_later_asks_for_the_same_but_for_the_lease()
    {
        using var specs = Specs("{}");
        var first = (ClusterPlan.Ephemeral)RunPlanner.Plan(specs.Load()).Cluster;
        ((Testing.ManualTimeProvider)specs.Context.Time).Advance(TimeSpan.FromHours(5));

        var second = (ClusterPlan.Ephemeral)RunPlanner.Plan(specs.Load()).Cluster;

        Assert.NotEqual(first.Create.Body!.ToJsonString(), second.Create.Body!.ToJsonString());
        first.Create.Body["labels"]!.AsObject().Remove(LeaseLabel.Key);
        second.Create.Body["labels"]!.AsObject().Remove(LeaseLabel.Key);
        Assert.Equal(first.Create.Body.ToJsonString(), second.Create.Body.ToJsonString());
        Assert.Equal((first.Create.PathAndQuery, first.DeleteRequestId), (second.Create.PathAndQuery, second.DeleteRequestId));
    }

    private static SpecFolder Specs(string more)
    {
        var specs = new SpecFolder().Add(SpecFolder.Job).Add(more);
        specs.Context = specs.Context with { Owner = "jane" };
        return specs;
    }

    private static (JsonObject Cluster, JsonObject Job) Labels(string more)
    {
        using var specs = Specs(more);
        var plan = RunPlanner.Plan(specs.Load());
        return (((ClusterPlan.Ephemeral)plan.Cluster).Create.Body!["labels"]!.AsObject(), ((JobPlan.Dataproc)plan.Job).Body["labels"]!.AsObject());
    }

    private static string Ours(JsonObject labels) => string.Join(' ', labels
        .Where(label => label.Key.StartsWith("spydra-", StringComparison.Ordinal))
        .OrderBy(label => label.Key, StringComparer.Ordinal)
        .Select(label => $"{label.Key["spydra-".Length..]}={label.Value}"));
}
