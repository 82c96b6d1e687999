using System.Collections.Concurrent;
using System.Globalization;
using Spydra.Emulator.Dataproc;
using Spydra.Emulator.Faults;

namespace Spydra.Cli.Tests;

/// <summary>The real process, killed with SIGKILL at each of its calls, and at its output; then the same command again.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int AtOnce = 3;
    private const int Fewest = 100;
    private const int Spare = 14;
    private const string Few = "one\ntwo\nthree\n";

    private static readonly string Many = string.Concat(Enumerable.Range(0, 30_000).Select(number => number.ToString("D8", CultureInfo.InvariantCulture) + "\n"));

    private static readonly StepTimes Quick = new()
    {
        Create = TimeSpan.FromMilliseconds(100),
        Delete = TimeSpan.FromMilliseconds(100),
        JobStart = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public async Task Whenever_the_process_is_killed_the_same_command_brings_its_one_job_to_the_same_end()
    {
        await using var cloud = await Cloud.StartAsync(Quick, Driver("done-", Few, 0), Driver("fails-", Few, 1), Driver("large-", Many, 0));
        var kills = new ConcurrentQueue<Kill>();
        var calls = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var job in (string[])["done", "fails"])
        {
            calls[job] = await MeasureAsync(cloud, job);
            for (var call = 1; call <= calls[job]; call++)
            {
                kills.Enqueue(new(job, call, After: false));
                kills.Enqueue(new(job, call, After: true));
            }
        }

        for (var part = 0; part < 12; part++) kills.Enqueue(new("large", 0, After: false) { Characters = 1 + (part * Many.Length / 12) });

        // Some come too late, because there were fewer polls than in the run that was counted.
        for (var call = 1; kills.Count < Fewest + Spare; call++) kills.Enqueue(new("done", call, call % 2 == 0));
        var (failed, number, before, after, printing, tooLate) = (new ConcurrentQueue<string>(), 0, 0, 0, 0, 0);
        var (began, planned) = (TimeProvider.System.GetTimestamp(), kills.Count);
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => WorkAsync()));

        output.WriteLine($"{planned} processes ({string.Join(", ", calls.Select(pair => $"{pair.Key}: {pair.Value} calls"))}): {before} killed before a call, {after} after its effect, {printing} while printing; "
            + $"{tooLate} had ended before; {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s");
        Assert.True(failed.IsEmpty, string.Join("\n", failed));
        Assert.True(before + after + printing >= Fewest, $"{before + after + printing} kills");

        async Task WorkAsync()
        {
            while (kills.TryDequeue(out var kill))
            {
                var project = string.Create(CultureInfo.InvariantCulture, $"crash-{Interlocked.Increment(ref number)}-x");
                using var process = new KilledProcess(cloud, project, kill.Job);
                var first = kill.Characters > 0 ? await process.RunToOutputAsync(kill.Characters) : await process.RunAsync(kill.Call, kill.After);
                var second = await process.AgainAsync();
                if (!process.WasKilled) Interlocked.Increment(ref tooLate);
                else if (kill.Characters > 0) Interlocked.Increment(ref printing);
                else if (kill.After) Interlocked.Increment(ref after);
                else Interlocked.Increment(ref before);
                foreach (var problem in Problems(kill.Job, first, second, await cloud.JobStatesAsync(project), await cloud.ClustersAsync(project), process.WasKilled))
                    failed.Enqueue($"{kill}: {problem}\n    first: {first.Error.Replace("\n", "\n      ", StringComparison.Ordinal)}\n    second: {second.Error.Replace("\n", "\n      ", StringComparison.Ordinal)}");
            }
        }
    }

    private static IEnumerable<string> Problems(string job, Finished first, Finished second, IReadOnlyList<string> jobs, IReadOnlyList<string> clusters, bool wasKilled)
    {
        var (exitCode, state, whole) = job switch { "fails" => (1, "ERROR", Few), "large" => (0, "DONE", Many), _ => (0, "DONE", Few) };
        if (first.ExitCode != (wasKilled ? 137 : exitCode)) yield return $"the first ended with {first.ExitCode}";
        if (second.ExitCode != exitCode) yield return $"the second ended with {second.ExitCode}";
        if (!jobs.SequenceEqual([state])) yield return $"the jobs are {string.Join(", ", jobs)}";
        if (clusters.Count > 0) yield return $"left: {string.Join(", ", clusters)}";

        // Nothing is lost; what was printed and not yet written down, may be printed twice.
        if (!whole.StartsWith(first.Output, StringComparison.Ordinal) || !whole.EndsWith(second.Output, StringComparison.Ordinal) || first.Output.Length + second.Output.Length < whole.Length)
            yield return $"{first.Output.Length} and {second.Output.Length} of {whole.Length} characters were printed";
        if (job != "large" && first.Output.Length + second.Output.Length != whole.Length) yield return $"'{second.Output}' was printed after '{first.Output}'";
        if (first.Output.Length + second.Output.Length > whole.Length + (1 << 16)) yield return $"{first.Output.Length + second.Output.Length - whole.Length} characters were printed twice";
    }

    private static async Task<int> MeasureAsync(Cloud cloud, string job)
    {
        using var process = new KilledProcess(cloud, $"crash-{job}-whole", job);
        var first = await process.RunAsync(int.MaxValue, after: false);
        var second = await process.AgainAsync();

        Assert.Empty(Problems(job, first, second, await cloud.JobStatesAsync($"crash-{job}-whole"), await cloud.ClustersAsync($"crash-{job}-whole"), wasKilled: false));
        return process.Calls;
    }

    private static Fault Driver(string name, string text, int exitCode) =>
        new() { Method = "jobs.submit", Effect = FaultEffect.JobFails, Name = name, Output = text, ExitCode = exitCode };

    private sealed record Kill(string Job, int Call, bool After)
    {
        public int Characters { get; init; }
    }
}
