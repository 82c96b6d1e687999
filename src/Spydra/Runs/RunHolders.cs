using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>
/// Who holds the run of a cluster: a client of this machine that has its lock, or one of another machine that wrote lately to the journal's copy in the
/// log bucket. What happened lately is told by the service's clock, not by ours or theirs.
/// </summary>
internal sealed class RunHolders(JournalFolder folder, StorageClient storage, ServiceClock clock)
{
    /// <summary>A client writes four times in a minute; one that cannot reach the bucket for a while is not gone.</summary>
    private static readonly TimeSpan Lately = 5 * RunJournal.Silence;

    /// <summary>The holder in words; null where nobody is known.</summary>
    /// <exception cref="SpydraException">The copy of the journal cannot be read.</exception>
    public async Task<string?> OfAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(cluster.Labels.GetValueOrDefault(RunLabel.Key), out var runId)) return null;
        var keyId = Guid.TryParse(cluster.Labels.GetValueOrDefault(RunLabel.Of), out var key) ? key : runId;
        if (IsLedHere(keyId)) return "a client of this machine";
        if (CopyOf(cluster, keyId) is not { } uri) return null;
        if (await new JournalObject(storage, uri).ReadAsync(cancellationToken) is not { } copy)
        {
            uri = uri with { Name = $"runs/{RunKey.NoClient}/{keyId}.jsonl" };
            if (await new JournalObject(storage, uri).ReadAsync(cancellationToken) is not { } unnamed) return null;
            copy = unnamed;
        }

        var story = RunStory.Of(copy.Reading.Records);
        if (story.Leader is null || story.IsLeft || await storage.FindAsync(uri, cancellationToken) is not { Updated: { } updated }) return null;
        return clock.Now - updated < Lately ? $"a client of another machine, which wrote its journal at {updated:u}" : null;
    }

    private bool IsLedHere(Guid keyId)
    {
        using var file = folder.OpenFor(keyId);
        if (!File.Exists(file.Path)) return false;
        try { return !file.TryLead(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return false; }
    }

    /// <summary>The journal lies beside the logs, in the bucket that the cluster itself writes them to.</summary>
    private static GsUri? CopyOf(Cluster cluster, Guid keyId)
    {
        if (!GsUri.TryParse(cluster.Properties.GetValueOrDefault("yarn:yarn.nodemanager.remote-app-log-dir"), out var logs) || !logs.Name.StartsWith("logs/", StringComparison.Ordinal)) return null;
        return logs with { Name = $"runs/{logs.Name["logs/".Length..].TrimEnd('/')}/{keyId}.jsonl" };
    }
}
