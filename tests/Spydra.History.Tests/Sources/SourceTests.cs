using System.Text;
using Spydra.Gcp.Storage;
using Spydra.Testing;

namespace Spydra.History.Sources;

public sealed class SourceTests
{
    private static readonly string[] Names = ["logs/me/a", "logs/me/sub/b", "logs/me/sub-x/c", "logs/me/sub/d/e", "logs/you/f", "other"];

    [Theory]
    [InlineData("", "logs", "logs/me/a,logs/me/sub-x/c,logs/me/sub/b,logs/me/sub/d/e,logs/you/f,other")]
    [InlineData("logs/me/", "sub,sub-x", "logs/me/a,logs/me/sub-x/c,logs/me/sub/b,logs/me/sub/d/e")]
    [InlineData("logs/me/sub/", "d", "logs/me/sub/b,logs/me/sub/d/e")]
    [InlineData("logs/nobody/", "", "")]
    public async Task A_bucket_and_a_folder_of_its_copy_list_the_same(string folder, string folders, string files)
    {
        await using var bucket = await Bucket.StartAsync();
        using var copy = new TempDir();
        foreach (var name in Names)
        {
            await bucket.WriteAsync(name, name);
            copy.Write(name, name);
        }

        foreach (IArchiveSource source in new IArchiveSource[] { bucket.Source, new FolderSource(copy.Path) })
        {
            Assert.Equal(folders.Split(',', StringSplitOptions.RemoveEmptyEntries), (await source.FoldersAsync(folder, default).ToListAsync()).Order(StringComparer.Ordinal));
            var listed = await source.ListAsync(folder, default).ToListAsync();
            Assert.Equal(files.Split(',', StringSplitOptions.RemoveEmptyEntries), listed.Select(file => file.Name));
            foreach (var file in listed) Assert.Equal((file.Name, (long)file.Name.Length), (await TextAsync(source, file), file.Size));
        }
    }

    [Fact]
    public async Task A_prefix_that_ends_within_a_name_finds_what_begins_with_it()
    {
        await using var bucket = await Bucket.StartAsync();
        using var copy = new TempDir();
        foreach (var name in Names)
        {
            await bucket.WriteAsync(name, name);
            copy.Write(name, name);
        }

        foreach (IArchiveSource source in new IArchiveSource[] { bucket.Source, new FolderSource(copy.Path) })
            Assert.Equal(["logs/me/sub-x/c", "logs/me/sub/b", "logs/me/sub/d/e"], (await source.ListAsync("logs/me/su", default).ToListAsync()).Select(file => file.Name));
    }

    [Fact]
    public async Task A_part_of_a_bucket_is_a_source_of_its_own()
    {
        await using var bucket = await Bucket.StartAsync();
        await bucket.WriteAsync("old/2025/logs/me/a", "content");
        var source = new BucketSource(bucket.Storage, new GsUri(Bucket.Name, "old/2025"));

        var file = Assert.Single(await source.ListAsync("logs/", default).ToListAsync());

        Assert.Equal(("logs/me/a", "gs://run-logs/old/2025/logs/me/a"), (file.Name, source.Describe(file.Name)));
        Assert.Equal(["logs"], await source.FoldersAsync("", default).ToListAsync());
        Assert.Equal("content", await TextAsync(source, file));
    }

    [Fact]
    public async Task An_object_is_read_from_wherever_one_goes_in_it()
    {
        var content = new byte[1_000_000];
        new Random(5).NextBytes(content);
        await using var bucket = await Bucket.StartAsync();
        await bucket.WriteAsync("large", content);
        var file = Assert.Single(await bucket.Source.ListAsync("large", default).ToListAsync());
        await using var stream = await bucket.Source.OpenAsync(file, default);
        var piece = new byte[5000];

        foreach (var at in new[] { 995_000, 0, 100, 30_000, 700_000, 640_000 })
        {
            stream.Position = at;
            await stream.ReadExactlyAsync(piece);
            Assert.Equal(content[at..(at + piece.Length)], piece);
        }

        stream.Seek(-1, SeekOrigin.End);
        Assert.Equal((1, content[^1]), (await stream.ReadAsync(piece), piece[0]));
        Assert.Equal(0, await stream.ReadAsync(piece));
    }

    [Fact]
    public async Task An_object_that_went_or_was_written_anew_is_named()
    {
        await using var bucket = await Bucket.StartAsync();
        await bucket.WriteAsync("first", "old");
        var file = Assert.Single(await bucket.Source.ListAsync("first", default).ToListAsync());
        await bucket.Storage.WriteAsync(new GsUri(Bucket.Name, "first"), "new"u8.ToArray(), long.Parse(file.Generation), default);

        var anew = await Assert.ThrowsAsync<UnreadableFileException>(() => TextAsync(bucket.Source, file));
        var gone = await Assert.ThrowsAsync<UnreadableFileException>(() => TextAsync(bucket.Source, new ArchivedFile("second", 5, default)));

        Assert.Contains("gs://run-logs/first cannot be read: it was written anew", anew.Message);
        Assert.Contains("gs://run-logs/second cannot be read: it is not there any more", gone.Message);
    }

    [Fact]
    public async Task No_name_leads_out_of_a_folder_and_no_link_to_a_folder_is_followed()
    {
        using var outside = new TempDir();
        outside.Write("logs/secret", "x");
        using var copy = new TempDir();
        copy.Write("logs/a", "x");
        Directory.CreateSymbolicLink(copy.At("logs/out"), outside.Path);
        var source = new FolderSource(copy.Path);

        Assert.Equal(["logs/a"], (await source.ListAsync("logs/", default).ToListAsync()).Select(file => file.Name));
        Assert.Empty(await source.FoldersAsync("logs/", default).ToListAsync());
        await Assert.ThrowsAsync<UnreadableFileException>(async () => await source.ListAsync("../", default).ToListAsync());
    }

    private static async Task<string> TextAsync(IArchiveSource source, ArchivedFile file)
    {
        await using var stream = await source.OpenAsync(file, default);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content);
        return Encoding.UTF8.GetString(content.ToArray());
    }
}
