namespace Spydra.Emulator;

/// <summary>The emulator cannot start or go on: what is wrong, and what to do next.</summary>
public sealed class EmulatorException(string message, string nextStep, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What the reader can do about it: one sentence.</summary>
    public string NextStep { get; } = nextStep;

    /// <summary>Whether all that is wrong is that another emulator has the data folder: then waiting for it to end helps.</summary>
    public bool DataFolderInUse { get; init; }
}
