using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Spydra.Emulator;
using Spydra.Emulator.Dataproc;
using Spydra.Gcp;
using Spydra.Testing;

namespace Spydra.Tests.Runs.Crashes;

/// <summary>
/// An emulator on the same clock as its clients, which stands still while any of them waits for an answer: all that takes time takes none. Each schedule
/// has a project of its own in it.
/// </summary>
internal sealed class CrashCloud : IAsyncDisposable
{
    public const string Bucket = "crash-logs";
    public const string Region = "europe-west1";

    /// <summary>The clock is only turned to timers as near as this; those further away are limits of something that is at work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    /// <summary>The pause of a poll. What is further away may be a limit, too, and has to wait until it is certain that nothing is at work.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(6);

    private const int CertainlyIdle = 20;

    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(60);

    private readonly TempDir data;
    private readonly HttpClient http;
    private EmulatorServer? server;
    private int inFlight;
    private int activity;
    private int projects;

    private CrashCloud()
    {
        data = new TempDir();
        http = new HttpClient(Network, disposeHandler: false);
    }

    public ManualTimeProvider Clock { get; } = new();

    /// <summary>The network of all clients.</summary>
    public SocketsHttpHandler Network { get; } = new() { UseCookies = false, AllowAutoRedirect = false };

    public Endpoints Endpoints => new(server!.DataprocUrl, server.StorageUrl);

    public static async Task<CrashCloud> StartAsync()
    {
        var cloud = new CrashCloud();
        cloud.server = await cloud.DriveAsync(EmulatorServer.StartAsync(new EmulatorOptions
        {
            DataFolder = cloud.data.Path,
            Buckets = [Bucket],
            Faults = CrashJob.Faults,
            Time = cloud.Clock,
            Steps = new StepTimes
            {
                Create = TimeSpan.FromSeconds(8),
                Delete = TimeSpan.FromSeconds(4),
                JobStart = TimeSpan.FromSeconds(6),
                DriverOutputFlush = TimeSpan.FromSeconds(1),
            },
        }, CancellationToken.None));
        return cloud;
    }

    public string NewProject() => $"crash-{Interlocked.Increment(ref projects)}-x";

    /// <summary>A call of a client is on its way: the clock stands.</summary>
    public void CallBegins()
    {
        Interlocked.Increment(ref activity);
        Interlocked.Increment(ref inFlight);
    }

    public void CallEnds() => Interlocked.Decrement(ref inFlight);

    /// <summary>Turns the clock from timer to timer until the task has ended.</summary>
    public async Task<T> DriveAsync<T>(Task<T> task)
    {
        var began = TimeProvider.System.GetTimestamp();
        var (idle, seen) = (0, -1);
        while (!task.IsCompleted)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Stuck) throw new TimeoutException("it hangs");
            idle = Volatile.Read(ref inFlight) > 0 || seen != Volatile.Read(ref activity) ? 0 : idle + 1;
            seen = Volatile.Read(ref activity);
            if (Volatile.Read(ref inFlight) == 0) Clock.AdvanceToNext(idle >= CertainlyIdle ? Patience : Pause);
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        return await task;
    }

    /// <summary>Turns the clock, a minute at a time, until the project has no cluster; false when it has some after so many minutes.</summary>
    public async Task<bool> IsEmptyWithinAsync(string project, int minutes)
    {
        for (var minute = 0; minute <= minutes; minute++)
        {
            if ((await ClustersAsync(project)).Count == 0) return true;
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        return false;
    }

    /// <summary>The names of a project's clusters, without those that are on their way out.</summary>
    public async Task<IReadOnlyList<string>> ClustersAsync(string project) =>
        [.. (await ListAsync(project, "clusters")).Where(cluster => (string?)cluster["status"]!["state"] != "DELETING").Select(cluster => (string)cluster["clusterName"]!)];

    /// <summary>How many clusters a project has ever had.</summary>
    public async Task<int> ClustersMadeAsync(string project) =>
        (await ListAsync(project, "operations")).Count(operation => (string?)operation["metadata"]!["operationType"] == "CREATE");

    /// <summary>A project's jobs, the oldest first.</summary>
    public async Task<IReadOnlyList<SeenJob>> JobsAsync(string project) => [.. (await ListAsync(project, "jobs")).Select(SeenJob.Of).Reverse()];

    /// <summary>Makes a cluster that is nobody's.</summary>
    public async Task CreateClusterAsync(string project, string name)
    {
        var body = new JsonObject { ["projectId"] = project, ["clusterName"] = name, ["config"] = new JsonObject() };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(At(project, "clusters"), content);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Clock.Advance(TimeSpan.FromMinutes(1));
    }

    /// <summary>Removes the copy of a run's journal.</summary>
    public async Task ForgetAsync(Uri copy)
    {
        using var answer = await http.DeleteAsync(copy);
        Assert.True(answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotFound);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await DriveAsync(Stop());
        Network.Dispose();
        data.Dispose();

        async Task<bool> Stop()
        {
            await server!.DisposeAsync();
            return true;
        }
    }

    private Uri At(string project, string collection) => new(server!.DataprocUrl, $"v1/projects/{project}/regions/{Region}/{collection}");

    private async Task<List<JsonNode>> ListAsync(string project, string collection) =>
        [.. (JsonNode.Parse(await http.GetStringAsync(At(project, collection)))![collection]?.AsArray() ?? []).Select(item => item!)];
}

/// <summary>A job as the service shows it.</summary>
internal sealed record SeenJob(string Id, string State, DateTimeOffset From, DateTimeOffset To)
{
    public bool HasEnded => State is "DONE" or "ERROR" or "CANCELLED";

    /// <summary>Whether nobody cancelled it.</summary>
    public bool EndedByItself => State is "DONE" or "ERROR";

    public static SeenJob Of(JsonNode job)
    {
        var last = job["status"]!;
        var first = job["statusHistory"]?.AsArray() is [{ } one, ..] ? one : last;
        return new SeenJob((string)job["reference"]!["jobId"]!, (string)last["state"]!, When(first), When(last));
    }

    private static DateTimeOffset When(JsonNode status) => DateTimeOffset.Parse((string)status["stateStartTime"]!, System.Globalization.CultureInfo.InvariantCulture);
}
