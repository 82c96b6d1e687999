using Spydra.Emulator;
using Spydra.Gcp;

namespace Spydra.Cli;

/// <summary>
/// The emulator of <c>--local</c>: in this process, its data under the user's state folder. Where a standalone emulator already serves
/// that data, it is used; where another <c>--local</c> run does, this one waits its turn.
/// </summary>
internal sealed class LocalCloud : IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    private readonly EmulatorServer? server;

    private LocalCloud(EmulatorServer? server, Uri dataproc, Uri storage) => (this.server, Endpoints) = (server, new Endpoints(dataproc, storage));

    public Endpoints Endpoints { get; }

    /// <summary>The folder of the emulator's data below the data folder.</summary>
    public static string FolderIn(string dataFolder) => Path.Combine(dataFolder, "emulator");

    public static async Task<LocalCloud> StartAsync(
        string dataFolder, IReadOnlyList<string> buckets, Action<string> say, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = FolderIn(dataFolder);
        var told = false;
        while (true)
        {
            if (EmulatorServer.FindRunning(folder) is { Standalone: true } running) return new LocalCloud(null, running.DataprocUrl, running.StorageUrl);
            try
            {
                var started = await EmulatorServer.StartAsync(new EmulatorOptions { DataFolder = folder, Buckets = buckets, Time = time }, cancellationToken);
                return new LocalCloud(started, started.DataprocUrl, started.StorageUrl);
            }
            catch (EmulatorException e) when (e.DataFolderInUse)
            {
                if (!told) say($"another local run uses {folder}; waiting for it to end");
                told = true;
            }
            catch (EmulatorException e)
            {
                throw new LocalCloudException(e);
            }

            await Task.Delay(LookAgain, time, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>The emulator of <c>--local</c> cannot start.</summary>
internal sealed class LocalCloudException(EmulatorException inner) : SpydraException(inner.Message, inner.NextStep, inner);
