using Spydra.Clusters;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>
/// Writes down that a cluster is about to be asked for and to be given back, before it is. What another client leads now, or what is to go on without
/// us, is not given back.
/// </summary>
internal sealed class JournaledClusterSource(IClusterSource clusters, RunJournal journal, RunHold hold) : IClusterSource
{
    /// <inheritdoc/>
    public async Task<ClusterLease> AcquireAsync(CancellationToken cancellationToken)
    {
        await journal.IntendAsync(now => new JournalRecord.Acquiring(now), cancellationToken);
        var lease = await clusters.AcquireAsync(cancellationToken);
        journal.Note(now => new JournalRecord.Acquired(now, lease.Cluster.Name, lease.Cluster.Uuid));
        return new ClusterLease(lease.Cluster, () => ReleaseAsync(lease));
    }

    private async Task ReleaseAsync(ClusterLease lease)
    {
        if (hold.IsKept) return;
        try
        {
            await journal.IntendAsync(now => new JournalRecord.Releasing(now), CancellationToken.None);
        }
        catch (LeadLostException)
        {
            return;
        }

        await lease.DisposeAsync();
    }
}
