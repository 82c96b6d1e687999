using System.Text;
using Spydra.Emulator.Storage;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Storage;

/// <summary>What a kill at any moment can leave behind, and what the next start makes of it.</summary>
public sealed class StoreCrashTests : IDisposable
{
    private readonly TempDir folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Wherever_the_last_line_is_cut_what_was_written_before_is_there()
    {
        await FillAsync("kept", "lost");
        var journal = await File.ReadAllBytesAsync(folder.At("journal"));
        var lastLine = journal.AsSpan()[..^1].LastIndexOf((byte)'\n') + 1;

        for (var length = lastLine; length < journal.Length; length++)
        {
            await File.WriteAllBytesAsync(folder.At("journal"), journal[..length]);
            using var store = Open();
            Assert.Equal(["kept"], store.List("b", "").Select(stored => stored.Name));
        }
    }

    [Fact]
    public async Task After_a_cut_line_new_writes_last()
    {
        await FillAsync("kept", "lost");
        await CutAsync(5);
        await FillAsync("later");

        using var store = Open();

        Assert.Equal(["kept", "later"], store.List("b", "").Select(stored => stored.Name));
    }

    [Fact]
    public async Task Content_that_was_never_published_is_swept()
    {
        await FillAsync("kept", "lost");
        await CutAsync(5);
        await File.WriteAllTextAsync(Path.Combine(folder.At("blobs"), "12345"), "half an upload");
        await File.WriteAllTextAsync(folder.At("journal.new"), "half a rewrite");

        using var store = Open();

        Assert.Single(Directory.GetFiles(folder.At("blobs")));
        Assert.Equal("kept", await new StreamReader(store.OpenRead(store.Find("b", "kept")!)).ReadToEndAsync());
    }

    [Fact]
    public async Task A_damaged_line_costs_its_own_object_alone_and_no_content()
    {
        await FillAsync("one", "two", "three");
        var lines = await File.ReadAllLinesAsync(folder.At("journal"));
        var damaged = Array.FindIndex(lines, line => line.Contains("\"two\"", StringComparison.Ordinal));
        lines[damaged] = lines[damaged].Replace("two", "owt", StringComparison.Ordinal);
        await File.WriteAllTextAsync(folder.At("journal"), string.Join('\n', lines) + "\n");

        using var store = Open();

        Assert.Equal(["one", "three"], store.List("b", "").Select(stored => stored.Name));
        Assert.Equal(3, Directory.GetFiles(folder.At("blobs")).Length);
    }

    [Fact]
    public async Task A_first_line_that_was_cut_begins_an_empty_store()
    {
        await FillAsync();
        var first = (await File.ReadAllBytesAsync(folder.At("journal")))[..10];
        await File.WriteAllBytesAsync(folder.At("journal"), first);

        using var store = Open();

        Assert.False(store.BucketExists("b"));
    }

    [Theory]
    [InlineData("these are my notes\nand more of them\n")]
    [InlineData("these are my notes")]
    public async Task A_file_that_is_no_journal_is_left_alone(string notes)
    {
        Directory.CreateDirectory(folder.At("blobs"));
        await File.WriteAllTextAsync(folder.At("journal"), notes);
        await File.WriteAllTextAsync(folder.At("blobs/1"), "mine");

        var refused = Assert.Throws<EmulatorException>(() => Open());

        Assert.Contains("journal", refused.Message);
        Assert.Equal(notes, await File.ReadAllTextAsync(folder.At("journal")));
        Assert.True(File.Exists(folder.At("blobs/1")));
    }

    [Fact]
    public async Task A_move_is_one_step()
    {
        await FillAsync("from");
        using (var store = Open())
            store.Copy(new("b", "from"), Preconditions.None, new("b", "to"), Preconditions.None, source => source, move: true);
        await CutAsync(1);

        using var reopened = Open();

        Assert.Equal(["from"], reopened.List("b", "").Select(stored => stored.Name));
    }

    private async Task FillAsync(params string[] names)
    {
        using var store = Open();
        store.CreateBucket("b");
        foreach (var name in names)
            await store.WriteAsync("b", name, new MemoryStream(Encoding.UTF8.GetBytes(name)), null, CancellationToken.None);
    }

    private async Task CutAsync(int bytes)
    {
        await using var journal = new FileStream(folder.At("journal"), FileMode.Open);
        journal.SetLength(journal.Length - bytes);
    }

    private ObjectStore Open() => new(folder.Path, TimeProvider.System);
}
