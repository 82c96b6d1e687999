using Spydra.Emulator;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.Runs;
using Spydra.Runs.Journal;
using Spydra.Testing;

namespace Spydra.Tests.Runs;

/// <summary>Who holds the run of a cluster, by the lock of this machine and by the journal's copy in a real bucket of the emulator.</summary>
public sealed class RunHoldersTests : IAsyncDisposable
{
    private static readonly Guid KeyId = Guid.NewGuid();
    private static readonly JournalRecord Led = new JournalRecord.Led(default, 1, "elsewhere/1/1");

    private readonly TempDir home = new();
    private readonly ManualTimeProvider cloudClock = new();
    private readonly HttpClient http = ApiClient.NewHttpClient();
    private EmulatorServer? cloud;
    private ApiClient? api;

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (cloud is not null) await cloud.DisposeAsync();
        home.Dispose();
    }

    [Fact]
    public async Task A_run_that_no_journal_knows_is_held_by_nobody() => Assert.Null(await (await StartAsync()).OfAsync(Cluster(), CancellationToken.None));

    [Theory]
    [InlineData("me")]
    [InlineData(RunKey.NoClient)]
    public async Task A_client_of_another_machine_holds_it_as_long_as_it_writes(string client)
    {
        var holders = await StartAsync();
        await CopyOf(client).WriteAsync([Led], null, JournalObject.Nothing, CancellationToken.None);

        var now = await holders.OfAsync(Cluster(), CancellationToken.None);
        cloudClock.Advance(TimeSpan.FromMinutes(6));
        var later = await holders.OfAsync(Cluster(), CancellationToken.None);

        Assert.StartsWith("a client of another machine", now, StringComparison.Ordinal);
        Assert.Null(later);
    }

    [Fact]
    public async Task A_client_that_left_holds_nothing()
    {
        var holders = await StartAsync();
        await CopyOf("me").WriteAsync([Led, new JournalRecord.Left(default)], null, JournalObject.Nothing, CancellationToken.None);

        Assert.Null(await holders.OfAsync(Cluster(), CancellationToken.None));
    }

    [Fact]
    public async Task A_client_of_this_machine_holds_it_by_its_lock()
    {
        var holders = await StartAsync();
        using var file = new JournalFolder(home.At("runs")).OpenFor(KeyId);
        Assert.True(file.TryLead());
        file.Append(Led);

        var led = await holders.OfAsync(Cluster(), CancellationToken.None);
        file.Release();

        Assert.Equal("a client of this machine", led);
        Assert.Null(await holders.OfAsync(Cluster(), CancellationToken.None));
    }

    private async Task<RunHolders> StartAsync()
    {
        cloud = await EmulatorServer.StartAsync(new EmulatorOptions { DataFolder = home.At("cloud"), Buckets = ["logs"], Time = cloudClock }, CancellationToken.None);
        api = new ApiClient(http, new NoCredentials(), TimeProvider.System);
        return new RunHolders(new JournalFolder(home.At("runs")), Storage, api.Clock);
    }

    private StorageClient Storage => new(api!, new Endpoints(cloud!.DataprocUrl, cloud.StorageUrl));

    private JournalObject CopyOf(string client) => new(Storage, new GsUri("logs", $"runs/{client}/{KeyId}.jsonl"));

    private static Cluster Cluster() => new("spydra-x", "u", "RUNNING", null, null, null, new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [RunLabel.Key] = Guid.NewGuid().ToString(),
        [RunLabel.Of] = KeyId.ToString(),
    })
    { Properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["yarn:yarn.nodemanager.remote-app-log-dir"] = "gs://logs/logs/me" } };
}
