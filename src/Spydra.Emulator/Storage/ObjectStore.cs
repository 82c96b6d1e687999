using System.Collections.Immutable;

namespace Spydra.Emulator.Storage;

/// <summary>
/// Buckets and objects in a folder: contents in <c>blobs/</c>, all else in <c>journal</c>, a line a change. Readers see an immutable
/// state and never wait; changes come one at a time, and each is in the journal before anyone sees it.
/// </summary>
internal sealed class ObjectStore : IObjectStore, IDisposable
{
    private const int SmallestWaste = 1000;

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly FolderLock folderLock;
    private readonly GenerationClock clock;
    private readonly BlobFolder blobs;
    private readonly StoreJournal journal;
    private volatile ImmutableSortedDictionary<string, BucketContents> buckets;
    private int objects;

    /// <summary>Opens the store in <paramref name="folder"/>, which is made when it is missing. One store at a time may have a folder open.</summary>
    /// <exception cref="EmulatorException">The folder is in use, cannot be written, or holds something else.</exception>
    public ObjectStore(string folder, TimeProvider time)
    {
        this.time = time;
        clock = new GenerationClock(time);
        folderLock = FolderLock.Take(folder);
        try
        {
            blobs = new BlobFolder(Path.Combine(folder, "blobs"), clock);
            var loading = new StoreLoading();
            journal = StoreJournal.Open(Path.Combine(folder, "journal"), loading.Apply);
            clock.MoveTo(loading.Last);
            buckets = loading.Buckets();
            foreach (var stored in buckets.Values.SelectMany(bucket => bucket.Objects.StartingWith("")))
            {
                objects++;
                blobs.Retain(stored.Blob);
            }

            // What a damaged line spoke of may still be wanted by whoever repairs it.
            if (!journal.Damaged) blobs.Sweep();
            RewriteWhenWasteful();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public BlobWriter NewBlob() => blobs.Create();

    public bool BucketExists(string bucket) => buckets.ContainsKey(bucket);

    public void CreateBucket(string bucket) => TryAddBucket(bucket, "{}", out _);

    public StoredBucket? FindBucket(string bucket) => buckets.GetValueOrDefault(bucket)?.Bucket;

    /// <summary>All buckets by name.</summary>
    public IEnumerable<StoredBucket> Buckets() => buckets.Values.Select(contents => contents.Bucket);

    /// <summary>False when the name is taken; then <paramref name="bucket"/> is the one that has it.</summary>
    public bool TryAddBucket(string name, string settings, out StoredBucket bucket)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (gate)
        {
            if (buckets.GetValueOrDefault(name) is { } taken)
            {
                bucket = taken.Bucket;
                return false;
            }

            var now = time.GetUtcNow();
            bucket = new StoredBucket(name, now, now, 1, settings);
            journal.Append(new JournalEntry { Bucket = bucket });
            buckets = buckets.SetItem(name, new BucketContents(bucket, ObjectIndex.Empty));
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
            journal.Append(new JournalEntry { Bucket = bucket });
            buckets = buckets.SetItem(name, contents with { Bucket = bucket });
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
            journal.Append(new JournalEntry { DroppedBucket = name });
            buckets = buckets.Remove(name);
        }
    }

    public StoredObject? Find(string bucket, string name) => buckets.GetValueOrDefault(bucket)?.Objects.Find(name);

    public IEnumerable<StoredObject> List(string bucket, string prefix) =>
        buckets.GetValueOrDefault(bucket)?.Objects.StartingWith(prefix) ?? [];

    /// <summary>All live objects of a bucket as they are now.</summary>
    /// <exception cref="StorageError">404.</exception>
    public ObjectIndex Objects(string bucket) => Need(bucket).Objects;

    public Stream OpenRead(StoredObject stored) => blobs.OpenRead(stored.Blob);

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
            Commit(new JournalEntry { Put = stored });
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
                Attributes = change(live.Attributes), Metageneration = live.Metageneration + 1, Updated = time.GetUtcNow(),
            };
            Commit(new JournalEntry { Put = changed });
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
            Commit(new JournalEntry { Put = copy, Deleted = leaves ? (source.Bucket, source.Name) : null });
            return copy;
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
            Commit(new JournalEntry { Deleted = (stored.Bucket, stored.Name) });
            return true;
        }
    }

    /// <exception cref="StorageError">404, 412.</exception>
    public void Delete(ObjectAddress address, Preconditions conditions)
    {
        lock (gate)
        {
            conditions.Demand(Need(address));
            Commit(new JournalEntry { Deleted = (address.Bucket, address.Name) });
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
            journal?.Dispose();
            folderLock.Dispose();
        }
    }

    private BucketContents Need(string bucket) => buckets.GetValueOrDefault(bucket) ?? throw StorageError.NoBucket();

    private StoredObject NewGeneration(string bucket, string name, ObjectAttributes attributes)
    {
        var now = time.GetUtcNow();
        return new() { Bucket = bucket, Name = name, Generation = clock.Next(), Size = 0, Created = now, Updated = now, Attributes = attributes };
    }

    /// <summary>First the journal, then what readers see, then what nobody refers to any more.</summary>
    private void Commit(JournalEntry entry)
    {
        journal.Append(entry);
        if (entry.Put is { } put)
        {
            blobs.Retain(put.Blob);
            Replace(put.Bucket, put.Name, put);
        }

        if (entry.Deleted is { } deleted) Replace(deleted.Bucket, deleted.Name, null);
        RewriteWhenWasteful();
    }

    private void Replace(string bucket, string name, StoredObject? next)
    {
        var contents = buckets[bucket];
        var before = contents.Objects.Find(name);
        buckets = buckets.SetItem(bucket, contents with { Objects = next is null ? contents.Objects.Without(name) : contents.Objects.With(next) });
        objects += (next is null ? 0 : 1) - (before is null ? 0 : 1);
        if (before is not null) blobs.Release(before.Blob);
    }

    private void RewriteWhenWasteful()
    {
        if (journal.Entries < (2 * (objects + buckets.Count)) + SmallestWaste) return;
        var state = buckets.Values;
        try
        {
            journal.Rewrite(
            [
                new JournalEntry { Last = clock.Last },
                .. state.Select(contents => new JournalEntry { Bucket = contents.Bucket }),
                .. state.SelectMany(contents => contents.Objects.StartingWith("")).Select(stored => new JournalEntry { Put = stored }),
            ]);
        }
        catch (IOException)
        {
            // The old journal still holds everything; the next change tries again.
        }
    }
}
