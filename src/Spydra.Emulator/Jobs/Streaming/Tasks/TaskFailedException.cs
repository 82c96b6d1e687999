namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>An attempt failed; the text is what Hadoop prints behind "Error: ".</summary>
internal sealed class TaskFailedException(string message, Exception? inner = null) : Exception(message, inner);
