using System.Collections.Immutable;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;

namespace Spydra.Runs;

/// <summary>Makes sure that what a job leaves behind can be read when its cluster is gone.</summary>
public interface IRunArchive
{
    /// <summary>What has to be there before a job can leave something. It does not fail a run.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Waits until all that the job left is where it can be read, and writes down what that is; null where nothing outlives the cluster. It does
    /// not fail a run.
    /// </summary>
    Task<ArchiveCertificate?> CertifyAsync(Cluster cluster, string jobId, CancellationToken cancellationToken);
}

/// <summary>What is in the archive of a job.</summary>
/// <param name="Manifest">Where it is written down, object by object; null where it could not be.</param>
/// <param name="Objects">How many objects it has.</param>
/// <param name="Missing">What was not there when the time was up, and cannot be read later: each in a few words; empty when all is there.</param>
public sealed record ArchiveCertificate(string? Manifest, int Objects, ImmutableArray<string> Missing)
{
    /// <summary>What can be read, but did not come to its place: history that the history server had not moved yet.</summary>
    public ImmutableArray<string> Unmoved { get; init; } = [];

    /// <summary>Whether everything can be read later.</summary>
    public bool IsComplete => Missing.IsEmpty;
}

/// <summary>What an archive is given.</summary>
/// <param name="Plan">What to wait for.</param>
/// <param name="Region">Project and region.</param>
/// <param name="Dataproc">The service that knows the job.</param>
/// <param name="Storage">The service that keeps what it left.</param>
/// <param name="Poller">How often to look.</param>
/// <param name="Listener">Who is told what is waited for.</param>
/// <param name="Time">The clock.</param>
public sealed record ArchiveParts(
    ArchivePlan Plan, RegionPath Region, DataprocClient Dataproc, StorageClient Storage, Poller Poller, IRunListener Listener, TimeProvider Time);

/// <summary>The archive of a run that leaves nothing.</summary>
public sealed class NoArchive : IRunArchive
{
    /// <inheritdoc/>
    public Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<ArchiveCertificate?> CertifyAsync(Cluster cluster, string jobId, CancellationToken cancellationToken) => Task.FromResult<ArchiveCertificate?>(null);
}
