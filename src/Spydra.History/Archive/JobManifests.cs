using System.Runtime.CompilerServices;
using Spydra.History.Sources;

namespace Spydra.History.Archive;

/// <summary>The manifests of a client's jobs.</summary>
public sealed class JobManifests(IArchiveSource source, string clientId)
{
    /// <summary>A manifest is of one job; one that is longer than this, in bytes, is none.</summary>
    private const int Longest = 64 * 1024 * 1024;

    private const string Suffix = ".json";

    private readonly string folder = $"logs/{clientId}/_manifests/";

    /// <summary>The manifest of a job; null where there is none.</summary>
    /// <exception cref="SpydraException">It cannot be read.</exception>
    public async Task<JobManifest?> FindAsync(string jobId, CancellationToken cancellationToken)
    {
        await foreach (var file in source.ListAsync(folder + jobId, cancellationToken))
            if (file.Name == folder + jobId + Suffix) return await ReadAsync(file, cancellationToken);
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
