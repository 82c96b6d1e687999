using System.Text;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Tests.Jobs;

/// <summary>An object store for tests of jobs: one file an object, in memory what is there.</summary>
internal sealed class FolderObjectStore(string folder) : IObjectStore
{
    private readonly Lock gate = new();
    private readonly HashSet<string> buckets = [];
    private readonly Dictionary<(string Bucket, string Name), (StoredObject Stored, string File)> objects = [];
    private long generation;

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
        lock (gate) return objects.TryGetValue((bucket, name), out var found) ? found.Stored : null;
    }

    public IEnumerable<StoredObject> List(string bucket, string prefix)
    {
        lock (gate)
            return [.. objects.Values.Select(each => each.Stored)
                .Where(stored => stored.Bucket == bucket && stored.Name.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(stored => Encoding.UTF8.GetBytes(stored.Name), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))];
    }

    public Stream OpenRead(StoredObject stored)
    {
        lock (gate)
            return File.OpenRead(objects.Values.First(each => each.Stored.Generation == stored.Generation).File);
    }

    public async Task<StoredObject> WriteAsync(string bucket, string name, Stream content, string? contentType, CancellationToken cancellationToken)
    {
        if (!BucketExists(bucket)) throw new DirectoryNotFoundException(bucket);
        var number = Interlocked.Increment(ref generation);
        var file = Path.Combine(folder, $"{number}");
        await using (var target = File.Create(file)) await content.CopyToAsync(target, cancellationToken);
        var stored = new StoredObject
        {
            Bucket = bucket,
            Name = name,
            Generation = number,
            Size = new FileInfo(file).Length,
            Updated = DateTimeOffset.UnixEpoch,
            ContentType = contentType,
        };
        lock (gate) objects[(bucket, name)] = (stored, file);
        return stored;
    }

    public bool Move(string bucket, string name, string toBucket, string toName)
    {
        lock (gate)
        {
            if (!buckets.Contains(toBucket) || !objects.Remove((bucket, name), out var moved)) return false;
            objects[(toBucket, toName)] = (moved.Stored with { Bucket = toBucket, Name = toName }, moved.File);
            return true;
        }
    }

    public bool Delete(string bucket, string name)
    {
        lock (gate) return objects.Remove((bucket, name));
    }

    public void Put(string bucket, string name, string content) => Put(bucket, name, Encoding.UTF8.GetBytes(content));

    public void Put(string bucket, string name, byte[] content)
    {
        CreateBucket(bucket);
        WriteAsync(bucket, name, new MemoryStream(content), null, CancellationToken.None).GetAwaiter().GetResult();
    }

    public string Text(string bucket, string name)
    {
        using var reader = new StreamReader(OpenRead(Find(bucket, name) ?? throw new FileNotFoundException($"gs://{bucket}/{name}")));
        return reader.ReadToEnd();
    }
}
