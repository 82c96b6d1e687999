using Spydra.Cli.Settings;
using Spydra.Gcp;
using Spydra.History.Archive;
using Spydra.History.Causes;
using Spydra.Runs;

namespace Spydra.Cli.Commands;

/// <summary>Where a run's services are.</summary>
internal enum CloudKind
{
    /// <summary>Nowhere: the run asks no service.</summary>
    None,

    /// <summary>In the embedded emulator.</summary>
    Local,

    /// <summary>Where the settings say; at Google's, if they say nothing.</summary>
    Google,
}

/// <summary>The services of a run, opened for as long as a command lasts.</summary>
internal sealed class RunCloud : IAsyncDisposable
{
    private readonly LocalCloud? local;
    private readonly HttpClient http;

    private RunCloud(LocalCloud? local, HttpClient http, RunServices services) => (this.local, this.http, Services) = (local, http, services);

    public RunServices Services { get; }

    /// <summary>Starts the emulator where that is wanted, and asks for a token where one is needed: before anything else, so that without one nothing was sent.</summary>
    public static async Task<RunCloud> OpenAsync(
        Terminal terminal, CliEnvironment environment, CliSettings settings, ICredentials caller, CloudKind kind, string? logBucket, TimeProvider time, CancellationToken cancellationToken)
    {
        var emulator = kind == CloudKind.Local
            ? await LocalCloud.StartAsync(settings.DataFolder, logBucket is null ? [] : [logBucket], line => terminal.Say("spydra: " + line), time, cancellationToken)
            : null;
        if (kind == CloudKind.Google) await caller.GetTokenAsync(cancellationToken);
        var client = ApiClient.NewHttpClient();
        var endpoints = emulator?.Endpoints ?? environment.Endpoints(settings);
        var services = new RunServices(new ApiClient(client, caller, time), endpoints, settings.Poll, settings.Limits, time)
        {
            Archive = parts => new RunArchive(parts),
            Why = parts => new RunDiagnosis(parts),
        };
        return new RunCloud(emulator, client, services);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (local is not null) await local.DisposeAsync();
    }
}
