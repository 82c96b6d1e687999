namespace Spydra.Emulator.Jobs.Streaming.Records;

/// <summary>A command reads no more of its input.</summary>
internal sealed class BrokenPipeException(IOException inner) : Exception("Broken pipe", inner);
