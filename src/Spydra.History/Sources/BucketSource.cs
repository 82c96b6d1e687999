using System.Globalization;
using System.Runtime.CompilerServices;
using Spydra.Gcp.Storage;

namespace Spydra.History.Sources;

/// <summary>A bucket of Cloud Storage, or the part of one below <paramref name="root"/>.</summary>
public sealed class BucketSource(StorageClient storage, GsUri root) : IArchiveSource
{
    private readonly string below = root.Name.TrimEnd('/') is { Length: > 0 } folder ? folder + "/" : "";

    /// <inheritdoc/>
    public string Describe(string name) => Uri(name).ToString();

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArchivedFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (name, found) in storage.ObjectsAsync(Uri(prefix), cancellationToken))
        {
            // An object whose name ends in a slash stands for a folder.
            if (name.EndsWith('/')) continue;
            yield return new ArchivedFile(name[below.Length..], found.Bytes ?? 0, found.Updated ?? DateTimeOffset.UnixEpoch) { Generation = found.Generation, Crc32C = found.Crc32C };
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> FoldersAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in storage.FoldersAsync(Uri(folder), cancellationToken))
            yield return name[(below.Length + folder.Length)..].TrimEnd('/');
    }

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(ArchivedFile file, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(new ObjectStream(storage, Uri(file.Name), file.Size,
            long.TryParse(file.Generation, NumberStyles.None, CultureInfo.InvariantCulture, out var generation) ? generation : null));

    private GsUri Uri(string name) => root with { Name = below + name };
}
