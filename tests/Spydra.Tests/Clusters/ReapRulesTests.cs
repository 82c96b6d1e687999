using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Spydra.Clusters;
using Spydra.Events;
using Spydra.Gcp.Dataproc;

namespace Spydra.Tests.Clusters;

public sealed class ReapRulesTests(ITestOutputHelper output)
{
    private const string Run = "0f8fad5b-d9cb-469f-a165-70867728950e";

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private static readonly ReapTerms Terms = new() { LeaseLength = TimeSpan.FromMinutes(95) };

    /// <summary>A cluster that is forgotten; every test changes one thing about it.</summary>
    private static Cluster Forgotten { get; } = new("spydra-" + Run, "u-1", "RUNNING", null, null, null, Labels(("spydra-cluster", "1"), ("spydra-run", Run), ("spydra-client", "etl"), ("spydra-lease", Seconds(Now.AddHours(-1)))))
    {
        CreatedAt = Now.AddHours(-4),
        StateSince = Now.AddHours(-4),
    };

    private static Cluster Member { get; } = Forgotten with { Name = "spydra-etl-0-20679", State = "ERROR", Labels = With(PoolPlace.ClientLabel, "etl", With(PoolPlace.TokenLabel, "0-20679", Without("spydra-lease"))) };

    [Fact]
    public void A_forgotten_cluster_goes()
    {
        Assert.Equal(new ReapVerdict(true, "has no lease any more; it is 4 h 0 min old, and had no job"), Verdict(Forgotten));
        Assert.Equal(new ReapVerdict(true, "has no lease any more; it is 4 h 0 min old, and no job of it is active"), Verdict(Forgotten, Ended(15)));
        Assert.Equal(new ReapVerdict(true, "is of a pool, and ERROR; it is 4 h 0 min old, and had no job"), Verdict(Member));
        Assert.True(Verdict(Member with { State = "STOPPED" }).Goes);
        Assert.True(Verdict(Forgotten with { Name = Forgotten.Name + "-2" }).Goes);
        Assert.All(["CREATING", "ERROR", "STOPPED", "UPDATING", ""], state => Assert.True(Verdict(Forgotten with { State = state }).Goes));
    }

    [Theory]
    [InlineData("spydra-cluster", null, "is not ours: it has no label spydra-cluster=1")]
    [InlineData("spydra-cluster", "0", "is not ours: it has no label spydra-cluster=1")]
    [InlineData("spydra-run", null, "is not ours: its label spydra-run is no run's id")]
    [InlineData("spydra-run", "nightly", "is not ours: its label spydra-run is no run's id")]
    [InlineData("spydra-run", "0F8FAD5B-D9CB-469F-A165-70867728950E", "is not ours: its label spydra-run is no run's id")]
    [InlineData("spydra-run", "7c9e6679-7425-40de-944b-e07fc1f90ae7", "is not ours: its name is not that of a cluster of the run in its labels, which may be copies")]
    [InlineData("spydra-fixed-pooling-cluster-client-id", "etl", "is not ours: its name is not that of a pool's cluster with its labels, which may be copies")]
    [InlineData("spydra-lease", "1795348801", "has a lease until 2026-11-22 12:00:01Z")]
    [InlineData("spydra-lease", "1795348800", "has a lease until 2026-11-22 12:00:00Z")]
    [InlineData("spydra-lease", null, "has a lease until 2026-11-25 08:00:00Z")]
    [InlineData("spydra-lease", "tomorrow", "has a lease until 2026-11-25 08:00:00Z")]
    [InlineData("spydra-lease", "-1", "has a lease until 2026-11-25 08:00:00Z")]
    [InlineData("spydra-lease", "99999999999999999999", "has a lease until 2026-11-25 08:00:00Z")]
    [InlineData("spydra-lease", "253402300799", "has a lease until 2026-11-25 08:00:00Z")]
    public void Another_label_and_it_stays(string key, string? value, string reason)
    {
        var labels = value is null ? Without(key) : With(key, value);

        Assert.Equal(new ReapVerdict(false, reason), Verdict(Forgotten with { Labels = labels }));
    }

    [Fact]
    public void Everything_else_that_keeps_a_cluster()
    {
        Assert.Equal("is not ours: its name is not that of a cluster of the run in its labels, which may be copies", Stays(Forgotten with { Name = "my-copy" }));
        Assert.Equal("is being deleted already", Stays(Forgotten with { State = "DELETING" }));
        Assert.Equal("does not say when it was made", Stays(Forgotten with { CreatedAt = null }));
        Assert.Equal("is needed: its run is held by process 12", Stays(Forgotten, heldBy: "process 12"));
        Assert.Equal("is of a pool, and ends by itself", Stays(Member with { State = "RUNNING" }));
        Assert.Equal("is of a pool, and ends by itself", Stays(Member with { State = "CREATING" }));
        Assert.Equal("is not ours: its name is not that of a pool's cluster with its labels, which may be copies", Stays(Member with { Name = "spydra-etl-0-20678" }));
        Assert.Equal("is 1 h 35 min old, and a lease lasts 1 h 35 min", Stays(Forgotten with { CreatedAt = Now.AddMinutes(-95) }));
        Assert.Equal("is 0 min old, and a lease lasts 1 h 35 min", Stays(Member with { CreatedAt = Now }));
        Assert.Equal("is 4 h 0 min old, and only those of 1 d 1 h are asked for", Stays(Forgotten, Terms with { OlderThan = TimeSpan.FromHours(25) }));
        Assert.Equal("is not of client 'adhoc', by its label spydra-client", Stays(Forgotten, Terms with { ClientId = "adhoc" }));
        Assert.Equal("has work: job j is RUNNING", Stays(Forgotten, jobs: [Ended(60), new Job("j", JobState.Running, null, null)]));
        Assert.Equal("has work: job j is CANCEL_PENDING", Stays(Forgotten, jobs: new Job("j", JobState.CancelPending, null, null)));
        Assert.Equal("had job e until 2026-11-22 11:46:00Z, and is left alone for 15 min after that", Stays(Forgotten, jobs: [Ended(300), Ended(14)]));
        Assert.Equal("had job e, which does not say when it ended", Stays(Forgotten, jobs: Ended(60) with { StateSince = null }));
    }

    [Fact]
    public void The_asked_clients_own_cluster_goes_whatever_its_id_looks_like()
    {
        var label = PoolNames.Label("Nightly ETL");

        Assert.True(ReapRules.Of(new(Forgotten with { Labels = With("spydra-client", label) }, [], null), Now, Terms with { ClientId = "Nightly ETL", OlderThan = TimeSpan.FromHours(4) }).Goes);
    }

    [Fact]
    public void A_cluster_goes_exactly_if_nothing_speaks_for_it()
    {
        var (decisions, gone) = (0, 0);
        var property = Prop.ForAll(Arb.From(Facts()), facts =>
        {
            var goes = ReapRules.Of(facts, Now, Terms).Goes;
            decisions++;
            if (goes) gone++;
            return goes == IsForgotten(facts);
        });

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000).WithReplay(1795348800, 1), property);

        output.WriteLine($"{decisions} decisions, {gone} of them to delete");
        Assert.InRange(gone, 200, decisions - 200);
    }

    /// <summary>The rules once more, as one condition.</summary>
    private static bool IsForgotten(ClusterFacts facts)
    {
        var (cluster, labels) = (facts.Cluster, facts.Cluster.Labels);
        if (cluster.CreatedAt is not { } created) return false;
        var member = labels.ContainsKey("spydra-fixed-pooling-cluster-client-id");
        var name = member ? "spydra-etl-" + labels.GetValueOrDefault("spydra-placement-token", "?") : "spydra-" + labels.GetValueOrDefault("spydra-run");
        var lease = long.TryParse(labels.GetValueOrDefault("spydra-lease"), out var seconds) && seconds >= 0 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.MaxValue;
        return labels.GetValueOrDefault("spydra-cluster") == "1" && Guid.TryParse(labels.GetValueOrDefault("spydra-run"), out _) && cluster.Name == name
            && cluster.State != "DELETING" && facts.HeldBy is null && Now - created > TimeSpan.FromMinutes(95)
            && (member ? cluster.State is "ERROR" or "STOPPED" : lease < Now || created.AddDays(3) < Now)
            && facts.Jobs.All(job => job.State is JobState.Done or JobState.Error or JobState.Cancelled && job.StateSince <= Now.AddMinutes(-15));
    }

    private static Gen<ClusterFacts> Facts() =>
        from name in Mostly(Forgotten.Name, "spydra-etl-0-20679", "my-copy", "spydra-", "spydra-" + Guid.Empty)
        from state in Mostly("RUNNING", "ERROR", "STOPPED", "CREATING", "DELETING", "UPDATING", "")
        from age in Gen.Elements(0, 94, 95, 96, 97, 200, 4319, 4320, 4321, 9000)
        from cluster in Mostly("1", "2", null)
        from run in Mostly(Run, "nonsense", Guid.Empty.ToString(), null)
        from lease in Gen.Elements(Seconds(Now), Seconds(Now.AddSeconds(-1)), Seconds(Now.AddSeconds(1)), Seconds(Now.AddHours(-9)), Seconds(Now.AddYears(9)), "x", null)
        from pool in Mostly(null, "etl")
        from token in Mostly("0-20679", "1-20679", null)
        from held in Mostly(null, "someone")
        from jobs in Gen.ListOf(Jobs())
        from dated in Mostly(true, false)
        select new ClusterFacts(
            new Cluster(pool is not null && name == Forgotten.Name && token is not null ? "spydra-etl-" + token : name, "u", state!, null, null, null,
                Labels(("spydra-cluster", cluster), ("spydra-run", run), ("spydra-lease", lease), (PoolPlace.ClientLabel, pool), (PoolPlace.TokenLabel, token)))
            {
                CreatedAt = dated ? Now.AddMinutes(-age) : null,
            },
            [.. jobs.Take(3)], held);

    private static Gen<Job> Jobs() =>
        from state in Mostly(JobState.Done, JobState.Error, JobState.Cancelled, JobState.Running, JobState.Pending, JobState.SetupDone)
        from ended in Mostly(100, 0, 14, 15, 16, 5000)
        from dated in Mostly(true, false)
        select new Job("j", state, null, null) { StateSince = dated ? Now.AddMinutes(-ended) : null };

    /// <summary>The first in nine of ten cases: else hardly any would have all that it takes.</summary>
    private static Gen<T> Mostly<T>(T usual, params T[] others) => Gen.Frequency((9, Gen.Constant(usual)), (1, Gen.Elements(others)));

    private static ReapVerdict Verdict(Cluster cluster, params Job[] jobs) => ReapRules.Of(new(cluster, [.. jobs], null), Now, Terms);

    private static string Stays(Cluster cluster, ReapTerms? terms = null, string? heldBy = null, params Job[] jobs)
    {
        var verdict = ReapRules.Of(new(cluster, [.. jobs], heldBy), Now, terms ?? Terms);
        Assert.False(verdict.Goes);
        return verdict.Reason;
    }

    private static Job Ended(int minutesAgo) => new("e", JobState.Error, null, null) { StateSince = Now.AddMinutes(-minutesAgo) };

    private static string Seconds(DateTimeOffset at) => LeaseLabel.Text(at);

    private static Dictionary<string, string> Labels(params (string Key, string? Value)[] labels) =>
        labels.Where(label => label.Value is not null).ToDictionary(label => label.Key, label => label.Value!, StringComparer.Ordinal);

    private static ImmutableDictionary<string, string> With(string key, string value, IReadOnlyDictionary<string, string>? labels = null) =>
        (labels ?? Forgotten.Labels).ToImmutableDictionary(StringComparer.Ordinal).SetItem(key, value);

    private static ImmutableDictionary<string, string> Without(string key) => Forgotten.Labels.ToImmutableDictionary(StringComparer.Ordinal).Remove(key);
}
