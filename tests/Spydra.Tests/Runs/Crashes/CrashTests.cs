using System.Collections.Concurrent;

namespace Spydra.Tests.Runs.Crashes;

/// <summary>
/// Whatever dies when: one job a key, no cluster left, the result of an undisturbed run, all of its output once. Environment variable
/// <c>SPYDRA_CRASH</c> plays one schedule alone, by its text or by its seed.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int Seeds = 2000;

    private static readonly int Workers = Math.Max(4, Environment.ProcessorCount * 3);

    [Fact]
    public async Task One_mishap_at_every_call_changes_nothing()
    {
        var measures = await MeasureAsync();
        var schedules = CrashJob.All.SelectMany(job => EveryMishap(job, measures[job]).Select(mishap => CrashSchedule.Of(job, new Start(mishap)))).ToList();

        await PlayAsync(schedules, (play, tally) => play.PlayAsync(tally));
    }

    [Fact]
    public async Task Without_another_start_no_cluster_is_left_either()
    {
        var measures = await MeasureAsync();
        var schedules = CrashJob.All.SelectMany(job => EveryMishap(job, measures[job]).Where(mishap => mishap.Kills).Select(mishap => CrashSchedule.Of(job, new Start(mishap)))).ToList();

        await PlayAsync(schedules, (play, tally) => play.PlayAndLeaveAsync(tally));
    }

    [Fact]
    public async Task Up_to_four_mishaps_by_chance_change_nothing()
    {
        var measures = await MeasureAsync();

        await PlayAsync([.. Enumerable.Range(1, Seeds).Select(seed => CrashSchedule.OfSeed(seed, measures))], (play, tally) => play.PlayAsync(tally));
    }

    /// <summary>Schedules in which something was wrong once.</summary>
    [Theory]
    [InlineData("restarts: kill-printed 1")]
    [InlineData("restarts: kill-printing 2")]
    [InlineData("done: fail-400 read-output 1")]
    [InlineData("large: fail-400 read-output 2")]
    [InlineData("done: kill-after submit-job 1; fail-404 get-job 1")]
    [InlineData("done: kill-after submit-job 1; fail-404 get-cluster 1")]
    [InlineData("static: fail-403 get-job 1; kill-before get-job 1; nothing with copy")]
    public async Task A_schedule_that_went_wrong_once_goes_well(string text)
    {
        await using var cloud = await CrashCloud.StartAsync();
        using var play = new CrashPlay(cloud, CrashSchedule.Parse(text));

        var problems = await play.PlayAsync(new CrashTally());

        Assert.True(problems.Count == 0, $"{string.Join("\n", problems)}\n{play.Story()}");
    }

    [Fact]
    public async Task The_schedule_that_is_asked_for_is_played()
    {
        var asked = Environment.GetEnvironmentVariable("SPYDRA_CRASH") ?? "done: nothing";
        var schedule = int.TryParse(asked, out var seed) ? CrashSchedule.OfSeed(seed, await MeasureAsync()) : CrashSchedule.Parse(asked);
        await using var cloud = await CrashCloud.StartAsync();
        using var play = new CrashPlay(cloud, schedule);

        var problems = await play.PlayAsync(new CrashTally());

        output.WriteLine($"{schedule}\n{play.Story()}");
        Assert.Empty(problems);
    }

    private static IEnumerable<Mishap> EveryMishap(string job, Measure measure)
    {
        foreach (var blow in new[] { Blow.KillBefore, Blow.KillAfter, Blow.Drop })
            for (var call = 1; call <= measure.Calls; call++) yield return new Mishap(blow, call);
        for (var record = 1; record <= measure.Records; record++) yield return new Mishap(Blow.KillWriting, record);
        foreach (var blow in new[] { Blow.KillPrinting, Blow.KillPrinted })
            for (var piece = 1; piece <= measure.Pieces; piece++) yield return new Mishap(blow, piece);
        foreach (var status in CrashJob.StatusesOf(job))
            for (var call = 1; call <= measure.Calls; call++) yield return new Mishap(Blow.Fail, call, Status: status);
    }

    /// <summary>How much an undisturbed run of each job does; it must be well, too.</summary>
    private async Task<IReadOnlyDictionary<string, Measure>> MeasureAsync()
    {
        await using var cloud = await CrashCloud.StartAsync();
        var measures = new Dictionary<string, Measure>(StringComparer.Ordinal);
        foreach (var job in CrashJob.All)
        {
            using var play = new CrashPlay(cloud, CrashSchedule.Of(job, Start.Undisturbed));
            var problems = await play.PlayAsync(new CrashTally());
            Assert.True(problems.Count == 0, $"{job}: {string.Join("\n", problems)}\n{play.Story()}");
            var client = play.Clients[0];
            measures[job] = new Measure(client.Calls.Count, client.Records, client.Pieces);
            output.WriteLine($"{job}: {client.Calls.Count} calls, {client.Records} records, {client.Pieces} pieces: {string.Join(' ', client.Calls)}");
        }

        return measures;
    }

    private async Task PlayAsync(List<CrashSchedule> schedules, Func<CrashPlay, CrashTally, Task<IReadOnlyList<string>>> playAsync)
    {
        var (tally, failed, began) = (new CrashTally(), new ConcurrentQueue<string>(), TimeProvider.System.GetTimestamp());
        var left = new ConcurrentQueue<CrashSchedule>(schedules);
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(WorkAsync)));
        output.WriteLine($"{tally}; {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s");
        Assert.True(failed.IsEmpty, $"{failed.Count} of {schedules.Count} schedules failed; play one with SPYDRA_CRASH='...':\n{string.Join("\n", failed.Order(StringComparer.Ordinal).Take(60))}");

        async Task WorkAsync()
        {
            await using var cloud = await CrashCloud.StartAsync();
            while (left.TryDequeue(out var schedule))
            {
                using var play = new CrashPlay(cloud, schedule);
                if (await playAsync(play, tally) is { Count: > 0 } problems) failed.Enqueue($"{schedule}\n    {string.Join("\n    ", problems)}");
            }
        }
    }
}
