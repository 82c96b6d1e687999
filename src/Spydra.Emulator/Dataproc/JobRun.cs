using Spydra.Emulator.Faults;

namespace Spydra.Emulator.Dataproc;

/// <summary>A job that is on its way in this process: what stops it, and why it was stopped.</summary>
internal sealed class JobRun(string key, IReadOnlyList<Fault> faults) : IDisposable
{
    private readonly CancellationTokenSource stop = new();

    public string Key { get; } = key;

    /// <summary>The faults that take the driver's place.</summary>
    public IReadOnlyList<Fault> Faults { get; } = faults;

    public CancellationToken Stopped => stop.Token;

    /// <summary>Why the job fails although nobody cancelled it: its cluster is gone, or the emulator ends. Null while neither is so.</summary>
    public string? FailsBecause { get; private set; }

    /// <summary>The job's life; it ends when the job has.</summary>
    public Task Life { get; set; } = Task.CompletedTask;

    public void Stop(string? failsBecause)
    {
        FailsBecause ??= failsBecause;
        // Not here: what listens to the token runs in this call, and the caller may hold the lock.
        _ = Task.Run(stop.Cancel, CancellationToken.None);
    }

    public void Dispose() => stop.Dispose();
}
