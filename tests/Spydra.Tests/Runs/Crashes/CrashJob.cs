using System.Globalization;
using System.Text.Json.Nodes;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Runs;
using Spydra.Runs.Journal;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Tests.Runs.Crashes;

/// <summary>
/// The jobs that are crashed: their drivers are not run, but print a fixed text and end. <c>done</c> ends well, <c>fails</c> does not, <c>large</c>
/// prints more than comes at once, <c>restarts</c> takes two attempts of the driver; <c>static</c> and <c>pooled</c> end well on such clusters.
/// </summary>
internal static class CrashJob
{
    /// <summary>The one cluster of a <c>static</c> job.</summary>
    public const string StaticCluster = "theirs";

    /// <summary>What the first attempt of a <c>restarts</c> prints: nobody finds that who hears of the job when the second has begun.</summary>
    public const string OfTheFirst = "of the first\n";

    private const string Few = "one\ntwo\nthree\n";

    private static readonly string Many = string.Concat(Enumerable.Range(0, 15_000).Select(number => number.ToString("D8", CultureInfo.InvariantCulture) + "\n"));

    public static IReadOnlyList<string> All { get; } = ["done", "fails", "large", "restarts", "static", "pooled"];

    /// <summary>How a call can be refused.</summary>
    public static IReadOnlyList<int> Statuses { get; } = [500, 503, 403, 404, 400, 409, 429];

    /// <summary>Those that are tried at each call of a job: all of them once, and of each kind one.</summary>
    public static IReadOnlyList<int> StatusesOf(string job) => job is "done" or "static" ? Statuses : [503, 404, 400];

    /// <summary>What takes the place of the drivers.</summary>
    public static IReadOnlyList<Fault> Faults { get; } =
    [
        Driver("done-", Few, 0), Driver("static-", Few, 0), Driver("pooled-", Few, 0), Driver("fails-", Few, 1), Driver("large-", Many, 0),
        Driver("restarts-", OfTheFirst, 1) with { Attempt = 1 }, Driver("restarts-", "of the second\n", 0) with { Attempt = 2 },
    ];

    public static string Output(string job) => job switch { "large" => Many, "restarts" => OfTheFirst + "of the second\n", _ => Few };

    public static JobState State(string job) => job == "fails" ? JobState.Error : JobState.Done;

    /// <summary>What starting the key asks for.</summary>
    public static RunStart Start(string job, string project, RunKey key, TempDir home, TimeProvider time)
    {
        var json = Spec(job, home);
        var first = Read(json, project, Guid.NewGuid(), time);
        var digest = JobDigest.Of(first);
        var keyId = key.IdOf(first);
        return new RunStart(key, keyId, digest, (attempt, _) =>
        {
            var spec = Read(json, project, RunKey.RunId(keyId, attempt), time);
            var plan = RunPlanner.Plan(spec);
            return Task.FromResult(new PlannedAttempt(plan, plan.Facts(new RunFacts(key.Text, key.Origin, attempt, spec.RunId, digest, spec.ClientId, plan.Job.Id)
            {
                JobType = spec.JobType,
                LogBucket = spec.LogBucket,
            })));
        });
    }

    private static Fault Driver(string name, string output, int exitCode) =>
        new() { Method = "jobs.submit", Effect = FaultEffect.JobFails, Name = name, Output = output, ExitCode = exitCode };

    private static string Spec(string job, TempDir home)
    {
        var options = new JsonObject
        {
            ["jar"] = "file:///usr/lib/hadoop/hadoop-streaming.jar",
            ["id"] = job + "-${UUID}",
            ["files"] = new JsonArray(home.Write("side.txt", "side\n")),
        };
        if (job == "static") options["cluster"] = StaticCluster;
        if (job == "restarts") options["max-failures-per-hour"] = 5;
        var spec = new JsonObject
        {
            ["client_id"] = "test",
            ["cluster_type"] = "dataproc",
            ["region"] = CrashCloud.Region,
            ["log_bucket"] = CrashCloud.Bucket,
            ["history_timeout"] = 2,
            ["submit"] = new JsonObject { ["options"] = options, ["job_args"] = new JsonArray("-mapper", "cat") },
        };
        if (job == "pooled") spec["pooling"] = new JsonObject { ["limit"] = 1, ["max_age"] = "P1D" };
        return home.Write("job.json", spec.ToJsonString());
    }

    private static JobSpec Read(string json, string project, Guid runId, TimeProvider time) => SpecLayers.Load(
        [new SpecFile(json, SpecFileKind.Job)], CommandLineLayer.Empty, new SpecContext { RunId = runId, HostName = "some-host", Project = project, Time = time });
}
