using System.Text;
using System.Text.Json.Nodes;
using Spydra.Clusters;
using Spydra.Emulator;
using Spydra.Emulator.Dataproc;
using Spydra.Emulator.Faults;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.History.JobHistory;
using Spydra.History.Logs;
using Spydra.History.Sources;
using Spydra.Runs;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.History.Archive;

/// <summary>
/// A job that has run on the emulator and left an archive, whose objects a test then takes away, cuts off and brings back. The client's clock stands still
/// unless it is turned.
/// </summary>
internal sealed class ArchiveScene : IAsyncDisposable, IRunListener
{
    public const string Client = "test";
    private const string Log = "run-logs";

    private readonly TempDir home = new();
    private readonly HttpClient http = ApiClient.NewHttpClient();
    private readonly EmulatorServer server;
    private readonly List<RunEvent> told = [];
    private readonly Dictionary<GsUri, byte[]> left = [];
    private YarnApplicationId application;

    private ArchiveScene(EmulatorServer server, TempDir data) => (this.server, Data) = (server, data);

    public ManualTimeProvider Clock { get; } = new();

    public string JobId { get; private set; } = "";

    public Cluster? Cluster { get; private set; }

    public RunOutcome? Outcome { get; private set; }

    public IReadOnlyList<RunEvent> Told => told;

    /// <summary>What the archive of the job is, object by object.</summary>
    public IReadOnlyList<GsUri> Left => [.. left.Keys];

    private TempDir Data { get; }

    private StorageClient Storage => new(new ApiClient(http, new NoCredentials(), TimeProvider.System), Endpoints);

    private Endpoints Endpoints => new(server.DataprocUrl, server.StorageUrl);

    private BucketSource Source => new(Storage, new GsUri(Log, ""));

    /// <summary>Runs a streaming job with two maps and a reduce through the whole line; what it left is remembered.</summary>
    public static async Task<ArchiveScene> RunAsync(string mapper = "cat", string state = "DONE", params Fault[] faults)
    {
        var data = new TempDir();
        var scene = new ArchiveScene(await EmulatorServer.StartAsync(new EmulatorOptions { DataFolder = data.Path, Buckets = [Log], Faults = faults, Steps = new StepTimes { LogAggregation = TimeSpan.FromMilliseconds(150) } }, CancellationToken.None), data);
        await scene.SubmitAsync(mapper);
        Assert.Equal(state, scene.Outcome!.State.ToString().ToUpperInvariant());
        foreach (var bucket in new[] { Log, scene.OutputBucket })
            await foreach (var (name, _) in scene.Storage.ObjectsAsync(new GsUri(bucket, ""), default))
                if (bucket != Log || name.StartsWith("history/", StringComparison.Ordinal) || (name.StartsWith("logs/", StringComparison.Ordinal) && !name.Contains("_manifests")))
                    scene.left[new(bucket, name)] = (await scene.Storage.ReadAsync(new(bucket, name), default))!.Bytes.ToArray();
        return scene;
    }

    private string OutputBucket => told.OfType<RunEvent.DriverOutputFound>().Last().Uri.Split('/')[2];

    /// <summary>Looks at the archive as a run does that waits so long.</summary>
    public Task<ArchiveCertificate?> CertifyAsync(TimeSpan timeout)
    {
        var api = new ApiClient(http, new NoCredentials(), Clock);
        var parts = new ArchiveParts(new ArchivePlan(ArchiveFolders.None, timeout), new RegionPath("p", "europe-west1"), new DataprocClient(api, Endpoints), new StorageClient(api, Endpoints),
            new Poller(Clock, new PollSchedule(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))), this, Clock);
        return new RunArchive(parts).CertifyAsync(Cluster!, JobId, CancellationToken.None);
    }

    /// <summary>Everything that can be read of the job, as its readers print it; null where something cannot be, or is damaged.</summary>
    public async Task<string?> ReadAllAsync()
    {
        var text = new StringBuilder();
        var isWhole = true;
        var nodes = await LogFolders.OfClient(Source, Client).NodeFilesAsync(application, null, default).ToListAsync();
        using (var logs = new MemoryStream())
        {
            await new LogsText(logs, TimeZoneInfo.Utc, LogFilter.None).WriteAsync(new AggregatedLogs(Source).ReadAsync(nodes, LogSelection.All, _ => isWhole = false, default), default);
            // When a node's file was written changes when it is brought back.
            foreach (var line in Encoding.UTF8.GetString(logs.ToArray()).Split('\n').Where(line => !line.StartsWith("LogLastModifiedTime:", StringComparison.Ordinal))) text.Append(line).Append('\n');
        }

        if (await HistoryFolders.OfClient(Source, Client).FindAsync(application, default) is not { Configuration: { } configuration } history) return null;
        await using (var stream = await Source.OpenAsync(history.File, default))
        {
            var job = await JobHistoryReader.ReadAsync(stream, default);
            isWhole &= job.Complete;
            using var writer = new StringWriter(text);
            JobHistoryText.Write(job, all: true, TimeZoneInfo.Utc, writer);
        }

        text.Append((await Storage.ReadAsync(new GsUri(Log, configuration.Name), default))!.Bytes.Length);
        for (var piece = 0; ; piece++)
        {
            var uri = told.OfType<RunEvent.DriverOutputFound>().Last().Uri;
            if (!GsUri.TryParse($"{uri}.{piece:000000000}", out var name) || await Storage.ReadAsync(name, default) is not { } output) return null;
            if (output.Bytes.Length == 0) return isWhole ? text.ToString() : null;
            text.Append(Encoding.UTF8.GetString(output.Bytes.Span));
        }
    }

    public async Task<StoredObject> FindAsync(GsUri uri) => (await Storage.FindAsync(uri, default))!;

    public byte[] ContentOf(GsUri uri) => left[uri];

    public async Task<JsonNode> ManifestAsync() =>
        JsonNode.Parse((await Storage.ReadAsync(new GsUri(Log, $"logs/{Client}/_manifests/{JobId}.json"), default))!.Bytes.Span)!;

    /// <summary>Lets a certificate that waits look so often.</summary>
    public async Task TurnAsync(int looks)
    {
        for (; looks > 0; looks--)
        {
            for (var before = Clock.GetUtcNow(); Clock.GetUtcNow() == before; await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System))
                Clock.AdvanceToNext(TimeSpan.FromSeconds(2));
        }
    }

    /// <summary>Turns the clock until it has come to its end.</summary>
    public async Task<ArchiveCertificate?> UntilAsync(Task<ArchiveCertificate?> waiting)
    {
        using var stuck = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!waiting.IsCompleted)
        {
            Assert.False(stuck.IsCancellationRequested, "The certificate hangs.");
            Clock.AdvanceToNext(TimeSpan.FromSeconds(2));
            await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        return await waiting;
    }

    public async Task TakeAwayAsync(GsUri gone)
    {
        if (await Storage.FindAsync(gone, default) is { } there) await Storage.DeleteAsync(gone, there.Generation, default);
    }

    public Task BringBackAsync(GsUri back) => WriteAsync(back, left[back]);

    /// <summary>As an upload that was cut off would leave it, if there were one that leaves something.</summary>
    public Task CutOffAsync(GsUri cut) => WriteAsync(cut, left[cut].AsMemory(0, left[cut].Length * 2 / 3));

    /// <summary>Puts an object somewhere else, as an upload that is under way, or a history that was not moved.</summary>
    public async Task MoveAsync(GsUri source, string to)
    {
        await WriteAsync(source with { Name = to }, left[source]);
        await TakeAwayAsync(source);
    }

    /// <summary>Where the job's history was before it was moved.</summary>
    public string Intermediate(GsUri history) => $"history/{Client}/{RunId}/done_intermediate/etl/{history.Name[(history.Name.LastIndexOf('/') + 1)..]}";

    private string RunId => Cluster!.Name["spydra-".Length..];

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
        Data.Dispose();
        home.Dispose();
    }

    void IRunListener.On(RunEvent happened)
    {
        if (happened is not RunEvent.DriverOutput) told.Add(happened);
    }

    private async Task WriteAsync(GsUri uri, ReadOnlyMemory<byte> content)
    {
        await TakeAwayAsync(uri);
        await Storage.WriteAsync(uri, content, ifGeneration: 0, default);
    }

    private async Task SubmitAsync(string mapper)
    {
        var runId = Guid.NewGuid();
        var spec = new JsonObject
        {
            ["client_id"] = Client,
            ["cluster_type"] = "dataproc",
            ["region"] = "europe-west1",
            ["log_bucket"] = Log,
            ["submit"] = new JsonObject
            {
                ["options"] = new JsonObject { ["jar"] = "file:///usr/lib/hadoop/hadoop-streaming.jar" },
                ["job_args"] = new JsonArray("-D", "mapreduce.job.reduces=1", "-input", home.Write("one.txt", "a\nb\n") + "," + home.Write("two.txt", "c\n"),
                    "-output", $"gs://{Log}/out", "-mapper", mapper, "-reducer", "cat"),
            },
        };
        var plan = RunPlanner.Plan(SpecLayers.Load([new SpecFile(home.Write("job.json", spec.ToJsonString()), SpecFileKind.Job)], CommandLineLayer.Empty,
            new SpecContext { RunId = runId, HostName = "some-host", Project = "p", Time = TimeProvider.System }));
        var services = new RunServices(new ApiClient(http, new NoCredentials(), TimeProvider.System), Endpoints,
            new PollSchedule(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20)), new TimeLimits(), TimeProvider.System)
        {
            Archive = parts => new RunArchive(parts),
        };
        JobId = plan.Job.Id;
        Outcome = await services.RunnerOf(plan, this).RunAsync(plan, CancellationToken.None);
        Cluster = Cluster.Parse(((ClusterPlan.Ephemeral)plan.Cluster).Create.Body!);
        var job = await new DataprocClient(new ApiClient(http, new NoCredentials(), TimeProvider.System), Endpoints).FindJobAsync(new RegionPath("p", "europe-west1"), JobId, default);
        Assert.True(YarnApplicationId.TryParse(Assert.Single(job!.Applications).Id, out application));
    }
}
