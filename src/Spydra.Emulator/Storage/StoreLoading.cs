using System.Collections.Immutable;

namespace Spydra.Emulator.Storage;

/// <summary>The store's state while its journal is read: mutable, so that a hundred thousand entries take a moment.</summary>
internal sealed class StoreLoading
{
    private readonly Dictionary<string, (StoredBucket Bucket, Dictionary<string, StoredObject> Objects)> buckets = new(StringComparer.Ordinal);

    /// <summary>The highest generation or blob number seen.</summary>
    public long Last { get; private set; }

    public void Apply(JournalEntry entry)
    {
        if (entry.Last is { } last) Last = Math.Max(Last, last);
        if (entry.Bucket is { } bucket)
            buckets[bucket.Name] = (bucket, buckets.TryGetValue(bucket.Name, out var known) ? known.Objects : new(StringComparer.Ordinal));
        if (entry.DroppedBucket is { } dropped) buckets.Remove(dropped);
        if (entry.Deleted is { } deleted && buckets.TryGetValue(deleted.Bucket, out var holder)) holder.Objects.Remove(deleted.Name);
        if (entry.Put is not { } put) return;
        Last = Math.Max(Last, Math.Max(put.Generation, put.Blob));
        if (buckets.TryGetValue(put.Bucket, out var target)) target.Objects[put.Name] = put;
    }

    public ImmutableSortedDictionary<string, BucketContents> Buckets() => buckets.ToImmutableSortedDictionary(
        pair => pair.Key,
        pair => new BucketContents(pair.Value.Bucket, new ObjectIndex(pair.Value.Objects.Values)),
        StringComparer.Ordinal);
}
