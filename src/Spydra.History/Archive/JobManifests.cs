using System.Runtime.CompilerServices;
using Spydra.History.Sources;

namespace Spydra.History.Archive;

/// <summary>The manifests of a client's jobs.</summary>
public sealed class JobManifests(IArchiveSource source, string clientId)
{
    /// <summary>A manifest is of one job; one that is longer than this, in bytes, is none.</summary>
    private const int Longest = 64 * 1024 * 1024;

    private const string Suffix = ".json";

    /// <summary>The last millisecond of the year 9999.</summary>
    private const long LastInstant = 253_402_300_799_999;

    private const int MostLookedInto = 100;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private readonly string folder = $"logs/{clientId}/_manifests/";

    /// <summary>The manifest of a job; null where there is none.</summary>
    /// <exception cref="SpydraException">It cannot be read.</exception>
    public async Task<JobManifest?> FindAsync(string jobId, CancellationToken cancellationToken)
    {
        await foreach (var file in source.ListAsync(folder + jobId, cancellationToken))
            if (file.Name == folder + jobId + Suffix) return await ReadAsync(file, cancellationToken);
        return null;
    }

    /// <summary>
    /// The manifest of the job that an application was of; null where none is near. No job ends before its ResourceManager began, and those of a cluster
    /// of their own soon after: so many of the next ones are looked into, and not all that a client ever had.
    /// </summary>
    /// <exception cref="SpydraException">They cannot be read.</exception>
    public async Task<JobManifest?> FindAsync(YarnApplicationId application, CancellationToken cancellationToken)
    {
        // Copies are younger than what was copied; a clock may be behind.
        var since = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(application.Timestamp, 0, LastInstant)) - ClockSkew;
        var near = await source.ListAsync(folder, cancellationToken)
            .Where(file => file.Name.EndsWith(Suffix, StringComparison.Ordinal) && file.Updated >= since).ToListAsync(cancellationToken);
        foreach (var file in near.OrderBy(file => file.Updated).Take(MostLookedInto))
            if (await ReadAsync(file, cancellationToken) is { } manifest && manifest.Applications.Contains(application)) return manifest;
        return null;
    }

    /// <summary>Every manifest that was written at a moment or later; what is none is left out.</summary>
    /// <exception cref="SpydraException">They cannot be read.</exception>
    public async IAsyncEnumerable<JobManifest> ListAsync(DateTimeOffset? since, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var file in source.ListAsync(folder, cancellationToken))
            if (file.Name.EndsWith(Suffix, StringComparison.Ordinal) && !(file.Updated < since) && await ReadAsync(file, cancellationToken) is { } manifest) yield return manifest;
    }

    private async Task<JobManifest?> ReadAsync(ArchivedFile file, CancellationToken cancellationToken)
    {
        if (file.Size is <= 0 or > Longest) return null;
        await using var stream = await source.OpenAsync(file, cancellationToken);
        var content = new byte[file.Size];
        var read = await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken);
        return JobManifest.Parse(content.AsSpan(0, read));
    }
}
