using Spydra.Events;
using Spydra.Failures;
using Spydra.Runs;
using Spydra.Testing;

namespace Spydra.Tests.Runs.Crashes;

/// <summary>Plays one schedule: start after start of one key, then undisturbed ones until the key has its answer; and looks at what came of it.</summary>
internal sealed class CrashPlay(CrashCloud cloud, CrashSchedule schedule) : IDisposable
{
    private const int MostUndisturbed = 3;

    private readonly TempDir home = new();
    private readonly List<CrashClient> clients = [];
    private readonly List<string> problems = [];
    private readonly string project = cloud.NewProject();
    private readonly RunKey key = new("crash", schedule.Retries > 0 ? "a scheduler" : "--run-key") { IsOfTask = schedule.Retries > 0 };
    private string machine = "machine-1";
    private string folder = "";
    private int machines = 1;

    public IReadOnlyList<CrashClient> Clients => clients;

    /// <summary>Plays it, and returns what is wrong; nothing where all is as it should be.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync(CrashTally tally)
    {
        await PrepareAsync();
        Ending? last = null;
        foreach (var start in schedule.Starts)
        {
            last = await StartAsync(start);
            await LookAtJobsAsync();
        }

        // The last of all is never disturbed: what could not be given back before, is given back now.
        for (var tries = 0; tries < MostUndisturbed; tries++)
        {
            last = await StartAsync(Start.Undisturbed);
            if (last.Answer is not null) break;
        }

        LookAtAnswer(last!);
        await LookAtClustersAsync();
        var jobs = await LookAtJobsAsync();
        LookAtEnds(jobs);
        LookAtOutput(jobs.Count);
        tally.Add(schedule, clients, jobs.Count);
        return problems;
    }

    /// <summary>Plays the starts alone, and returns what is wrong when the key is never started again, and time goes by.</summary>
    public async Task<IReadOnlyList<string>> PlayAndLeaveAsync(CrashTally tally)
    {
        await PrepareAsync();
        foreach (var start in schedule.Starts) await StartAsync(start);
        if (schedule.Job != "static" && !await cloud.IsEmptyWithinAsync(project, 24 * 60 + 60)) problems.Add($"a cluster is left for ever: {string.Join(", ", await cloud.ClustersAsync(project))}");
        tally.Add(schedule, clients, (await cloud.JobsAsync(project)).Count);
        return problems;
    }

    /// <summary>What the clients did, for whoever looks for the reason.</summary>
    public string Story() => string.Join("\n", clients.Select((client, number) =>
        $"-- client {number + 1}: {(client.IsDead ? "killed" : "ended")} after {client.Calls.Count} calls: {string.Join(' ', client.Calls)}\n   "
        + string.Join("\n   ", client.Events.Select(happened => happened.ToString()))));

    public void Dispose() => home.Dispose();

    private async Task PrepareAsync()
    {
        folder = home.At("runs");
        if (schedule.Job == "static") await cloud.CreateClusterAsync(project, CrashJob.StaticCluster);
    }

    private RunStart StartOf(TimeProvider time) => CrashJob.Start(schedule.Job, project, key, home, time) with { Retries = schedule.Retries };

    private async Task<Ending> StartAsync(Start start)
    {
        if (start.Memory != Memory.Journal)
        {
            (machine, folder) = ($"machine-{++machines}", home.At($"runs-{machines}"));
            if (start.Memory == Memory.None) await cloud.ForgetAsync(CrashClient.CopyOf(cloud, StartOf(cloud.Clock)));
        }

        var client = new CrashClient(cloud, folder, machine, process: clients.Count + 1, start.Mishap);
        clients.Add(client);
        try
        {
            return await cloud.DriveAsync(Task.Run(() => client.RunAsync(StartOf)));
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            problems.Add($"client {clients.Count} ended with {e}");
            return new Ending(null, e);
        }
        finally
        {
            folder = client.FolderAfterwards;
        }
    }

    private void LookAtAnswer(Ending last)
    {
        if (last.Error is { } error) problems.Add($"undisturbed, it ended with {error.GetType().Name}: {error.Message}");
        else if (last.Answer?.Result is not { IsFinal: true } result) problems.Add("undisturbed, it has no result");
        else if ((result.State, result.Class) != (CrashJob.State(schedule.Job), FailureClasses.Of(CrashJob.State(schedule.Job))))
            problems.Add($"the result is {result.State}, {result.Class}: {result.Cause}");

        if (clients.Count > schedule.Starts.Length + 1) problems.Add($"it took {clients.Count - schedule.Starts.Length} undisturbed starts");
    }

    private async Task LookAtClustersAsync()
    {
        var left = await cloud.ClustersAsync(project);
        switch (schedule.Job)
        {
            case "static" when left is not [CrashJob.StaticCluster]:
                problems.Add($"the cluster of others is not there alone: {string.Join(", ", left)}");
                break;
            case "pooled" when left.Count > 1 || !await cloud.IsEmptyWithinAsync(project, 40):
                problems.Add($"the pool does not go by itself: {string.Join(", ", left)}");
                break;
            case not ("static" or "pooled") when left.Count > 0:
                problems.Add($"left: {string.Join(", ", left)}");
                break;
        }
    }

    /// <summary>At any time: no two jobs live at once, and none after one that ended by itself.</summary>
    private async Task<IReadOnlyList<SeenJob>> LookAtJobsAsync()
    {
        var jobs = await cloud.JobsAsync(project);
        for (var later = 1; later < jobs.Count; later++)
        {
            var before = jobs[later - 1];
            if (!before.HasEnded || before.To > jobs[later].From) AddOnce($"job {jobs[later].Id} began while {before.Id} was alive ({before.State})");
            if (before.EndedByItself) AddOnce($"job {jobs[later].Id} began although {before.Id} was {before.State}");
        }

        return jobs;
    }

    private void LookAtEnds(IReadOnlyList<SeenJob> jobs)
    {
        if (jobs.Count(job => job.EndedByItself) != 1) problems.Add($"the jobs are {string.Join(", ", jobs.Select(job => $"{job.Id} {job.State}"))}");
        if (schedule.IsOfKillsAndDrops && jobs.Count != 1) problems.Add($"{jobs.Count} jobs for kills and lost answers");
    }

    /// <summary>Each client goes on where those before it stopped, or further back where it could not know; in the end all is printed.</summary>
    private void LookAtOutput(int jobs)
    {
        var (whole, printed) = (CrashJob.Output(schedule.Job), 0);
        if (jobs > 1)
        {
            // One that was cancelled had printed, too.
            if (!string.Concat(clients.Select(client => client.Printed)).Contains(whole, StringComparison.Ordinal)) problems.Add("not all of the output was printed");
            return;
        }

        var exact = schedule is { KeepsJournal: true, IsOfKillsAndDrops: true };
        foreach (var (client, number) in clients.Select((client, number) => (client, number + 1)))
        {
            var all = client.Printed + client.PrintedLast;
            var from = Enumerable.Range(0, exact ? 1 : printed + 1).Select(back => printed - back)
                .Append(printed - clients.Take(number - 1).Select(before => before.MayBePrintedAgain).LastOrDefault(0))
                .Append(schedule.Job == "restarts" && printed == 0 && !(exact && clients.Take(number - 1).Any(FoundOutput)) ? CrashJob.OfTheFirst.Length : -1)
                .FirstOrDefault(start => start >= 0 && string.CompareOrdinal(whole, start, all, 0, all.Length) == 0, -1);
            if (from < 0)
            {
                problems.Add($"client {number} printed {Short(all)} after {printed} of {whole.Length} bytes");
                return;
            }

            printed = Math.Max(printed, from + client.Printed.Length);
        }

        if (printed != whole.Length) problems.Add($"{printed} of {whole.Length} bytes were printed");
    }

    /// <summary>Whether a client came further than to finding where the output lies: then it is in the journal.</summary>
    private static bool FoundOutput(CrashClient client) => client.Events.SkipLast(1).Any(happened => happened is RunEvent.DriverOutputFound);

    private void AddOnce(string problem)
    {
        if (!problems.Contains(problem, StringComparer.Ordinal)) problems.Add(problem);
    }

    private static string Short(string text) => $"'{(text.Length <= 40 ? text : text[..40] + "...").Replace("\n", "\\n", StringComparison.Ordinal)}' ({text.Length})";
}
