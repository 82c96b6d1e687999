namespace Spydra.Cli;

/// <summary>What the process ends with: documented, and stable, because schedulers decide by it.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Usage = 2;
    public const int HungUp = 129;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    /// <summary>Whether it is the code of a signal.</summary>
    public static bool IsSignal(int exitCode) => exitCode is HungUp or Interrupted or Terminated;
}
