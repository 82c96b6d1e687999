using System.Text;
using System.Text.Json.Nodes;
using Spydra.Clusters;
using Spydra.Emulator;
using Spydra.Emulator.Faults;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Runs;
using Spydra.Testing;

namespace Spydra.Tests.Runs;

/// <summary>
/// An emulator with a clock of its own, which stands still until a test turns it, clusters and jobs in it, and reapers with clocks that are
/// right or wrong. Jobs whose id begins with "hangs" run on, those that begin with "ends" end at once.
/// </summary>
internal sealed class ReapCloud : IAsyncDisposable
{
    public const string Region = "europe-west1";

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2);

    private readonly EmulatorServer server;
    private readonly TempDir data;
    private readonly HttpClient http = new();

    // Two threads that turn a clock could turn it back.
    private readonly Lock turning = new();

    private ReapCloud(EmulatorServer server, TempDir data, ManualTimeProvider clock) => (this.server, this.data, Clock) = (server, data, clock);

    /// <summary>The service's clock.</summary>
    public ManualTimeProvider Clock { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    public static async Task<ReapCloud> StartAsync(params Fault[] faults)
    {
        var (folder, clock) = (new TempDir(), new ManualTimeProvider());
        return new ReapCloud(await EmulatorServer.StartAsync(new EmulatorOptions
        {
            DataFolder = folder.Path,
            Time = clock,
            Steps = new() { Create = Step, Delete = Step, Update = Step, JobStart = Step, DriverOutputFlush = Step },
            Faults =
            [
                new Fault { Method = "jobs.submit", Effect = FaultEffect.JobHangs, Name = "hangs" },
                new Fault { Method = "jobs.submit", Effect = FaultEffect.JobFails, Name = "ends" },
                .. faults,
            ],
        }, CancellationToken.None), folder, clock);
    }

    public void Advance(TimeSpan by)
    {
        lock (turning) Clock.Advance(by);
    }

    /// <summary>The labels of a cluster that a run made now, by a clock that is so much ahead.</summary>
    public Dictionary<string, string> LabelsOf(Guid run, TimeSpan skew = default, TimeSpan? lease = null) => new(StringComparer.Ordinal)
    {
        ["spydra-cluster"] = "1",
        ["spydra-run"] = run.ToString(),
        ["spydra-client"] = "etl",
        ["spydra-lease"] = LeaseLabel.Text(Now + skew + (lease ?? TimeSpan.FromMinutes(95))),
    };

    /// <summary>A cluster of a run, RUNNING; its uuid.</summary>
    public Task<string> CreateAsync(Guid run, string project = "p") => CreateAsync($"spydra-{run}", LabelsOf(run), project);

    /// <summary>A cluster, RUNNING; its uuid.</summary>
    public async Task<string> CreateAsync(string name, IReadOnlyDictionary<string, string> labels, string project = "p")
    {
        var body = new JsonObject { ["clusterName"] = name, ["projectId"] = project, ["labels"] = new JsonObject(labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value))) };
        var operation = await SendAsync(HttpMethod.Post, $"{Path(project)}/clusters", body);
        Advance(Step);
        return (string)operation!["metadata"]!["clusterUuid"]!;
    }

    public Task DeleteAsync(string name, string project = "p") => SendAsync(HttpMethod.Delete, $"{Path(project)}/clusters/{name}");

    /// <summary>Someone deletes the cluster, and makes another of its name; the uuid of that one.</summary>
    public async Task<string> RemakeAsync(string name, IReadOnlyDictionary<string, string> labels, string project = "p")
    {
        await DeleteAsync(name, project);
        Advance(Step);
        return await CreateAsync(name, labels, project);
    }

    public async Task StopAsync(string name, string project = "p")
    {
        await SendAsync(HttpMethod.Post, $"{Path(project)}/clusters/{name}:stop", []);
        Advance(Step);
    }

    public async Task SubmitAsync(string cluster, string job, string project = "p")
    {
        await SendAsync(HttpMethod.Post, $"{Path(project)}/jobs:submit", new JsonObject
        {
            ["job"] = new JsonObject
            {
                ["reference"] = new JsonObject { ["projectId"] = project, ["jobId"] = job },
                ["placement"] = new JsonObject { ["clusterName"] = cluster },
                ["hadoopJob"] = new JsonObject { ["mainClass"] = "X" },
            },
        });
        if (!job.StartsWith("ends", StringComparison.Ordinal)) return;
        using var stuck = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while ((string?)(await SendAsync(HttpMethod.Get, $"{Path(project)}/jobs/{job}"))!["status"]!["state"] != "ERROR")
        {
            stuck.Token.ThrowIfCancellationRequested();
            Advance(Step);
            await Task.Yield();
        }
    }

    /// <summary>The uuids of the clusters that are there, by their names.</summary>
    public async Task<Dictionary<string, string>> ClustersAsync(string project = "p") =>
        ((await SendAsync(HttpMethod.Get, $"{Path(project)}/clusters"))!["clusters"] as JsonArray ?? [])
        .ToDictionary(cluster => (string)cluster!["clusterName"]!, cluster => (string)cluster!["clusterUuid"]!, StringComparer.Ordinal);

    /// <summary>Forgets all clusters and jobs.</summary>
    public Task ResetAsync() => SendAsync(HttpMethod.Post, "emulator/reset");

    /// <summary>Reaps once, with a clock that is so much ahead; <paramref name="before"/> and <paramref name="after"/> stand around each call of the reaper.</summary>
    public async Task<List<ReapedCluster>> ReapAsync(
        string project = "p", TimeSpan skew = default, ReapMode mode = ReapMode.Delete, ReapTerms? terms = null,
        Func<HttpRequestMessage, Task>? before = null, Func<HttpResponseMessage, Task>? after = null, Func<Cluster, string?>? heldBy = null)
    {
        var clock = new ManualTimeProvider(Now + skew);
        using var client = new HttpClient(new Wire(before, after)) { Timeout = Timeout.InfiniteTimeSpan };
        var services = new RunServices(
            new ApiClient(client, new NoCredentials(), clock), new Endpoints(server.DataprocUrl, server.StorageUrl),
            new PollSchedule(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(10)), new TimeLimits(), clock);
        var reaper = services.Reaper((cluster, _) => Task.FromResult(heldBy?.Invoke(cluster)));
        terms ??= new ReapTerms { LeaseLength = TimeSpan.FromMinutes(95) };
        var reaping = Task.Run(async () =>
        {
            List<ReapedCluster> reaped = [];
            await foreach (var one in reaper.ReapAsync(new RegionPath(project, Region), terms, mode, CancellationToken.None)) reaped.Add(one);
            return reaped;
        });

        using var stuck = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        while (!reaping.IsCompleted)
        {
            stuck.Token.ThrowIfCancellationRequested();
            clock.AdvanceToNext(TimeSpan.FromSeconds(12));
            lock (turning) Clock.AdvanceToNext(TimeSpan.FromSeconds(1));
            await Task.WhenAny(reaping, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        // What was begun ends, also what nobody waited for.
        Advance(TimeSpan.FromSeconds(1));
        return await reaping;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
        data.Dispose();
    }

    private static string Path(string project) => $"v1/projects/{project}/regions/{Region}";

    private async Task<JsonNode?> SendAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.DataprocUrl, path));
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{method} {path}: {text}");
        return JsonNode.Parse(text);
    }

    private sealed class Wire(Func<HttpRequestMessage, Task>? before, Func<HttpResponseMessage, Task>? after)
        : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (before is not null) await before(request);
            var response = await base.SendAsync(request, cancellationToken);
            if (after is not null) await after(response);
            return response;
        }
    }
}
