namespace Spydra.Emulator.Storage;

/// <summary>The metadata of one generation of one object.</summary>
public sealed record StoredObject
{
    /// <summary>The bucket's name.</summary>
    public required string Bucket { get; init; }

    /// <summary>The object's whole name; slashes mean nothing to the store.</summary>
    public required string Name { get; init; }

    /// <summary>Grows with every overwrite of any object of the store.</summary>
    public required long Generation { get; init; }

    /// <summary>The size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>When this generation was written.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>What the writer said about it.</summary>
    public ObjectAttributes Attributes { get; init; } = ObjectAttributes.None;

    /// <summary>The media type, or null where the writer gave none.</summary>
    public string? ContentType
    {
        get => Attributes.ContentType;
        init => Attributes = Attributes with { ContentType = value };
    }

    /// <summary>When this generation was made; a change of its attributes moves <see cref="Updated"/> alone.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>1 for a new generation, and one more with every change of its attributes.</summary>
    public long Metageneration { get; init; } = 1;

    /// <summary>The CRC32C (Castagnoli) of the content.</summary>
    public uint Crc32C { get; init; }

    /// <summary>The MD5 of the content in base64; null for a composed object, as in the service.</summary>
    public string? Md5 { get; init; }

    /// <summary>How many parts a composed object was made of; null for any other.</summary>
    public int? ComponentCount { get; init; }

    /// <summary>The file that holds the content; 0 for an empty object, which has none. Copies share it.</summary>
    internal long Blob { get; init; }
}

/// <summary>
/// What the rest of the emulator asks of its Cloud Storage: driver output is written here, staged files and job input are read from
/// here. All methods may be called from many threads; a write is seen by every later call, or not at all.
/// </summary>
public interface IObjectStore
{
    /// <summary>Whether the bucket exists.</summary>
    bool BucketExists(string bucket);

    /// <summary>Makes the bucket; nothing happens when it exists.</summary>
    void CreateBucket(string bucket);

    /// <summary>The live generation of an object, or null.</summary>
    StoredObject? Find(string bucket, string name);

    /// <summary>All live objects whose name starts with <paramref name="prefix"/>, in the order of their names' UTF-8 bytes.</summary>
    IEnumerable<StoredObject> List(string bucket, string prefix);

    /// <summary>Opens the content for reading; seekable. What was opened stays readable when the object is replaced meanwhile.</summary>
    /// <exception cref="FileNotFoundException">The generation is gone.</exception>
    Stream OpenRead(StoredObject stored);

    /// <summary>Writes a whole object: it is visible once this returns, and not before. The bucket must exist.</summary>
    /// <exception cref="DirectoryNotFoundException">The bucket does not exist.</exception>
    Task<StoredObject> WriteAsync(string bucket, string name, Stream content, string? contentType, CancellationToken cancellationToken);

    /// <summary>Gives an object another name, in one step; what has that name is replaced. False when there is no such object or
    /// bucket, or the name is not allowed.</summary>
    bool Move(string bucket, string name, string toBucket, string toName);

    /// <summary>Deletes the live generation; false when there is none.</summary>
    bool Delete(string bucket, string name);
}
