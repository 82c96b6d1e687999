using System.Collections;
using Spydra.Emulator.Dataproc;
using Spydra.Emulator.Faults;
using Spydra.Emulator.Hosting;
using Spydra.Emulator.Http;
using Spydra.Emulator.Jobs;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator;

/// <summary>A running emulator: the Dataproc and the Cloud Storage API on two ports of 127.0.0.1.</summary>
public sealed class EmulatorServer : IAsyncDisposable
{
    private readonly DataFolderLock folder;
    private readonly DataprocRoom dataproc;
    private readonly TwoPorts ports;
    private readonly EmulatorParts parts;

    private EmulatorServer(DataFolderLock folder, DataprocRoom dataproc, TwoPorts ports, EmulatorParts parts) =>
        (this.folder, this.dataproc, this.ports, this.parts) = (folder, dataproc, ports, parts);

    /// <summary>The address of the Dataproc API, with a trailing slash.</summary>
    public Uri DataprocUrl => ports.First;

    /// <summary>The address of the Cloud Storage API, with a trailing slash.</summary>
    public Uri StorageUrl => ports.Second;

    /// <summary>Starts both servers; when this returns they answer.</summary>
    /// <exception cref="EmulatorException">A port is taken, the data folder cannot be written or is in use, or a fault makes no sense.</exception>
    public static Task<EmulatorServer> StartAsync(EmulatorOptions options, CancellationToken cancellationToken) =>
        StartAsync(options, Wire, cancellationToken);

    /// <summary>The emulator that has this data folder now, or null. The folder's lock decides, so one that was killed is never found.</summary>
    public static RunningEmulator? FindRunning(string dataFolder) =>
        DataFolderLock.IsHeldNow(dataFolder) ? RunningEmulator.Read(dataFolder) : null;

    /// <summary>The same with parts of one's own.</summary>
    internal static async Task<EmulatorServer> StartAsync(
        EmulatorOptions options, Func<EmulatorOptions, Func<Call, Func<Task>, Task>, EmulatorParts> wire, CancellationToken cancellationToken)
    {
        var faults = new FaultBook();
        if (options.Faults.SelectMany(FaultFile.Check).ToList() is { Count: > 0 } problems)
            throw new EmulatorException($"A fault makes no sense: {string.Join(' ', problems)}", "Mend the fault, or leave it out.");
        faults.Order(options.Faults);
        foreach (var bucket in options.Buckets)
            if (BucketName.Fault(bucket) is { } fault)
                throw new EmulatorException($"The bucket name '{bucket}' is not allowed: {fault}.", "Choose another name.");

        var lease = await DataFolderLock.TakeAsync(options.DataFolder, cancellationToken);
        try
        {
            return await StartAsync(options, wire, faults, lease, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lease.Dispose();
            throw new EmulatorException($"The data folder '{options.DataFolder}' cannot be used: {e.Message}", "Choose a folder that you may write to.", e);
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private static async Task<EmulatorServer> StartAsync(
        EmulatorOptions options, Func<EmulatorOptions, Func<Call, Func<Task>, Task>, EmulatorParts> wire, FaultBook faults, DataFolderLock lease,
        CancellationToken cancellationToken)
    {
        var calls = new CallLog(options.Time);
        var hook = new FaultHook(faults, calls, options.Time);
        var wired = wire(options, hook.AroundAsync);
        DataprocRoom? room = null;
        try
        {
            foreach (var bucket in options.Buckets) wired.Objects.CreateBucket(bucket);
            // A job that goes on from an earlier emulator may come before the server: it waits.
            var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
            room = new DataprocRoom(options.DataFolder, Setting(options, wired, address.Task));
            var endpoint = new DataprocEndpoint(Routes.Dataproc(room.Handlers, room.Templates), Routes.Admin(new FaultAdmin(faults, calls), room), hook.AroundAsync);

            // Before anyone can ask: what an earlier emulator left is in order again.
            await room.ResumeAsync(cancellationToken);
            var listening = await TwoPorts.StartAsync(options.Port, endpoint.HandleAsync, options.StoragePort, wired.Storage, options.Time, cancellationToken);
            address.SetResult(listening.Second);
            new RunningEmulator(Environment.ProcessId, listening.First, listening.Second, options.Standalone).Write(options.DataFolder);
            return new EmulatorServer(lease, room, listening, wired);
        }
        catch
        {
            if (room is not null) await room.DisposeAsync();
            await wired.DisposeAsync();
            throw;
        }
    }

    private static DriverSetting Setting(EmulatorOptions options, EmulatorParts wired, Task<Uri> storageUrl) => new()
    {
        Objects = wired.Objects,
        User = Environment.GetEnvironmentVariable("USER") is { Length: > 0 } user ? user : Environment.UserName,
        Runtimes = wired.Runtimes,
        Steps = options.Steps,
        Time = options.Time,
        Started = options.Time.GetUtcNow(),
        StorageUrl = storageUrl,
        WorkRoot = Path.Combine(options.DataFolder, "work"),
        WorkingFolder = Path.GetFullPath(options.WorkingFolder),
    };

    /// <summary>Stops the servers and every job that still runs; the data stays.</summary>
    public async ValueTask DisposeAsync()
    {
        // Jobs first: their output still goes to the store, and a program with a connector of its own still finds the server.
        await dataproc.DisposeAsync();
        await ports.DisposeAsync();
        await parts.DisposeAsync();
        folder.Dispose();
    }

    // ---- The one place where the rooms are put together -------------------------------------------------------------------------
    private static EmulatorParts Wire(EmulatorOptions options, Func<Call, Func<Task>, Task> around)
    {
        var store = new ObjectStore(Path.Combine(options.DataFolder, "storage"), options.Time);
        return new EmulatorParts(store, new StorageEndpoint(store, options.Time, around).HandleAsync, JobRuntimes.All(EnvironmentVariables()));
    }

    private static Dictionary<string, string> EnvironmentVariables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);

    // -------------------------------------------------------------------------------------------------------------------------------
}
