using Spydra.Failures;

namespace Spydra.Cli;

/// <summary>What the process ends with: documented, and stable, because schedulers decide by it.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int JobFailed = 1;
    public const int Usage = 2;
    public const int HungUp = 129;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    /// <summary>Whether it is the code of a signal.</summary>
    public static bool IsSignal(int exitCode) => exitCode is HungUp or Interrupted or Terminated;

    /// <summary>The code of a failure; null is no failure.</summary>
    public static int For(FailureClass? failure, ExitCodeProfile profile) => (failure, profile) switch
    {
        (null, _) => Done,
        (_, ExitCodeProfile.Classic) => 1,
        (FailureClass.Application, _) => JobFailed,
        (FailureClass.Usage, _) => Usage,
        (FailureClass.Permission, _) => 3,
        (FailureClass.Capacity, _) => 4,
        (FailureClass.Cluster, _) => 5,
        (FailureClass.Unreachable, _) => 6,
        (FailureClass.TimeLimit, _) => 7,
        (FailureClass.Cancelled, _) => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(failure)),
    };
}

/// <summary>Which exit codes are used: ours, or the original's 0 and 1.</summary>
internal enum ExitCodeProfile
{
    Typed,
    Classic,
}
