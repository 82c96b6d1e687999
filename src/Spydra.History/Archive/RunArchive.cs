using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Runs;

namespace Spydra.History.Archive;

/// <summary>
/// Looks at what a job left, again and again, until nothing is missing or the time is up, and writes it down in a manifest. A service that
/// cannot be asked is told of, and does not fail the run: its result is the job's.
/// </summary>
public sealed class RunArchive(ArchiveParts parts) : IRunArchive
{
    /// <inheritdoc/>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (parts.Plan.Folders.SparkEvents is not { } folder) return;
        try
        {
            // Spark's drivers do not begin where the folder of their event logs is not there, and a bucket has none without an object in it.
            await parts.Storage.WriteAsync(folder, ReadOnlyMemory<byte>.Empty, ifGeneration: 0, cancellationToken);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.PreconditionFailed)
        {
            // It is there.
        }
        catch (SpydraException e)
        {
            parts.Listener.On(new RunEvent.Warned($"The folder of Spark's event logs could not be made, without which no Spark job begins: {e.Message}"));
        }
    }

    /// <inheritdoc/>
    public async Task<ArchiveCertificate?> CertifyAsync(Cluster cluster, string jobId, CancellationToken cancellationToken)
    {
        var folders = ArchiveFolders.Of(cluster.Properties.GetValueOrDefault);
        if (folders.IsEmpty) return null;
        var survey = new ArchiveSurvey(parts, folders, jobId);
        Look? last = null;
        try
        {
            await parts.Poller.UntilAsync(async token => last = Told(await LookAsync(survey, folders, token), last), look => look.Awaited.IsEmpty, parts.Plan.Timeout, cancellationToken);
            return new ArchiveCertificate(await WriteAsync(last!, folders, cluster.Name, jobId, cancellationToken), last!.Facts is { } facts ? ArchiveManifest.Objects(facts).Count : 0, last.Missing) { Unmoved = last.Unmoved };
        }
        catch (SpydraException e)
        {
            parts.Listener.On(new RunEvent.Warned($"The archive could not be looked at: {e.Message}"));
            return new ArchiveCertificate(null, 0, last is { Missing.IsEmpty: false } ? last.Missing : [$"a look at the archive ({e.Message})"]);
        }
    }

    private static async Task<Look> LookAsync(ArchiveSurvey survey, ArchiveFolders folders, CancellationToken cancellationToken)
    {
        var facts = await survey.LookAsync(cancellationToken);
        return facts is null ? new Look(null, ["the job, which the service does not show any more"], [])
            : new Look(facts, [.. ArchiveRules.Missing(facts, folders)], [.. ArchiveRules.Unmoved(facts, folders)]);
    }

    /// <summary>What is waited for is said when it changes.</summary>
    private Look Told(Look now, Look? before)
    {
        var awaited = now.Awaited;
        if (!awaited.IsEmpty && (before is null || !awaited.SequenceEqual(before.Awaited, StringComparer.Ordinal)))
            parts.Listener.On(new RunEvent.Waiting(awaited[0] + (awaited.Length == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", and {awaited.Length - 1} more"))));
        return now;
    }

    private async Task<string?> WriteAsync(Look seen, ArchiveFolders folders, string cluster, string jobId, CancellationToken cancellationToken)
    {
        if (seen.Facts is not { } facts || folders.Manifest(jobId) is not { } manifest) return null;
        var content = ArchiveManifest.Write(facts, parts.Region, cluster, seen.Missing, parts.Time.GetUtcNow());
        try
        {
            await parts.Storage.WriteAsync(manifest, content, ifGeneration: 0, cancellationToken);
        }
        catch (ApiException e) when (e.Status == HttpStatusCode.PreconditionFailed)
        {
            // Of an earlier client of the same run, which saw no more than we: it is written anew.
            if (await parts.Storage.FindAsync(manifest, cancellationToken) is { } there)
                await parts.Storage.WriteAsync(manifest, content, long.Parse(there.Generation, NumberStyles.None, CultureInfo.InvariantCulture), cancellationToken);
        }

        return manifest.ToString();
    }

    private sealed record Look(ArchiveFacts? Facts, ImmutableArray<string> Missing, ImmutableArray<string> Unmoved)
    {
        public ImmutableArray<string> Awaited { get; } = [.. Missing, .. Unmoved.Select(file => $"the history server: {file}")];
    }
}
