namespace Spydra.Jobs;

/// <summary>Someone asked for the run to be cancelled.</summary>
public sealed class CancelAskedException(string key) : SpydraException($"Run '{key}' was cancelled by 'spydra cancel'.", "Start it again with --again if it is wanted after all.")
{
    /// <inheritdoc/>
    public override bool IsEndOfRun => true;
}
