using System.Text.Json.Nodes;
using System.Web;
using Spydra.Clusters;
using Spydra.Runs;

namespace Spydra.Tests.Runs;

/// <summary>
/// A project full of clusters, made at random by runs with right and wrong clocks, by pools and by strangers, in which things go on happening
/// between the calls of a reaper. It knows the truth of every cluster, and holds what the reaper does against it.
/// </summary>
internal sealed class ReapedWorld(ReapCloud cloud, int seed)
{
    private static readonly TimeSpan[] Waits = [TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(6), TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(100), TimeSpan.FromHours(7), TimeSpan.FromHours(30)];
    private static readonly TimeSpan[] Skews = [TimeSpan.Zero, TimeSpan.FromMinutes(-10), TimeSpan.FromMinutes(10), TimeSpan.FromHours(-5), TimeSpan.FromHours(5), TimeSpan.FromDays(-400), TimeSpan.FromDays(400)];

    private readonly Random random = new(seed);
    private readonly string project = "p";
    private readonly List<Truth> all = [];
    private readonly Dictionary<string, (string Uuid, bool Busy)> looked = new(StringComparer.Ordinal);
    private readonly List<string> wrong = [];
    private bool toldTime = true;
    private int jobs;

    /// <summary>How long a creation may take in this world, for its runs and its reaper, and one hour.</summary>
    private TimeSpan Lease { get; } = TimeSpan.FromMinutes(seed % 3 == 0 ? 200 : 95);

    public int Clusters => all.Count;

    public int Deleted { get; private set; }

    public int Disturbed { get; private set; }

    /// <summary>Everything that went wrong.</summary>
    public IReadOnlyList<string> Wrong => wrong;

    public async Task RunAsync()
    {
        await cloud.ResetAsync();
        for (var i = random.Next(3, 8); i > 0; i--)
        {
            all.Add(await MakeAsync());
            cloud.Advance(Pick(Waits));
            if (random.Next(3) == 0 && Alive.Where(one => one.TakesJobs).ToList() is { Count: > 0 } able) await SubmitAsync(Pick(able));
        }

        cloud.Advance(Pick(Waits));
        if (random.Next(4) == 0 && Alive.ToList() is { Count: > 0 } some) await RemoveAsync(Pick(some));
        await ReapAsync();
    }

    private IEnumerable<Truth> Alive => all.Where(one => !one.Gone);

    private async Task ReapAsync()
    {
        toldTime = random.Next(8) != 0;
        var mode = random.Next(6) == 0 ? ReapMode.DryRun : ReapMode.Delete;

        // Without the service's time, a reaper trusts its own clock, if not by more than a day.
        var skew = toldTime ? Pick(Skews) : TimeSpan.FromHours(random.Next(-23, 24));
        var certain = Alive.Where(one => one.IsForgotten(cloud.Now - TimeSpan.FromMinutes(1), Lease)).ToList();
        var reaped = await cloud.ReapAsync(project, skew, mode, new ReapTerms { LeaseLength = Lease }, BeforeAsync, AfterAsync);

        var there = (await cloud.ClustersAsync(project)).Values.ToHashSet(StringComparer.Ordinal);
        foreach (var one in all)
        {
            var gone = !there.Contains(one.Uuid);
            if (gone && !one.Gone && !one.MayGo) wrong.Add($"{one} was deleted");
            if (gone && !one.Gone && mode == ReapMode.DryRun) wrong.Add($"{one} was deleted by a dry run");
            if (gone && !one.Gone) Deleted++;
            if (!gone && one.Gone && !one.IsGoing) wrong.Add($"{one} is there again");
        }

        foreach (var one in certain.Where(one => mode == ReapMode.Delete && toldTime && !one.Disturbed && there.Contains(one.Uuid)))
            wrong.Add($"{one} is forgotten, and stays: {reaped.Find(seen => seen.Cluster.Uuid == one.Uuid)?.Reason ?? "not looked at"}");
        foreach (var failed in reaped.Where(one => one.Outcome == ReapOutcome.Failed)) wrong.Add($"{failed.Cluster.Name}: {failed.Reason}");
        foreach (var outcome in reaped.Where(one => one.Outcome == ReapOutcome.Deleted && there.Contains(one.Cluster.Uuid))) wrong.Add($"{outcome.Cluster.Name} is said to be deleted");
    }

    /// <summary>Now and then something happens just before a call reaches the service.</summary>
    private async Task BeforeAsync(HttpRequestMessage request)
    {
        if (NameIn(request) is not { } name || Alive.FirstOrDefault(one => one.Name == name && !one.Asked) is not { } one) return;
        var isDelete = request.Method == HttpMethod.Delete;
        switch (random.Next(10))
        {
            case 0 when one.TakesJobs && !isDelete:
                Disturbed++;
                one.Disturbed = true;
                await SubmitAsync(one);
                break;
            case 1:
                Disturbed++;
                one.Gone = one.Disturbed = true;
                all.Add(one with { Uuid = await cloud.RemakeAsync(name, one.Labels, project), Created = cloud.Now, Gone = false, Asked = isDelete, Busy = false, LastJob = null, State = "RUNNING" });
                break;
        }

        if (!isDelete) return;
        one.Asked = true;
        var asked = HttpUtility.ParseQueryString(request.RequestUri!.Query)["clusterUuid"];
        var judged = all.Find(seen => seen.Uuid == asked);
        if (judged is null) wrong.Add($"the deletion of {name} has no uuid of a cluster");
        else if (!looked.TryGetValue(name, out var look) || look.Uuid != asked) wrong.Add($"{judged} was not looked at before it was deleted");
        else if (judged.Gone) return; // Of a cluster that someone else has deleted, the service does nothing.
        else if (look.Busy) wrong.Add($"{judged} had work when it was looked at");
        else if (!judged.IsForgotten(cloud.Now, Lease)) wrong.Add($"{judged} is not forgotten, and its deletion was asked for");
        else judged.MayGo = true;
    }

    /// <summary>What a reaper was shown: the cluster, and then what was true of its jobs.</summary>
    private async Task AfterAsync(HttpResponseMessage response)
    {
        if (!toldTime) response.Headers.Date = null;
        if (!response.IsSuccessStatusCode || response.RequestMessage!.Method != HttpMethod.Get || NameIn(response.RequestMessage) is not { } name) return;
        if (response.RequestMessage.RequestUri!.AbsolutePath.EndsWith("/jobs", StringComparison.Ordinal))
        {
            if (looked.TryGetValue(name, out var look)) looked[name] = look with { Busy = all.Exists(one => one.Uuid == look.Uuid && one.Busy) };
            return;
        }

        await response.Content.LoadIntoBufferAsync();
        looked[name] = ((string)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["clusterUuid"]!, Busy: true);
    }

    private static string? NameIn(HttpRequestMessage request)
    {
        var path = request.RequestUri!.AbsolutePath.Split('/');
        return path[^1] == "jobs" ? HttpUtility.ParseQueryString(request.RequestUri.Query)["clusterName"] : path[^2] == "clusters" ? path[^1] : null;
    }

    private async Task<Truth> MakeAsync()
    {
        var run = new Guid(random.Next(), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        var skew = Pick(Skews);
        var labels = cloud.LabelsOf(run, skew, Lease);
        var (name, ours, member, state) = ($"spydra-{run}", true, false, "RUNNING");
        DateTimeOffset? leaseEnd = cloud.Now + skew + Lease;
        switch (random.Next(16))
        {
            case 0: // The original's.
                (_, ours) = (labels.Remove("spydra-run"), false);
                break;
            case 1: // A copy of ours under another name, or under that of another run.
                (name, ours) = (random.Next(2) == 0 ? $"copy-{random.Next()}" : $"spydra-{Guid.NewGuid()}", false);
                break;
            case 2:
                (labels["spydra-cluster"], ours) = ("true", false);
                break;
            case 3:
                (labels["spydra-run"], ours) = ("spydra-run", false);
                break;
            case 4 or 5: // Labels that someone has spoilt.
                labels["spydra-lease"] = Pick(["", "soon", "12x", "0001-01-01"]);
                leaseEnd = null;
                break;
            case 6:
                (_, leaseEnd) = (labels.Remove("spydra-lease"), null);
                break;
            case 7 or 8 or 9:
                var token = $"{random.Next(3)}-{random.Next(100000)}";
                (name, member) = ($"spydra-etl-{token}", true);
                (labels[PoolPlace.ClientLabel], labels[PoolPlace.TokenLabel]) = ("etl", token);
                labels.Remove("spydra-lease");
                state = Pick(["RUNNING", "STOPPED"]);
                break;
            case 10:
                state = "STOPPED";
                break;
        }

        var created = cloud.Now;
        var uuid = await cloud.CreateAsync(name, labels, project);
        if (state == "STOPPED") await cloud.StopAsync(name, project);
        return new Truth(name, uuid, labels, ours, member, created, leaseEnd) { State = state };
    }

    private async Task SubmitAsync(Truth one)
    {
        var hangs = random.Next(2) == 0;
        await cloud.SubmitAsync(one.Name, $"{(hangs ? "hangs" : "ends")}-{++jobs}", project);
        one.Busy |= hangs;
        one.LastJob = cloud.Now;
    }

    private async Task RemoveAsync(Truth one)
    {
        await cloud.DeleteAsync(one.Name, project);
        one.Gone = one.IsGoing = true;
    }

    private T Pick<T>(IReadOnlyList<T> among) => among[random.Next(among.Count)];

    /// <summary>What is true of a cluster, whatever anyone can see.</summary>
    private sealed record Truth(string Name, string Uuid, IReadOnlyDictionary<string, string> Labels, bool Ours, bool Member, DateTimeOffset Created, DateTimeOffset? LeaseEnd)
    {
        public string State { get; set; } = "RUNNING";
        public bool Busy { get; set; }
        public DateTimeOffset? LastJob { get; set; }

        /// <summary>Someone else has deleted it.</summary>
        public bool Gone { get; set; }
        public bool IsGoing { get; set; }

        /// <summary>Something happened to it while it was looked at.</summary>
        public bool Disturbed { get; set; }

        /// <summary>The reaper has asked for a deletion under its name.</summary>
        public bool Asked { get; set; }

        /// <summary>Its deletion was asked for when it was forgotten, and had been looked at.</summary>
        public bool MayGo { get; set; }

        public bool TakesJobs => State == "RUNNING";

        /// <summary>Whether nobody can need it, by the service's time: a lease really ends one length after the creation, whoever's clock wrote its label.</summary>
        public bool IsForgotten(DateTimeOffset now, TimeSpan lease)
        {
            var most = Created + ReapRules.LongestLease;
            var end = LeaseEnd is { } said && said < most ? said : most;
            return Ours && !IsGoing && !Busy && now > Created + lease && (Member ? State == "STOPPED" : now > end) && !(LastJob + TimeSpan.FromMinutes(15) > now);
        }

        public override string ToString() => $"{Name} {Uuid} ({State}, {(Ours ? "ours" : "foreign")}{(Member ? ", of a pool" : "")}, made {Created:u}, lease {LeaseEnd:u}, job {LastJob:u}{(Busy ? ", busy" : "")})";
    }
}
