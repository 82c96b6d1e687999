using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Tests.Dataproc;

/// <summary>Cloud Storage in memory: what the Dataproc half asks for, and nothing else.</summary>
internal sealed class MemoryStore : IObjectStore
{
    private readonly Lock gate = new();
    private readonly HashSet<string> buckets = [];
    private readonly SortedDictionary<string, (StoredObject Stored, byte[] Content)> objects = new(StringComparer.Ordinal);
    private long generation = 1_700_000_000_000_000;

    /// <summary>Every write, in order: where, and how long the object was then.</summary>
    public List<(string Name, long Size)> Writes { get; } = [];

    public bool BucketExists(string bucket)
    {
        lock (gate) return buckets.Contains(bucket);
    }

    public void CreateBucket(string bucket)
    {
        lock (gate) buckets.Add(bucket);
    }

    public StoredObject? Find(string bucket, string name)
    {
        lock (gate) return objects.TryGetValue($"{bucket}/{name}", out var found) ? found.Stored : null;
    }

    public IEnumerable<StoredObject> List(string bucket, string prefix)
    {
        lock (gate) return [.. objects.Where(pair => pair.Key.StartsWith($"{bucket}/{prefix}", StringComparison.Ordinal)).Select(pair => pair.Value.Stored)];
    }

    public Stream OpenRead(StoredObject stored)
    {
        lock (gate) return new MemoryStream(objects[$"{stored.Bucket}/{stored.Name}"].Content, writable: false);
    }

    public async Task<StoredObject> WriteAsync(string bucket, string name, Stream content, string? contentType, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        lock (gate)
        {
            if (!buckets.Contains(bucket)) throw new DirectoryNotFoundException($"There is no bucket '{bucket}'.");
            var stored = new StoredObject { Bucket = bucket, Name = name, Generation = ++generation, Size = copy.Length, Updated = DateTimeOffset.UnixEpoch, ContentType = contentType };
            objects[$"{bucket}/{name}"] = (stored, copy.ToArray());
            Writes.Add((name, copy.Length));
            return stored;
        }
    }

    public bool Move(string bucket, string name, string toBucket, string toName)
    {
        lock (gate)
        {
            if (!buckets.Contains(toBucket) || !objects.Remove($"{bucket}/{name}", out var moved)) return false;
            objects[$"{toBucket}/{toName}"] = (moved.Stored with { Bucket = toBucket, Name = toName }, moved.Content);
            return true;
        }
    }

    public bool Delete(string bucket, string name)
    {
        lock (gate) return objects.Remove($"{bucket}/{name}");
    }

    /// <summary>All objects whose address starts with the gs:// prefix, joined: a driver's output.</summary>
    public string ReadAll(string uriPrefix)
    {
        lock (gate)
        {
            var parts = objects.Where(pair => pair.Key.StartsWith(uriPrefix["gs://".Length..], StringComparison.Ordinal)).Select(pair => pair.Value.Content);
            return string.Concat(parts.Select(System.Text.Encoding.UTF8.GetString));
        }
    }
}
