namespace Spydra.Emulator.Storage;

/// <summary>A bucket. <paramref name="Settings"/> is what its maker sent, a JSON object, kept as it came: the store acts on none of it.</summary>
internal sealed record StoredBucket(string Name, DateTimeOffset Created, DateTimeOffset Updated, long Metageneration, string Settings);
