namespace Spydra.Emulator.Jobs.Streaming.Options;

/// <summary>The command line of a streaming job is wrong. <paramref name="showUsage"/>: Hadoop prints its usage for this one.</summary>
internal sealed class StreamingUsageException(string message, bool showUsage = false) : Exception(message)
{
    public bool ShowUsage { get; } = showUsage;
}
