namespace Spydra.Emulator;

/// <summary>A running emulator: the Dataproc and the Cloud Storage API on two ports of 127.0.0.1.</summary>
public sealed class EmulatorServer : IAsyncDisposable
{
    /// <summary>The address of the Dataproc API, with a trailing slash.</summary>
    public required Uri DataprocUrl { get; init; }

    /// <summary>The address of the Cloud Storage API, with a trailing slash.</summary>
    public required Uri StorageUrl { get; init; }

    /// <summary>Starts both servers; when this returns they answer.</summary>
    /// <exception cref="EmulatorException">A port is taken, or the data folder cannot be written or is in use.</exception>
    public static Task<EmulatorServer> StartAsync(EmulatorOptions options, CancellationToken cancellationToken) =>
        throw new EmulatorException("the emulator is not built yet", "Come back later.");

    /// <summary>Stops the servers and every job that still runs; the data stays.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
