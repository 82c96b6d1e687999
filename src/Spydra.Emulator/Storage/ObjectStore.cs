namespace Spydra.Emulator.Storage;

/// <summary>
/// Buckets and objects in a folder: contents in <c>blobs/</c>, all else in <c>journal</c>, a line a change. Readers see an immutable
/// state and never wait; changes come one at a time, and each is in the journal before anyone sees it.
/// </summary>
internal sealed class ObjectStore : IObjectStore, IDisposable
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly FolderLock folderLock;
    private readonly StoreState state;

    /// <summary>Opens the store in <paramref name="folder"/>, which is made when it is missing. One store at a time may have a folder open.</summary>
    /// <exception cref="EmulatorException">The folder is in use, cannot be written, or holds something else.</exception>
    public ObjectStore(string folder, TimeProvider time)
    {
        this.time = time;
        folderLock = FolderLock.Take(folder);
        try
        {
            state = new StoreState(folder, time);
        }
        catch (Exception e)
        {
            folderLock.Dispose();
            if (e is not (IOException or UnauthorizedAccessException)) throw;
            throw new EmulatorException(
                $"The objects in '{folder}' cannot be used: {e.Message}", "Give yourself the right to read and write there, or name another data folder.", e);
        }
    }

    public BlobWriter NewBlob() => state.Blobs.Create();

    public bool BucketExists(string bucket) => state.Buckets.ContainsKey(bucket);

    public void CreateBucket(string bucket) => TryAddBucket(bucket, "{}", out _);

    public StoredBucket? FindBucket(string bucket) => state.Buckets.GetValueOrDefault(bucket)?.Bucket;

    /// <summary>All buckets by name.</summary>
    public IEnumerable<StoredBucket> Buckets() => state.Buckets.Values.Select(contents => contents.Bucket);

    /// <summary>False when the name is taken; then <paramref name="bucket"/> is the one that has it.</summary>
    public bool TryAddBucket(string name, string settings, out StoredBucket bucket)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (gate)
        {
            if (state.Buckets.GetValueOrDefault(name) is { } taken)
            {
                bucket = taken.Bucket;
                return false;
            }

            var now = time.GetUtcNow();
            bucket = new StoredBucket(name, now, now, 1, settings);
            state.Commit(new JournalEntry { Bucket = bucket });
            return true;
        }
    }

    /// <exception cref="StorageError">404; or what <paramref name="check"/> throws.</exception>
    public StoredBucket ChangeBucket(string name, Action<StoredBucket> check, Func<string, string> change)
    {
        lock (gate)
        {
            var contents = Need(name);
            check(contents.Bucket);
            var bucket = contents.Bucket with
            {
                Settings = change(contents.Bucket.Settings),
                Metageneration = contents.Bucket.Metageneration + 1,
                Updated = time.GetUtcNow(),
            };
            state.Commit(new JournalEntry { Bucket = bucket });
            return bucket;
        }
    }

    /// <exception cref="StorageError">404, 409 when it is not empty; or what <paramref name="check"/> throws.</exception>
    public void DeleteBucket(string name, Action<StoredBucket> check)
    {
        lock (gate)
        {
            var contents = Need(name);
            check(contents.Bucket);
            if (contents.Objects.Count > 0) throw new StorageError(409, "conflict", "The bucket you tried to delete is not empty.");
            state.Commit(new JournalEntry { DroppedBucket = name });
        }
    }

    public StoredObject? Find(string bucket, string name) => state.Buckets.GetValueOrDefault(bucket)?.Objects.Find(name);

    public IEnumerable<StoredObject> List(string bucket, string prefix) =>
        state.Buckets.GetValueOrDefault(bucket)?.Objects.StartingWith(prefix) ?? [];

    /// <summary>All live objects of a bucket as they are now.</summary>
    /// <exception cref="StorageError">404.</exception>
    public ObjectIndex Objects(string bucket) => Need(bucket).Objects;

    public Stream OpenRead(StoredObject stored) => state.Blobs.OpenRead(stored.Blob);

    public async Task<StoredObject> WriteAsync(
        string bucket, string name, Stream content, string? contentType, CancellationToken cancellationToken)
    {
        if (!BucketExists(bucket)) throw new DirectoryNotFoundException($"The bucket '{bucket}' does not exist.");
        using var blob = NewBlob();
        await blob.CopyFromAsync(content, cancellationToken);
        try
        {
            return Publish(bucket, name, blob, new ObjectAttributes { ContentType = contentType }, Preconditions.None);
        }
        catch (StorageError gone) when (gone.Status == 404)
        {
            throw new DirectoryNotFoundException($"The bucket '{bucket}' was deleted while '{name}' was written.", gone);
        }
    }

    /// <summary>Makes what was written the live generation.</summary>
    /// <exception cref="StorageError">404 for the bucket, 412.</exception>
    public StoredObject Publish(
        string bucket, string name, BlobWriter blob, ObjectAttributes attributes, Preconditions conditions, int? components = null)
    {
        ObjectName.Check(name);
        var content = blob.Finish();
        lock (gate)
        {
            conditions.Demand(Need(bucket).Objects.Find(name));
            var stored = NewGeneration(bucket, name, attributes) with
            {
                Blob = content.Blob,
                Size = content.Size,
                Crc32C = content.Crc32C,
                Md5 = components is null ? content.Md5 : null,
                ComponentCount = components,
            };
            state.Commit(new JournalEntry { Put = stored });
            blob.Keep();
            return stored;
        }
    }

    /// <summary>Changes what is said about an object, not what it contains.</summary>
    /// <exception cref="StorageError">404, 412; or what <paramref name="change"/> throws.</exception>
    public StoredObject Change(ObjectAddress address, Preconditions conditions, Func<ObjectAttributes, ObjectAttributes> change)
    {
        lock (gate)
        {
            var live = Need(address);
            conditions.Demand(live);
            var changed = live with
            {
                Attributes = change(live.Attributes),
                Metageneration = live.Metageneration + 1,
                Updated = time.GetUtcNow(),
            };
            state.Commit(new JournalEntry { Put = changed });
            return changed;
        }
    }

    /// <summary>Makes a new generation with the same content, which both then share; <paramref name="move"/> deletes the source in the same step.</summary>
    /// <exception cref="StorageError">404, 412; or what <paramref name="attributes"/> throws.</exception>
    public StoredObject Copy(
        ObjectAddress source, Preconditions sourceConditions, ObjectAddress target, Preconditions conditions,
        Func<ObjectAttributes, ObjectAttributes> attributes, bool move = false)
    {
        ObjectName.Check(target.Name);
        lock (gate)
        {
            var original = Need(source);
            sourceConditions.Demand(original);
            conditions.Demand(Need(target.Bucket).Objects.Find(target.Name));
            var copy = NewGeneration(target.Bucket, target.Name, attributes(original.Attributes)) with
            {
                Blob = original.Blob,
                Size = original.Size,
                Crc32C = original.Crc32C,
                Md5 = original.Md5,
                ComponentCount = original.ComponentCount,
            };
            var leaves = move && (source.Bucket, source.Name) != (target.Bucket, target.Name);
            state.Commit(new JournalEntry { Put = copy, Deleted = leaves ? (source.Bucket, source.Name) : null });
            return copy;
        }
    }

    public bool Move(string bucket, string name, string toBucket, string toName)
    {
        lock (gate)
        {
            if (Find(bucket, name) is null || !BucketExists(toBucket)) return false;
            try { Copy(new(bucket, name), Preconditions.None, new(toBucket, toName), Preconditions.None, attributes => attributes, move: true); }
            catch (StorageError) { return false; }

            return true;
        }
    }

    public bool Delete(string bucket, string name)
    {
        lock (gate) return Find(bucket, name) is { } live && DeleteIfLive(live);
    }

    /// <summary>Deletes this generation; false when it is not the live one any more.</summary>
    public bool DeleteIfLive(StoredObject stored)
    {
        lock (gate)
        {
            if (Find(stored.Bucket, stored.Name)?.Generation != stored.Generation) return false;
            state.Commit(new JournalEntry { Deleted = (stored.Bucket, stored.Name) });
            return true;
        }
    }

    /// <exception cref="StorageError">404, 412.</exception>
    public void Delete(ObjectAddress address, Preconditions conditions)
    {
        lock (gate)
        {
            conditions.Demand(Need(address));
            state.Commit(new JournalEntry { Deleted = (address.Bucket, address.Name) });
        }
    }

    /// <exception cref="StorageError">404 for the bucket, the object, or a generation that is not the live one.</exception>
    public StoredObject Need(ObjectAddress address)
    {
        var live = Need(address.Bucket).Objects.Find(address.Name);
        return live is null || (address.Generation is { } generation && generation != live.Generation)
            ? throw StorageError.NoObject(address.Bucket, address.Name)
            : live;
    }

    public void Dispose()
    {
        lock (gate)
        {
            state.Dispose();
            folderLock.Dispose();
        }
    }

    private BucketContents Need(string bucket) => state.Buckets.GetValueOrDefault(bucket) ?? throw StorageError.NoBucket();

    private StoredObject NewGeneration(string bucket, string name, ObjectAttributes attributes)
    {
        var now = time.GetUtcNow();
        return new() { Bucket = bucket, Name = name, Generation = state.Clock.Next(), Size = 0, Created = now, Updated = now, Attributes = attributes };
    }
}
