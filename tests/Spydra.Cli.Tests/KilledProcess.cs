using System.Text.Json.Nodes;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>
/// <c>spydra submit --run-key</c> as a process, killed once with SIGKILL: at the call of a number, before the service hears of it or after its effect,
/// or when so much has come on its standard output; then the same command again, undisturbed.
/// </summary>
internal sealed class KilledProcess(Cloud cloud, string project, string job) : IDisposable
{
    private readonly TempDir home = new();
    private readonly TaskCompletionSource<SpydraProcess> running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int calls;
    private int killed;

    /// <summary>How many calls the first process made.</summary>
    public int Calls => calls;

    /// <summary>Whether the kill came before the process had ended by itself.</summary>
    public bool WasKilled => killed > 0;

    /// <summary>Starts it, and kills it at a call.</summary>
    public async Task<Finished> RunAsync(int call, bool after)
    {
        using var dataproc = new FaultyProxy(cloud.Server.DataprocUrl, (_, _) => Hit(call, after));
        using var storage = new FaultyProxy(cloud.Server.StorageUrl, (_, _) => Hit(call, after));
        using var spydra = Start(null, dataproc.Url, storage.Url);
        running.SetResult(spydra);
        return await spydra.EndAsync();
    }

    /// <summary>Starts it, and kills it when so many characters have come on its standard output.</summary>
    public async Task<Finished> RunToOutputAsync(int characters)
    {
        using var spydra = Start((process, length) =>
        {
            if (length >= characters && Interlocked.Exchange(ref killed, 1) == 0) process.KillAsync().GetAwaiter().GetResult();
        }, cloud.Server.DataprocUrl, cloud.Server.StorageUrl);
        return await spydra.EndAsync();
    }

    /// <summary>Starts it again, undisturbed.</summary>
    public async Task<Finished> AgainAsync()
    {
        using var spydra = Start(null, cloud.Server.DataprocUrl, cloud.Server.StorageUrl);
        return await spydra.EndAsync();
    }

    public void Dispose() => home.Dispose();

    private WireBlow? Hit(int call, bool after)
    {
        if (Interlocked.Increment(ref calls) != call) return null;
        return new WireBlow(async () =>
        {
            killed = 1;
            await (await running.Task).KillAsync();
        }, after);
    }

    private SpydraProcess Start(Action<SpydraProcess, int>? onOutput, Uri dataproc, Uri storage) => SpydraProcess.Start(
        home, ["submit", "--run-key", "K", "--spydra-json", Spec()], onOutput,
        ("CLOUDSDK_API_ENDPOINT_OVERRIDES_DATAPROC", dataproc.AbsoluteUri),
        ("STORAGE_EMULATOR_HOST", storage.AbsoluteUri),
        ("CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true"),
        ("GOOGLE_CLOUD_PROJECT", project),
        ("DOTNET_TieredPGO", "0"),
        ("SPYDRA_POLL__FIRST", "0.05s"),
        ("SPYDRA_POLL__SLOWEST", "0.1s"));

    private string Spec() => Specs.Streaming(home, "gs://test-logs/out", change: spec => spec["submit"]!["options"] = new JsonObject
    {
        ["jar"] = "file:///usr/lib/hadoop/hadoop-streaming.jar",
        ["id"] = job + "-${UUID}",
    });
}
