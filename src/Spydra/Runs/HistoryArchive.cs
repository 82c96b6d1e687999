using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Storage;

namespace Spydra.Runs;

/// <summary>
/// MapReduce writes a job's history below the intermediate folder, and the history server moves it to its final one a moment later.
/// As long as a <c>.jhist</c> file is in the first, the cluster is still needed. (The original waited the other way round.)
/// </summary>
public sealed class HistoryArchive(HistoryPlan? plan, StorageClient storage, Poller poller, IRunListener listener) : IHistoryArchive
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> WaitAsync(CancellationToken cancellationToken)
    {
        if (plan is null) return [];
        try
        {
            var left = await NotYetMovedAsync(cancellationToken);
            if (left.Count == 0) return [];
            listener.On(new RunEvent.Waiting($"{left.Count} history file(s) to be moved out of {plan.Intermediate}"));
            return await poller.UntilAsync(async token => left = await NotYetMovedAsync(token), seen => seen.Count == 0, plan.Timeout, cancellationToken) ?? left;
        }
        catch (SpydraException e)
        {
            listener.On(new RunEvent.Warned($"The history could not be looked at: {e.Message}"));
            return [plan.Intermediate.ToString()];
        }
    }

    private async Task<List<string>> NotYetMovedAsync(CancellationToken cancellationToken)
    {
        var left = new List<string>();
        await foreach (var name in storage.ListAsync(plan!.Intermediate, cancellationToken))
            if (name.EndsWith(".jhist", StringComparison.Ordinal)) left.Add($"gs://{plan.Intermediate.Bucket}/{name}");
        return left;
    }
}
