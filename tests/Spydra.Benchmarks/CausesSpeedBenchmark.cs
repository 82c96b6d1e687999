using System.Diagnostics;
using System.Globalization;
using Spydra.History;
using Spydra.History.Causes;
using Spydra.History.Sources;
using Spydra.Testing;

namespace Spydra.Benchmarks;

/// <summary>
/// Claim: of 1 GB of container logs on four nodes, one of them of a failed executor with a fifth of it all, the story of the failure is gathered in under 2 s and
/// 100 MB of memory; with the logs not compressed, and with gz. Reading the same files to nowhere is timed in the same process, after it.
/// </summary>
internal static class CausesSpeedBenchmark
{
    public const string GatherCommand = "causes-speed-gather";

    private const string Evidence = "java.lang.OutOfMemoryError: Java heap space";
    private const int Nodes = 4;
    private const int ContainersOfNode = 25;
    private const int Turns = 5;

    private static readonly YarnApplicationId Application = new(1795306400786, 1);

    public static async Task<int> RunAsync(int megabytes)
    {
        var isFast = true;
        foreach (var gz in (bool[])[false, true])
        {
            using var folder = new TempDir();
            Write(folder, megabytes * 1_000_000L, gz);
            using var gatherer = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [GatherCommand, folder.Path]) { UseShellExecute = false, RedirectStandardOutput = true })!;
            var told = (await gatherer.StandardOutput.ReadToEndAsync()).Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToList();
            await gatherer.WaitForExitAsync();
            var (first, best, reading, peak) = (told[0], told[1], told[2], told[3]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"TFile, {(gz ? "gz" : "none")}, {megabytes} MB of logs: the story in {first:0.00} s ({best:0.000} s at best, claim: under 2), {best / reading:0.00} of the time of reading the files ({reading:0.000} s); peak memory {peak:0} MB (claim: under 100)"));
            isFast &= first < 2 && peak < 100;
        }

        return isFast ? 0 : 1;
    }

    /// <summary>The gathering process: how long it took at first and at best, and the plain reading at best, in seconds; the peak memory before that.</summary>
    public static async Task<int> GatherAsync(string folder)
    {
        var times = new List<TimeSpan>();
        for (var turn = 0; turn < Turns; turn++)
        {
            times.Add(await TimeAsync(async () =>
            {
                var question = new CauseQuestion { Archive = new FolderSource(folder), ClientId = "client", Applications = [Application] };
                var story = await CauseSearch.GatherAsync(question, _ => { }, CancellationToken.None);
                if (!story.Troubles.Any(trouble => trouble.Place.Container == Container(0, 1) && trouble.Chain.Any(thrown => $"{thrown.Type}: {thrown.Message}" == Evidence)))
                    throw new InvalidOperationException("The cause was not found.");
            }));
        }

        var peak = PeakMemory.Megabytes();
        var reading = TimeSpan.MaxValue;
        for (var turn = 0; turn < Turns; turn++)
        {
            var time = await TimeAsync(async () =>
            {
                foreach (var path in Directory.EnumerateFiles(folder, "*_8041", SearchOption.AllDirectories))
                {
                    await using var file = File.OpenRead(path);
                    await file.CopyToAsync(Stream.Null);
                }
            });
            if (time < reading) reading = time;
        }

        Console.Write(string.Create(CultureInfo.InvariantCulture, $"{times[0].TotalSeconds} {times.Min().TotalSeconds} {reading.TotalSeconds} {peak}"));
        return 0;
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>An event log in which one executor ran the attempts that failed, and the nodes' files.</summary>
    private static void Write(TempDir folder, long size, bool gz)
    {
        Directory.CreateDirectory(folder.At("spark-events/client"));
        File.WriteAllLines(folder.At($"spark-events/client/{Application}"), Events());
        var logs = folder.At($"logs/client/root/bucket-logs-tfile/{Application.Bucket}/{Application}");
        Directory.CreateDirectory(logs);
        for (var node = 0; node < Nodes; node++)
        {
            var (ofNode, large) = (size / Nodes, node == 0 ? size / 5 : 0);
            WrittenTFile.Write(Path.Combine(logs, $"w-{node}_8041"),
                [.. Enumerable.Range(1, ContainersOfNode).Select(number => number == 1 && node == 0
                    ? new WrittenLog(Container(node, number), "stderr", large, $"2026-11-22 00:29:00,000 ERROR [main] org.apache.spark.executor.Executor: Exception in task 0.3 in stage 0.0 (TID 3)\n{Evidence}\n\tat com.example.Rows.read(Rows.java:14)\n")
                    : new WrittenLog(Container(node, number), "stderr", (ofNode - large) / (ContainersOfNode - (node == 0 ? 1 : 0))))], gz);
        }
    }

    private static string Container(int node, int number) => $"container_{Application.Digits}_01_{node * ContainersOfNode + number + 1:000000}";

    private static IEnumerable<string> Events()
    {
        yield return """{"Event":"SparkListenerLogStart","Spark Version":"3.5.9"}""";
        yield return $$$$"""{"Event":"SparkListenerApplicationStart","App Name":"rows","App ID":"{{{{Application}}}}","Timestamp":1795306500000,"User":"root"}""";
        for (var node = 0; node < Nodes; node++)
            for (var number = 1; number <= ContainersOfNode; number++)
                yield return $$$$"""{"Event":"SparkListenerExecutorAdded","Timestamp":1795306500000,"Executor ID":"{{{{node * ContainersOfNode + number}}}}","Executor Info":{"Host":"w-{{{{node}}}}","Total Cores":1,"Log Urls":{},"Attributes":{"CONTAINER_ID":"{{{{Container(node, number)}}}}","NM_HOST":"w-{{{{node}}}}"}}}""";
        const string Stage = """{"Stage ID":0,"Stage Attempt ID":0,"Stage Name":"collect at rows.py:1","Number of Tasks":1,"Submission Time":1795306501000""";
        yield return $$$$"""{"Event":"SparkListenerJobStart","Job ID":0,"Submission Time":1795306501000,"Stage Infos":[{{{{Stage}}}}}],"Stage IDs":[0],"Properties":{}}""";
        yield return $$$$"""{"Event":"SparkListenerStageSubmitted","Stage Info":{{{{Stage}}}}},"Properties":{}}""";
        for (var attempt = 0; attempt < 4; attempt++)
            yield return $$$$"""{"Event":"SparkListenerTaskEnd","Stage ID":0,"Stage Attempt ID":0,"Task Type":"ResultTask","Task End Reason":{"Reason":"ExceptionFailure","Class Name":"java.lang.RuntimeException","Description":"rows","Full Stack Trace":"java.lang.RuntimeException: rows"},"Task Info":{"Task ID":{{{{attempt}}}},"Index":0,"Attempt":{{{{attempt}}}},"Launch Time":1795306501000,"Executor ID":"1","Host":"w-0","Finish Time":1795306502000}}""";
        const string Failure = "Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, most recent failure: Lost task 0.3 in stage 0.0 (TID 3) (w-0 executor 1): java.lang.RuntimeException: rows";
        yield return $$$$"""{"Event":"SparkListenerStageCompleted","Stage Info":{{{{Stage}}}},"Completion Time":1795306503000,"Failure Reason":"{{{{Failure}}}}"}}""";
        yield return $$$$"""{"Event":"SparkListenerJobEnd","Job ID":0,"Completion Time":1795306503000,"Job Result":{"Result":"JobFailed","Exception":{"Message":"{{{{Failure}}}}","Stack Trace":[]}}}""";
        yield return """{"Event":"SparkListenerApplicationEnd","Timestamp":1795306504000}""";
    }
}
