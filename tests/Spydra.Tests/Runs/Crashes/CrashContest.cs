using System.Globalization;
using Spydra.Runs;
using Spydra.Testing;

namespace Spydra.Tests.Runs.Crashes;

/// <summary>What the clients of one key have in common, besides the key.</summary>
internal enum Common
{
    /// <summary>The machine: its lock, its journal, and the copy in the bucket.</summary>
    Machine,

    /// <summary>The copy in the bucket.</summary>
    Bucket,

    /// <summary>Nothing: there is no bucket, and what is on the machine cannot be written.</summary>
    Nothing,
}

/// <summary>Several clients of one key at once, the first a moment before the others, each with its mishap; then one more, undisturbed.</summary>
internal sealed class CrashContest(CrashCloud cloud, string job, Common common, IReadOnlyList<Mishap> mishaps) : IDisposable
{
    private readonly TempDir home = new();
    private readonly List<CrashClient> clients = [];
    private readonly List<string> problems = [];
    private readonly string project = cloud.NewProject();
    private RunStart? start;

    public IReadOnlyList<CrashClient> Clients => clients;

    /// <summary>Plays it, and returns what is wrong.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync()
    {
        if (job == "static") await cloud.CreateClusterAsync(project, CrashJob.StaticCluster);
        start = CrashJob.Start(job, project, new RunKey("contest", "--run-key"), home, cloud.Clock);
        for (var number = 0; number <= mishaps.Count; number++) clients.Add(Client(number));
        var endings = await cloud.DriveAsync(AllAsync());
        for (var number = 0; number < mishaps.Count; number++)
        {
            if (clients[number].IsDead) continue;
            LookAt(number, endings[number]);
            if (clients[number].Printed != CrashJob.Output(job)) problems.Add($"client {number + 1} printed {clients[number].Printed.Length} of {CrashJob.Output(job).Length} bytes");
        }

        if (mishaps.All(mishap => !mishap.Kills))
        {
            var (made, left) = (await cloud.ClustersMadeAsync(project), await LeftAsync());
            if (made != 1) problems.Add($"{made} clusters were made");
            if (left.Count > 0) problems.Add($"left before the last start: {string.Join(", ", left)}");
        }

        LookAt(mishaps.Count, await cloud.DriveAsync(Task.Run(() => clients[^1].RunAsync(StartOf))));
        if (await LeftAsync() is { Count: > 0 } still) problems.Add($"left: {string.Join(", ", still)}");
        var jobs = await cloud.JobsAsync(project);
        if (jobs is not [{ EndedByItself: true }]) problems.Add($"the jobs are {string.Join(", ", jobs.Select(seen => $"{seen.Id} {seen.State}"))}");
        return problems;
    }

    public string Story() => string.Join("\n", clients.Select((client, number) =>
        $"-- client {number + 1}: {(client.IsDead ? "killed" : "ended")} after {client.Calls.Count} calls: {string.Join(' ', client.Calls)}\n   "
        + string.Join("\n   ", client.Events.Select(happened => happened.ToString()))));

    public void Dispose() => home.Dispose();

    private async Task<Ending[]> AllAsync()
    {
        var first = Task.Run(() => clients[0].RunAsync(StartOf));
        await Task.WhenAny(first, Task.Delay(TimeSpan.FromSeconds(1), cloud.Clock));
        return await Task.WhenAll(clients.Skip(1).SkipLast(1).Select(client => Task.Run(() => client.RunAsync(StartOf))).Prepend(first));
    }

    private CrashClient Client(int number)
    {
        var machine = common == Common.Machine ? 0 : number;
        return new CrashClient(cloud, home.At($"runs-{machine.ToString(CultureInfo.InvariantCulture)}"), $"machine-{machine}", number + 1, number < mishaps.Count ? mishaps[number] : Mishap.None)
        {
            HasFile = common != Common.Nothing,
            HasCopy = common != Common.Nothing,
        };
    }

    private RunStart StartOf(TimeProvider time) => start!;

    private void LookAt(int number, Ending ending)
    {
        if (ending.Error is { } error) problems.Add($"client {number + 1} ended with {error.GetType().Name}: {error.Message}");
        else if (ending.Answer?.Result is not { IsFinal: true } result || result.State != CrashJob.State(job)) problems.Add($"client {number + 1} ended with {ending.Answer?.Result?.State}");
    }

    private async Task<IReadOnlyList<string>> LeftAsync() => [.. (await cloud.ClustersAsync(project)).Where(name => name != CrashJob.StaticCluster)];
}
