namespace Spydra.Jobs;

/// <summary>Someone asked for the run to be cancelled.</summary>
public sealed class CancelAskedException(string key) : SpydraException($"Run '{key}' was cancelled by 'spydra cancel'.", "Start it again with --again if it is wanted after all.")
{
    /// <inheritdoc/>
    public override bool IsEndOfRun => true;
}

/// <summary>The latest attempt at a run was interrupted and gave back what it held: it has no result that could be told.</summary>
public sealed class RunInterruptedException(string key) : SpydraException(
    $"Run '{key}' was interrupted before its job was done; nothing of it runs any more.", "Start it again with its spec and its key.");
