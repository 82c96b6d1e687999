using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Spydra.Emulator;
using Spydra.Testing;

namespace Spydra.Benchmarks;

/// <summary>
/// Claims: one gigabyte of input goes through the emulator's streaming engine in under 300 MB of memory; and a word count takes no more
/// than a few times what the same mapper piped through sort and uniq takes. Both are measured in this one process's run.
/// </summary>
internal static class StreamingBenchmark
{
    public static async Task<int> RunAsync(int megabytes)
    {
        using var folder = new TempDir();
        var input = folder.At("input.txt");
        WriteText(input, megabytes);

        var baseline = await PipeAsync($"tr -s ' ' '\\n' < '{input}' | LC_ALL=C sort | uniq -c > '{folder.At("expected")}'");
        var (engine, succeeded) = await EngineAsync(folder, input);
        await PipeAsync($"sed 's/\\t$//' '{folder.At("out/part-00000")}' > '{folder.At("counted")}'");
        var same = File.ReadAllBytes(folder.At("expected")).AsSpan().SequenceEqual(File.ReadAllBytes(folder.At("counted")));

        var peak = PeakMemory.Megabytes();
        Console.WriteLine($"input {megabytes} MB; same counts: {same}");
        Console.WriteLine($"time: {engine.TotalSeconds / baseline.TotalSeconds:0.00} x that of tr | sort | uniq -c ({engine.TotalSeconds:0.0} s against {baseline.TotalSeconds:0.0} s)");
        Console.WriteLine($"peak memory of the emulator's process: {peak} MB (claim: under 300)");
        return succeeded && same && peak < 300 ? 0 : 1;
    }

    private static async Task<(TimeSpan Took, bool Succeeded)> EngineAsync(TempDir folder, string input)
    {
        await using var cloud = await EmulatorServer.StartAsync(new EmulatorOptions { DataFolder = folder.At("data") }, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri(cloud.DataprocUrl, "v1/projects/p/regions/europe-west1/") };
        await PostAsync(http, "clusters", """{"projectId":"p","clusterName":"c","config":{}}""");
        await UntilAsync(http, "clusters/c", "RUNNING");
        var started = Stopwatch.GetTimestamp();
        var job = new JsonObject
        {
            ["reference"] = new JsonObject { ["jobId"] = "j" },
            ["placement"] = new JsonObject { ["clusterName"] = "c" },
            ["hadoopJob"] = new JsonObject
            {
                ["mainJarFileUri"] = "file:///usr/lib/hadoop/hadoop-streaming.jar",
                ["args"] = new JsonArray("-input", input, "-output", folder.At("out"), "-mapper", "tr -s ' ' '\\n'", "-reducer", "uniq -c"),
            },
        };
        await PostAsync(http, "./jobs:submit", new JsonObject { ["job"] = job }.ToJsonString());
        var state = await UntilAsync(http, "jobs/j", "DONE", "ERROR");
        return (Stopwatch.GetElapsedTime(started), state == "DONE");
    }

    private static async Task PostAsync(HttpClient http, string path, string body)
    {
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<string> UntilAsync(HttpClient http, string path, params string[] states)
    {
        while (true)
        {
            var state = (string?)JsonNode.Parse(await http.GetStringAsync(new Uri(path, UriKind.Relative)))!["status"]?["state"] ?? "";
            if (states.Contains(state)) return state;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    private static async Task<TimeSpan> PipeAsync(string command)
    {
        var started = Stopwatch.GetTimestamp();
        using var shell = Process.Start("sh", ["-c", command]);
        await shell.WaitForExitAsync();
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Words of a Zipf-like vocabulary, several to a line, some of them not ASCII; empty lines; no final newline.</summary>
    private static void WriteText(string path, int megabytes)
    {
        string[] odd = ["naïve", "Übung", "слово", "日本"];
        var random = new Random(7);
        using var text = new StreamWriter(path, false, new UTF8Encoding(false), 1 << 20);
        for (long written = 0; written < megabytes * 1_000_000L;)
        {
            var line = new StringBuilder();
            for (var word = random.Next(0, 16); word > 0; word--)
            {
                if (line.Length > 0) line.Append(' ');
                line.Append(random.Next(50) == 0 ? odd[random.Next(odd.Length)] : $"w{(int)(50_000 * Math.Pow(random.NextDouble(), 3))}");
            }

            text.Write(line.Append('\n'));
            written += line.Length;
        }

        text.Write("last");
    }
}
