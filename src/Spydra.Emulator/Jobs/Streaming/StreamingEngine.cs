using Spydra.Emulator.Jobs.Streaming.Sorting;

namespace Spydra.Emulator.Jobs.Streaming;

/// <summary>What all streaming jobs of one emulator share: memory for sorting, a limit on attempts at once, and the environment.</summary>
internal sealed class StreamingEngine(Func<string, string?> environment) : IDisposable
{
    private const long SortMemoryBytes = 64L * 1024 * 1024;

    // A cluster's slots limit one job; this keeps many clusters at once from starting a process for each of their slots.
    private const int FewestAttempts = 64;

    private readonly SemaphoreSlim attempts = new(Math.Max(FewestAttempts, 8 * System.Environment.ProcessorCount));

    public SortMemory Memory { get; } = new(SortMemoryBytes);

    public Func<string, string?> Environment { get; } = environment;

    /// <summary>Runs an attempt when there is room for it.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken)
    {
        await attempts.WaitAsync(cancellationToken);
        try
        {
            return await attempt();
        }
        finally
        {
            attempts.Release();
        }
    }

    public void Dispose() => attempts.Dispose();
}
