namespace Spydra.Tests.Runs.Crashes;

/// <summary>Ten clients of one key at once: one job, whatever they share.</summary>
public sealed class TenClientsTests(ITestOutputHelper output)
{
    private const int Clients = 10;
    private const int Seeds = 100;

    [Theory]
    [MemberData(nameof(Contests))]
    public async Task Ten_clients_of_one_key_run_one_job_on_one_cluster_and_all_show_it(string job, string common, string leader)
    {
        await using var cloud = await CrashCloud.StartAsync();
        using var contest = new CrashContest(cloud, job, Enum.Parse<Common>(common), [Mishap.Parse(leader), .. Enumerable.Repeat(Mishap.None, Clients - 1)]);

        var problems = await contest.PlayAsync();

        Assert.True(problems.Count == 0, $"{string.Join("\n", problems)}\n{contest.Story()}");
    }

    [Fact]
    public async Task Clients_that_die_by_chance_among_others_leave_one_job()
    {
        await using var cloud = await CrashCloud.StartAsync();
        var (failed, dead, calls) = (new List<string>(), 0, 0);
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var job = CrashJob.All[random.Next(3)];
            var common = (Common)random.Next(3);
            var mishaps = Enumerable.Range(0, random.Next(2, 7)).Select(_ => random.Next(3) == 0 ? Mishap.None : new Mishap(random.Next(2) == 0 ? Blow.KillBefore : Blow.KillAfter, 1 + random.Next(40))).ToList();
            using var contest = new CrashContest(cloud, job, common, mishaps);

            if (await contest.PlayAsync() is { Count: > 0 } problems) failed.Add($"{seed}: {job}, {common}, {string.Join("; ", mishaps)}\n    {string.Join("\n    ", problems)}");
            dead += contest.Clients.Count(client => client.IsDead);
            calls += contest.Clients.Sum(client => client.Calls.Count);
        }

        output.WriteLine($"{Seeds} contests, {dead} clients killed, {calls} calls");
        Assert.True(failed.Count == 0, string.Join("\n", failed));
    }

    public static TheoryData<string, string, string> Contests()
    {
        var data = new TheoryData<string, string, string>();
        foreach (var common in Enum.GetNames<Common>())
        {
            data.Add("done", common, "nothing");
            data.Add("fails", common, "nothing");
            data.Add("large", common, "nothing");
            foreach (var leader in (string[])["kill-after create-cluster 1", "kill-before submit-job 1", "kill-after submit-job 1", "kill-after get-job 3", "kill-printed 1", "kill-before delete-cluster 1", "kill-after delete-cluster 1"])
                data.Add("done", common, leader);
        }

        return data;
    }
}
