namespace Spydra.Benchmarks;

/// <summary>What of a job is at hand.</summary>
[Flags]
internal enum Given
{
    Driver = 1,
    Archive = 2,

    /// <summary>YARN's diagnostics and final state.</summary>
    Yarn = 4,

    ExitCode = 8,
}
