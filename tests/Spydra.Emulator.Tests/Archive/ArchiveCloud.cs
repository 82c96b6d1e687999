using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Jobs.Streaming;
using Spydra.Emulator.Tests.Dataproc;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Archive;

/// <summary>An emulator that runs streaming jobs, with a cluster that keeps logs and histories in the bucket <c>keep</c>.</summary>
internal sealed class ArchiveCloud : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TempDir folder;
    private readonly StreamingRuntime streaming;

    private ArchiveCloud(TempDir folder, StreamingRuntime streaming, LocalCloud cloud) => (this.folder, this.streaming, Cloud) = (folder, streaming, cloud);

    public LocalCloud Cloud { get; }

    public static string User => Environment.GetEnvironmentVariable("USER") is { Length: > 0 } user ? user : Environment.UserName;

    /// <summary>How long the steps after an application take.</summary>
    public static async Task<ArchiveCloud> StartAsync(TempDir folder, TimeSpan? after = null, MemoryStore? objects = null)
    {
        objects ??= new MemoryStore();
        objects.CreateBucket("keep");
        var runtime = new StreamingRuntime(Environment.GetEnvironmentVariable);
        var steps = LocalCloud.Fast with { LogAggregation = after ?? TimeSpan.FromMilliseconds(2), HistoryMove = after ?? TimeSpan.FromMilliseconds(2) };
        var cloud = await LocalCloud.StartAsync(folder, options => options with { Steps = steps, WorkingFolder = folder.Path }, objects, runtime);
        return new(folder, runtime, cloud);
    }

    public MemoryStore Objects => Cloud.Objects;

    public Task<JsonObject> ClusterAsync(string name, string image = "2.2", params (string Key, string Value)[] more)
    {
        var properties = new JsonObject
        {
            ["yarn:yarn.log-aggregation-enable"] = "true",
            ["yarn:yarn.nodemanager.remote-app-log-dir"] = "gs://keep/logs/me",
            ["mapred:mapreduce.jobhistory.done-dir"] = "gs://keep/history/me/done",
            ["mapred:mapreduce.jobhistory.intermediate-done-dir"] = "gs://keep/history/me/1/done_intermediate",
        };
        foreach (var (key, value) in more) properties[key] = value;
        return Cloud.ClusterAsync(name, new JsonObject { ["softwareConfig"] = new JsonObject { ["imageVersion"] = image, ["properties"] = properties } }.ToJsonString());
    }

    /// <summary>Submits a streaming job over a small input, and waits for its end; gives the job.</summary>
    public async Task<JsonObject> StreamAsync(string cluster, string id, params string[] args)
    {
        await SubmitAsync(cluster, id, args);
        return await Cloud.UntilAsync($"jobs/{id}", job => job.Text("status.state") is "DONE" or "ERROR" or "CANCELLED", "an end");
    }

    public async Task SubmitAsync(string cluster, string id, params string[] args)
    {
        folder.Write("in.txt", "b a\nc b\n");
        string[] all = [.. args.TakeWhile(arg => arg != "--"), "-input", "in.txt", "-output", $"out-{id}", .. args.SkipWhile(arg => arg != "--").Skip(1)];
        await Cloud.PostAsync("jobs:submit", new JsonObject
        {
            ["job"] = new JsonObject
            {
                ["reference"] = new JsonObject { ["jobId"] = id },
                ["placement"] = new JsonObject { ["clusterName"] = cluster },
                ["hadoopJob"] = new JsonObject
                {
                    ["mainJarFileUri"] = "file:///usr/lib/hadoop-mapreduce/hadoop-streaming.jar",
                    ["args"] = new JsonArray([.. all.Select(arg => JsonValue.Create(arg))]),
                },
            },
        }.ToJsonString());
    }

    public IReadOnlyList<string> Names(string prefix = "") => [.. Objects.List("keep", prefix).Select(each => each.Name)];

    public async Task<IReadOnlyList<string>> NamesAsync(Predicate<IReadOnlyList<string>> seen)
    {
        using var deadline = new CancellationTokenSource(Patience, TimeProvider.System);
        while (!seen(Names()))
        {
            if (deadline.IsCancellationRequested) Assert.Fail($"What lies there in the end: {string.Join(", ", Names())}");
            await Task.Delay(TimeSpan.FromMilliseconds(3), TimeProvider.System);
        }

        return Names();
    }

    /// <summary>Waits until an application's archive is complete, and gives the names of its objects.</summary>
    public async Task<IReadOnlyList<string>> CompleteAsync(string application)
    {
        var number = application["application_".Length..];
        var all = await NamesAsync(names => names.Any(name => name.Contains($"/{application}/", StringComparison.Ordinal))
            && !names.Any(name => name.EndsWith(".tmp", StringComparison.Ordinal) || name.Contains("done_intermediate", StringComparison.Ordinal)));
        return [.. all.Where(name => name.Contains(number, StringComparison.Ordinal))];
    }

    public byte[] Bytes(string name)
    {
        using var content = new MemoryStream();
        Objects.OpenRead(Objects.Find("keep", name)!).CopyTo(content);
        return content.ToArray();
    }

    public static string Application(JsonObject job) => job.Children("yarnApplications").Last().Text("trackingUrl")!.TrimEnd('/').Split('/')[^1];

    public async ValueTask DisposeAsync()
    {
        await Cloud.DisposeAsync();
        streaming.Dispose();
    }
}
