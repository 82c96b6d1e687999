using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Spydra.Emulator;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.Jobs;
using Spydra.Testing;

namespace Spydra.Benchmarks;

/// <summary>
/// Claims: a jar of 300 MB is staged in under 120 MB of memory although the connection is reset in the middle, and that takes no more than
/// a few times what one plain request takes. The client is a process of its own; emulator, proxy and plain request are here.
/// </summary>
internal static class StagingBenchmark
{
    public const string ClientCommand = "staging-client";

    private const string Bucket = "staging";

    public static async Task<int> RunAsync(int megabytes)
    {
        using var folder = new TempDir();
        var jar = folder.At("app.jar");
        var bytes = megabytes * 1_000_000L;
        WriteRandom(jar, bytes);

        await using var cloud = await EmulatorServer.StartAsync(new EmulatorOptions { DataFolder = folder.At("data"), Buckets = [Bucket] }, CancellationToken.None);
        // The plain request takes the same way, but for the reset.
        using var quiet = new BreakingProxy(cloud.StorageUrl, breakAt: long.MaxValue);
        var plain = await PlainAsync(quiet.Url, jar);
        using var proxy = new BreakingProxy(cloud.StorageUrl, breakAt: bytes / 2);

        using var client = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [ClientCommand, proxy.Url.AbsoluteUri, jar]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var report = (await client.StandardOutput.ReadToEndAsync()).Split(' ');
        await client.WaitForExitAsync();
        if (client.ExitCode != 0) return client.ExitCode;
        var (peak, seconds, name) = (long.Parse(report[0], CultureInfo.InvariantCulture), double.Parse(report[1], CultureInfo.InvariantCulture), report[2].Trim());
        var same = await IsSameAsync(new Uri(cloud.StorageUrl, $"storage/v1/b/{Bucket}/o/{Uri.EscapeDataString(name)}?alt=media"), jar);

        Console.WriteLine($"staged {megabytes} MB; the connection was reset: {proxy.HasBroken}; same bytes: {same}");
        Console.WriteLine($"sent: {proxy.Forwarded / 1e6:0.0} MB");
        Console.WriteLine($"time: {seconds / plain.TotalSeconds:0.00} x that of one plain request ({seconds:0.0} s against {plain.TotalSeconds:0.0} s)");
        Console.WriteLine($"peak memory of the client's process: {peak} MB (claim: under 120)");
        return proxy.HasBroken && same && peak < 120 ? 0 : 1;
    }

    /// <summary>The client's process: stages the file, and prints its peak memory, the seconds, and the object's name.</summary>
    public static async Task<int> ClientAsync(Uri storage, string jar)
    {
        using var http = ApiClient.NewHttpClient();
        var api = new ApiClient(http, new NoCredentials(), TimeProvider.System);
        var endpoints = new Endpoints(storage, storage);
        var uploader = new FileUploader(api, endpoints, new StorageClient(api, endpoints), TimeProvider.System);
        var plan = new JobPlan.Dataproc(new RegionPath("p", "r"), "j", [], [new StagedFile(new("hadoopJob.mainJarFileUri", jar), "app.jar")], Bucket, "id");
        var started = Stopwatch.GetTimestamp();
        var uris = await new FileStager(plan, uploader, new Silent(), TimeProvider.System)
            .StageAsync(Cluster.Parse(new JsonObject { ["clusterUuid"] = "u" }), CancellationToken.None);
        var took = Stopwatch.GetElapsedTime(started);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{PeakMemory.Megabytes()} {took.TotalSeconds} {uris[0].Split('#')[0][$"gs://{Bucket}/".Length..]}"));
        return 0;
    }

    private static async Task<TimeSpan> PlainAsync(Uri storage, string jar)
    {
        using var http = new HttpClient();
        var started = Stopwatch.GetTimestamp();
        using var content = new StreamContent(File.OpenRead(jar));
        using var answer = await http.PostAsync(new Uri(storage, $"upload/storage/v1/b/{Bucket}/o?uploadType=media&name=plain"), content);
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(started);
    }

    private static void WriteRandom(string path, long bytes)
    {
        var random = new Random(7);
        var block = new byte[1_000_000];
        using var file = File.Create(path);
        for (; bytes > 0; bytes -= block.Length)
        {
            random.NextBytes(block);
            file.Write(block);
        }
    }

    private static async Task<bool> IsSameAsync(Uri address, string path)
    {
        using var http = new HttpClient();
        await using var there = await http.GetStreamAsync(address);
        await using var here = File.OpenRead(path);
        var (left, right) = (new byte[1 << 20], new byte[1 << 20]);
        while (true)
        {
            var read = await here.ReadAtLeastAsync(left, left.Length, throwOnEndOfStream: false);
            if (read != await there.ReadAtLeastAsync(right, right.Length, throwOnEndOfStream: false) || !left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, read))) return false;
            if (read == 0) return true;
        }
    }

    private sealed class Silent : IRunListener
    {
        public void On(RunEvent happened) { }
    }
}
