namespace Spydra.Emulator.Jobs;

/// <summary>A job cannot begin: its input is missing, its output is there already, or it asks for what does not run here.</summary>
internal sealed class JobLaunchException(string message, string? javaException = null) : Exception(message)
{
    /// <summary>The Java exception that Hadoop throws in its place, with its package, or null where there is no such.</summary>
    public string? JavaException { get; } = javaException;
}
