namespace Spydra.Emulator.Storage;

/// <summary>A bucket and what lies in it, at one moment.</summary>
internal sealed record BucketContents(StoredBucket Bucket, ObjectIndex Objects);
