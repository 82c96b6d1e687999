namespace Spydra.Cli;

/// <summary>What the process ends with: documented, and stable, because schedulers decide by it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Of a command that reads an archive: something was not there, or could not be read.</summary>
    public const int NotAll = 1;

    public const int Usage = 2;
    public const int HungUp = 129;
    public const int Interrupted = 130;
    public const int Terminated = 143;

    /// <summary>Whether it is the code of a signal.</summary>
    public static bool IsSignal(int exitCode) => exitCode is HungUp or Interrupted or Terminated;
}
