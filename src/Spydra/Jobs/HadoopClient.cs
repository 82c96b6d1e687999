namespace Spydra.Jobs;

/// <summary>The Hadoop client of this machine: <c>hadoop</c> on the PATH, or else below HADOOP_HOME.</summary>
/// <param name="variable">An environment variable by its name.</param>
public sealed class HadoopClient(Func<string, string?> variable)
{
    private static readonly string[] Names = OperatingSystem.IsWindows() ? ["hadoop.cmd", "hadoop.exe"] : ["hadoop"];

    /// <summary>The full path of the program.</summary>
    /// <exception cref="HadoopNotFoundException">It is in neither place.</exception>
    public string Find() => Candidates().FirstOrDefault(IsProgram) ?? throw new HadoopNotFoundException(variable("HADOOP_HOME"));

    private IEnumerable<string> Candidates()
    {
        var folders = (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        if (variable("HADOOP_HOME") is { Length: > 0 } home) folders = [.. folders, Path.Combine(home, "bin")];
        return from folder in folders from name in Names select Path.GetFullPath(Path.Combine(folder, name));
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);
}

/// <summary>There is no Hadoop client on this machine.</summary>
public sealed class HadoopNotFoundException(string? home) : SpydraException(
    home is null or "" ? "'hadoop' is not on the PATH, and HADOOP_HOME is not set." : $"'hadoop' is neither on the PATH nor in '{Path.Combine(home, "bin")}' (HADOOP_HOME).",
    "Install a Hadoop client and put it on the PATH or set HADOOP_HOME; or write \"cluster_type\": \"dataproc\" to run on Dataproc.");

/// <summary>The Hadoop client is there, and could not be started.</summary>
public sealed class HadoopNotStartedException(string program, Exception inner) : SpydraException(
    $"'{program}' could not be started: {inner.Message}", "Check that it is a program that can be run here.", inner);
