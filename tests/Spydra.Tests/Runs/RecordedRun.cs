using System.Text;
using System.Text.Json.Nodes;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.History.Archive;
using Spydra.Runs;
using Spydra.Specs;
using Spydra.Testing;

namespace Spydra.Tests.Runs;

/// <summary>One request as the client sent it; a body only where it is JSON.</summary>
internal sealed record SentRequest(string Method, Uri Url, string? Body);

/// <summary>
/// A whole run of a small streaming job against a <see cref="RunCloud"/>, and all that it told. The client's clock is turned whenever it
/// waits, so tries and polls take no time; the emulator's is real.
/// </summary>
internal sealed class RecordedRun : IRunListener, IDisposable
{
    private readonly RunCloud cloud;
    private readonly TempDir home = new();
    private readonly CancellationTokenSource stop = new();
    private readonly List<RunEvent> events = [];
    private readonly List<SentRequest> sent = [];
    private readonly List<Action<RunEvent>> reactions = [];

    private RecordedRun(RunCloud cloud)
    {
        this.cloud = cloud;
        Spec = new JsonObject
        {
            ["client_id"] = "test",
            ["cluster_type"] = "dataproc",
            ["region"] = "europe-west1",
            ["log_bucket"] = RunCloud.Bucket,
            ["history_timeout"] = 2,
            ["submit"] = new JsonObject { ["options"] = new JsonObject { ["jar"] = "file:///usr/lib/hadoop/hadoop-streaming.jar" } },
        };
        Runs("cat");
    }

    public Guid RunId { get; } = Guid.NewGuid();

    public string Cluster => $"spydra-{RunId}";

    public JsonObject Spec { get; }

    public JsonObject SubmitOptions => Spec["submit"]!["options"]!.AsObject();

    public ManualTimeProvider Clock { get; } = new();

    public TimeLimits Limits { get; set; } = new();

    public PollSchedule Poll { get; set; } = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10));

    /// <summary>The clock is only turned to timers as near as this; those further away are limits of something that is at work.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(12);

    public ICredentials Credentials { get; set; } = new NoCredentials();

    /// <summary>The services' addresses, where something stands before the emulator.</summary>
    public Endpoints? Through { get; set; }

    /// <summary>Called with each request before it leaves.</summary>
    public Action<HttpRequestMessage>? Sending { get; set; }

    /// <summary>The plan to run in place of that of <see cref="Spec"/>.</summary>
    public RunPlan? Given { get; set; }

    public RunPlan? Plan { get; private set; }

    public Endpoints Endpoints => Through ?? new(cloud.Server.DataprocUrl, cloud.Server.StorageUrl);

    public IReadOnlyList<RunEvent> Events => events;

    public IReadOnlyList<SentRequest> Sent
    {
        get { lock (sent) return [.. sent]; }
    }

    /// <summary>What the driver printed, as it was delivered.</summary>
    public string Output => Encoding.UTF8.GetString([.. events.OfType<RunEvent.DriverOutput>().SelectMany(output => output.Bytes.ToArray())]);

    public static RecordedRun Against(RunCloud cloud) => new(cloud);

    /// <summary>The job maps its input with this command, to an output folder of its own.</summary>
    public RecordedRun Runs(string mapper, string input = "some\nwords\n")
    {
        Spec["submit"]!["job_args"] = new JsonArray(
            "-D", "mapreduce.job.reduces=0", "-input", home.Write("input.txt", input), "-output", $"gs://{RunCloud.Bucket}/out/{RunId}", "-mapper", mapper);
        return this;
    }

    public RecordedRun OnCluster(string name)
    {
        SubmitOptions["cluster"] = name;
        return this;
    }

    /// <summary>On a cluster of the pool of client <c>test</c>.</summary>
    public RecordedRun Pooled(int limit = 1)
    {
        Spec["pooling"] = new JsonObject { ["limit"] = limit, ["max_age"] = "P1D" };
        return this;
    }

    /// <summary>Writes a file beside the job and returns its full path.</summary>
    public string Write(string name, string content) => home.Write(name, content);

    public string At(string name) => home.At(name);

    /// <summary>Does this the first time that such an event is told, before the run goes on.</summary>
    public RecordedRun When<T>(Predicate<T> matches, Action then) where T : RunEvent
    {
        var done = false;
        reactions.Add(happened =>
        {
            if (done || happened is not T told || !matches(told)) return;
            done = true;
            then();
        });
        return this;
    }

    /// <summary>Interrupts the run the first time that such an event is told.</summary>
    public RecordedRun InterruptedAt<T>(Predicate<T> matches) where T : RunEvent => When(matches, Interrupt);

    public void Interrupt() => stop.Cancel();

    public RunPlan Planned() => RunPlanner.Plan(SpecLayers.Load(
        [new SpecFile(home.Write("job.json", Spec.ToJsonString()), SpecFileKind.Job)], CommandLineLayer.Empty,
        new SpecContext { RunId = RunId, HostName = "some-host", Project = "p", Time = Clock }));

    public async Task<RunOutcome> RunAsync()
    {
        Plan = Given ?? Planned();
        using var http = new HttpClient(new Wire(this)) { Timeout = Timeout.InfiniteTimeSpan };
        var api = new ApiClient(http, Credentials, Clock);
        var runner = new RunServices(api, Endpoints, Poll, Limits, Clock) { Archive = parts => new RunArchive(parts) }.RunnerOf(Plan, this);
        return await DriveAsync(Task.Run(() => runner.RunAsync(Plan, stop.Token)));
    }

    /// <summary>The output of the job's map tasks.</summary>
    public Task<string> ResultAsync() => cloud.ReadAsync($"out/{RunId}/part-00000");

    void IRunListener.On(RunEvent happened)
    {
        // Output is only lent: the buffer is used again.
        events.Add(happened is RunEvent.DriverOutput output ? new RunEvent.DriverOutput(output.Bytes.ToArray()) : happened);
        foreach (var react in reactions) react(happened);
    }

    public void Dispose()
    {
        stop.Dispose();
        home.Dispose();
    }

    private async Task<T> DriveAsync<T>(Task<T> run)
    {
        using var stuck = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!run.IsCompleted)
        {
            Assert.False(stuck.IsCancellationRequested, $"The run hangs after: {string.Join("\n", events.TakeLast(5))}");
            Clock.AdvanceToNext(Patience);
            await Task.WhenAny(run, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        return await run;
    }

    private sealed class Wire(RecordedRun run) : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isJson = request.Content?.Headers.ContentType?.MediaType == "application/json";
            var body = isJson ? await request.Content!.ReadAsStringAsync(cancellationToken) : null;
            lock (run.sent) run.sent.Add(new SentRequest(request.Method.Method, request.RequestUri!, body));
            run.Sending?.Invoke(request);
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
