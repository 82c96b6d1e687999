namespace Spydra.History.Causes;

/// <summary>A folder of copied logs that is none, or is of several jobs.</summary>
public sealed class CopiedLogsException(string folder, string reason, string nextStep) : SpydraException($"{folder}: {reason}", nextStep)
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;
}
