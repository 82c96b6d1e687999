namespace Spydra.Runs;

/// <summary>Waits until what the job leaves behind is where it can be read after the cluster has gone.</summary>
public interface IHistoryArchive
{
    /// <summary>Returns what is still missing when the time is up; empty when all is there. It does not fail a run.</summary>
    Task<IReadOnlyList<string>> WaitAsync(CancellationToken cancellationToken);
}
