using System.Collections.Immutable;

namespace Spydra.Emulator.Storage;

/// <summary>
/// What the store holds at this moment, and how it changes: first the journal, then what readers see, then the content that nobody
/// refers to any more. Reading needs no lock, because <see cref="Buckets"/> is immutable; its owner lets changes in one at a time.
/// </summary>
internal sealed class StoreState : IDisposable
{
    private const int SmallestWaste = 1000;

    private readonly StoreJournal journal;
    private volatile ImmutableSortedDictionary<string, BucketContents> buckets;
    private int objects;

    /// <exception cref="EmulatorException">The folder holds something else.</exception>
    public StoreState(string folder, TimeProvider time)
    {
        Clock = new GenerationClock(time);
        Blobs = new BlobFolder(Path.Combine(folder, "blobs"), Clock);
        var loading = new StoreLoading();
        journal = StoreJournal.Open(Path.Combine(folder, "journal"), loading.Apply);
        Clock.MoveTo(loading.Last);
        buckets = loading.Buckets();
        foreach (var stored in buckets.Values.SelectMany(bucket => bucket.Objects.StartingWith("")))
        {
            objects++;
            Blobs.Retain(stored.Blob);
        }

        // What a damaged line spoke of may still be wanted by whoever repairs it.
        if (!journal.Damaged) Blobs.Sweep();
        RewriteWhenWasteful();
    }

    public GenerationClock Clock { get; }

    public BlobFolder Blobs { get; }

    public ImmutableSortedDictionary<string, BucketContents> Buckets => buckets;

    /// <summary>When this returns the change is seen and lasts; when it throws, it never was.</summary>
    public void Commit(JournalEntry entry)
    {
        journal.Append(entry);
        if (entry.Bucket is { } bucket) buckets = buckets.SetItem(bucket.Name, new BucketContents(bucket, buckets.GetValueOrDefault(bucket.Name)?.Objects ?? ObjectIndex.Empty));
        if (entry.DroppedBucket is { } dropped) buckets = buckets.Remove(dropped);
        var moved = entry.Deleted is { } deleted ? Without(deleted.Bucket, deleted.Name) : null;
        var replaced = entry.Put is { } put ? With(put) : null;
        if (moved is not null) Blobs.Release(moved.Blob);
        if (replaced is not null) Blobs.Release(replaced.Blob);
        RewriteWhenWasteful();
    }

    public void Dispose() => journal.Dispose();

    private StoredObject? With(StoredObject put)
    {
        var contents = buckets[put.Bucket];
        var before = contents.Objects.Find(put.Name);
        Blobs.Retain(put.Blob);
        buckets = buckets.SetItem(put.Bucket, contents with { Objects = contents.Objects.With(put) });
        objects += before is null ? 1 : 0;
        return before;
    }

    private StoredObject? Without(string bucket, string name)
    {
        var contents = buckets[bucket];
        var before = contents.Objects.Find(name);
        buckets = buckets.SetItem(bucket, contents with { Objects = contents.Objects.Without(name) });
        objects -= before is null ? 0 : 1;
        return before;
    }

    private void RewriteWhenWasteful()
    {
        var state = buckets;
        if (journal.Entries < (2 * (objects + state.Count)) + SmallestWaste) return;
        try
        {
            journal.Rewrite(
            [
                new JournalEntry { Last = Clock.Last },
                .. state.Values.Select(contents => new JournalEntry { Bucket = contents.Bucket }),
                .. state.Values.SelectMany(contents => contents.Objects.StartingWith("")).Select(stored => new JournalEntry { Put = stored }),
            ]);
        }
        catch (IOException)
        {
            // The old journal still holds everything; the next change tries again.
        }
    }
}
