using Spydra.History.JobHistory;
using Spydra.History.Sources;

namespace Spydra.History.Causes.Evidence;

/// <summary>What the history of a MapReduce job tells.</summary>
internal static class HistoryEvidence
{
    /// <summary>Finds the history of an application; null where it has none.</summary>
    public static async Task<Gathered?> GatherAsync(IArchiveSource archive, string clientId, YarnApplicationId application, string prefix, CancellationToken cancellationToken)
    {
        var found = await HistoryFolders.OfClient(archive, clientId).FindAsync(application, cancellationToken);
        return found is null ? null : await ReadAsync(archive, found.File, prefix, cancellationToken);
    }

    /// <summary>Reads one that is known.</summary>
    public static async Task<Gathered> ReadAsync(IArchiveSource archive, ArchivedFile file, string prefix, CancellationToken cancellationToken)
    {
        await using var stream = await archive.OpenAsync(file, cancellationToken);
        var job = await JobHistoryReader.ReadAsync(stream, cancellationToken);
        var told = new HistorySteps(job, file.BaseName, prefix).Build();
        return job.Damage is null ? told : told.With(Gathered.Without(job.Damage.In(archive.Describe(file.Name)).Message));
    }
}
