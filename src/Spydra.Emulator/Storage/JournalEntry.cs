namespace Spydra.Emulator.Storage;

/// <summary>One change of the store, whole or not at all. A move both puts and deletes.</summary>
internal sealed record JournalEntry
{
    /// <summary>The highest generation ever given out: it stands at the head of a rewritten journal.</summary>
    public long? Last { get; init; }

    /// <summary>A bucket that is made or changed.</summary>
    public StoredBucket? Bucket { get; init; }

    /// <summary>The name of a bucket that is deleted.</summary>
    public string? DroppedBucket { get; init; }

    /// <summary>An object that is written or changed; the one of that name is replaced.</summary>
    public StoredObject? Put { get; init; }

    /// <summary>The bucket and name of an object that is deleted.</summary>
    public (string Bucket, string Name)? Deleted { get; init; }
}
