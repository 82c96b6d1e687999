namespace Spydra.History.Sources;

/// <summary>Where archives lie: files by their name, in a bucket, or in a folder that is laid out like one.</summary>
public interface IArchiveSource
{
    /// <summary>What a person calls the file, or the folder if the name ends in a slash: <c>gs://bucket/logs/...</c>, or its path.</summary>
    string Describe(string name);

    /// <summary>Every file whose name begins with <paramref name="prefix"/>, in the order of the names' bytes. None is no error.</summary>
    /// <exception cref="SpydraException">They could not be listed.</exception>
    IAsyncEnumerable<ArchivedFile> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>The folders right below <paramref name="folder"/>, which ends in a slash or is empty: their last part, without slashes, in the order of the bytes.</summary>
    /// <exception cref="SpydraException">They could not be listed.</exception>
    IAsyncEnumerable<string> FoldersAsync(string folder, CancellationToken cancellationToken);

    /// <summary>
    /// The bytes of a file, to be read asynchronously; seekable. Going forwards is cheap, going back is a request of its own where the
    /// file is in a bucket.
    /// </summary>
    /// <exception cref="SpydraException">It is not there any more, or cannot be read.</exception>
    Task<Stream> OpenAsync(ArchivedFile file, CancellationToken cancellationToken);
}

/// <summary>A file of an archive.</summary>
/// <param name="Name">The object's name: the path from the bucket, or from the folder in its place, with slashes.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Updated">When it was last written.</param>
public sealed record ArchivedFile(string Name, long Size, DateTimeOffset Updated)
{
    /// <summary>Which of the contents that the name has had; empty in a folder.</summary>
    public string Generation { get; init; } = "";

    /// <summary>The checksum of the content as the service tells it, CRC32C in base64; null where it does not.</summary>
    public string? Crc32C { get; init; }

    /// <summary>The last part of the name.</summary>
    public string BaseName => Name[(Name.LastIndexOf('/') + 1)..];
}
