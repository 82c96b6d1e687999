using System.Text;
using Spydra.Emulator.Storage;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Storage;

public sealed class ObjectStoreTests : IDisposable
{
    private readonly TempDir folder = new();

    public static TheoryData<string> OddNames() =>
    [
        "a", "a/", "a/b", "a//b", "/", "//", ".", "..", "../x", "../../etc/passwd", "/etc/passwd", "\u0001", "\0", "\n", "é", "A", "con", "a:b*?\"<>|",
        "\U0001F600", "\uE000", new string('x', 1024), new string('é', 512),
    ];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_name_is_another_object_and_survives_a_restart()
    {
        var names = OddNames().Select(row => row.Data).ToList();
        using (var store = Open())
            foreach (var name in names) await WriteAsync(store, name, "content of " + name);

        using var reopened = Open();

        Assert.All(names, name => Assert.Equal("content of " + name, Read(reopened, name)));
        Assert.Equal(names.OrderBy(Encoding.UTF8.GetBytes, Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y))), reopened.List("b", "").Select(stored => stored.Name));
        Assert.All(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories), path => Assert.StartsWith(folder.Path, path));
        Assert.Equal(["blobs", "journal", "lock"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task What_is_no_name_is_refused()
    {
        using var store = Open();
        var halfASurrogatePair = "a" + '\uD800';

        foreach (var name in new[] { "", halfASurrogatePair, new string('x', 1025), new string('é', 513) })
            Assert.Equal(400, (await Assert.ThrowsAsync<StorageError>(() => WriteAsync(store, name, "x"))).Status);

        Assert.Empty(store.List("b", ""));
        Assert.Empty(Blobs());
    }

    [Fact]
    public async Task All_that_is_said_of_an_object_survives_a_restart()
    {
        StoredObject written;
        using (var store = Open())
        {
            using var blob = store.NewBlob();
            await blob.WriteAsync("123456789"u8.ToArray(), CancellationToken.None);
            var attributes = new ObjectAttributes
            {
                ContentType = "text/plain",
                ContentEncoding = "identity",
                ContentDisposition = "inline",
                ContentLanguage = "sv",
                CacheControl = "no-store",
                StorageClass = "NEARLINE",
                CustomTime = "2026-01-01T00:00:00Z",
                Metadata = new Dictionary<string, string> { ["run"] = "r\u20AC\n1" },
            };
            written = store.Publish("b", "o", blob, attributes, Preconditions.None, components: 3);
        }

        using var reopened = Open();
        var found = reopened.Find("b", "o")!;

        Assert.Equal(written.Attributes.Metadata, found.Attributes.Metadata);
        var metadata = found.Attributes.Metadata;
        Assert.Equal(written with { Attributes = written.Attributes with { Metadata = metadata } }, found);
        Assert.Equal(0xE3069283, found.Crc32C);
    }

    [Fact]
    public async Task Generations_grow_even_when_the_clock_stands_still_or_starts_again()
    {
        var seen = new List<long>();
        for (var start = 0; start < 3; start++)
        {
            using var store = Open(new ManualTimeProvider());
            seen.Add((await WriteAsync(store, "o", "one")).Generation);
            seen.Add((await WriteAsync(store, "o", "two")).Generation);
            store.Delete("b", "o");
        }

        Assert.Equal(seen.Distinct().Order(), seen);
    }

    [Fact]
    public async Task An_open_stream_reads_on_when_its_object_is_replaced_and_deleted()
    {
        using var store = Open();
        var content = string.Concat(Enumerable.Range(0, 100_000));
        using var open = store.OpenRead(await WriteAsync(store, "o", content));

        await WriteAsync(store, "o", "other");
        store.Delete("b", "o");

        Assert.Equal(content, await new StreamReader(open).ReadToEndAsync());
        Assert.Throws<FileNotFoundException>(() => store.OpenRead(new StoredObject { Bucket = "b", Name = "o", Generation = 1, Size = 1, Updated = default, Blob = 7 }));
    }

    [Fact]
    public async Task A_copy_shares_the_content_and_outlives_its_source()
    {
        using var store = Open();
        await WriteAsync(store, "o", "content");
        store.Copy(new("b", "o"), Preconditions.None, new("b", "copy"), Preconditions.None, source => source);
        Assert.Single(Blobs());

        store.Delete("b", "o");
        Assert.Equal("content", Read(store, "copy"));

        store.Delete("b", "copy");
        Assert.Empty(Blobs());
    }

    [Fact]
    public async Task A_journal_of_replaced_objects_is_rewritten_and_loses_nothing()
    {
        using (var store = Open())
        {
            for (var i = 0; i < 3000; i++) await WriteAsync(store, $"o{i % 10}", $"{i}");
        }

        using var reopened = Open();

        Assert.True(File.ReadLines(folder.At("journal")).Count() < 1100);
        Assert.Equal(Enumerable.Range(2990, 10).Select(i => $"{i}"), reopened.List("b", "o").Select(stored => Read(reopened, stored.Name)));
        Assert.Equal(10, Blobs().Length);
    }

    [Fact]
    public async Task Many_writers_at_once_leave_every_object_whole()
    {
        using var store = Open();

        await Parallel.ForAsync(0, 200, async (i, _) => await WriteAsync(store, $"o{i % 20}", new string((char)('a' + (i % 20)), 5000)));

        Assert.Equal(20, store.List("b", "").Count());
        Assert.All(store.List("b", ""), stored => Assert.Equal(new string((char)('a' + int.Parse(stored.Name[1..])), 5000), Read(store, stored.Name)));
        Assert.Equal(20, Blobs().Length);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_named()
    {
        using var store = Open();

        var missing = await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => store.WriteAsync("none", "o", Stream.Null, null, CancellationToken.None));

        Assert.Contains("none", missing.Message);
        Assert.Empty(store.List("none", ""));
        Assert.Null(store.Find("none", "o"));
        Assert.False(store.Delete("none", "o"));
    }

    [Fact]
    public void A_folder_has_one_store_at_a_time()
    {
        using var store = Open();

        var refused = Assert.Throws<EmulatorException>(() => Open());

        Assert.Contains(folder.Path, refused.Message);
        Assert.NotEmpty(refused.NextStep);
    }

    [Fact]
    public void A_folder_that_cannot_be_one_is_named()
    {
        File.WriteAllText(folder.At("blobs"), "in the way");

        var refused = Assert.Throws<EmulatorException>(() => Open());

        Assert.Contains(folder.Path, refused.Message);
        Assert.Throws<EmulatorException>(() => new ObjectStore(folder.At("blobs"), TimeProvider.System));
    }

    private ObjectStore Open(TimeProvider? time = null)
    {
        var store = new ObjectStore(folder.Path, time ?? TimeProvider.System);
        store.CreateBucket("b");
        return store;
    }

    private string[] Blobs() => Directory.GetFiles(folder.At("blobs"));

    private static Task<StoredObject> WriteAsync(ObjectStore store, string name, string content) =>
        store.WriteAsync("b", name, new MemoryStream(Encoding.UTF8.GetBytes(content)), "text/plain", CancellationToken.None);

    private static string Read(ObjectStore store, string name)
    {
        using var reader = new StreamReader(store.OpenRead(store.Find("b", name)!));
        return reader.ReadToEnd();
    }
}
