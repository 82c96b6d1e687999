using Spydra.Runs.Journal;
using Spydra.Testing;

namespace Spydra.Tests.Runs.Journal;

public sealed class JournalFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    private readonly TempDir home = new();
    private readonly JournalFolder folder;

    public JournalFolderTests() => folder = new JournalFolder(home.At("runs"));

    [Fact]
    public void The_newest_key_comes_first()
    {
        Assert.Empty(folder.Keys());
        var (older, newest, oldest) = (Write(days: 2, Samples.Ended), Write(days: 1, Samples.Ended), Write(days: 3, Samples.Ended));
        home.Write("runs/notes.jsonl", "not ours");

        Assert.Equal([newest, older, oldest], folder.Keys());
    }

    [Fact]
    public void The_folder_keeps_its_identity()
    {
        var identity = folder.Identity;

        Assert.NotEqual(Guid.Empty, identity);
        Assert.Equal(identity, folder.Identity);
        Assert.Equal(identity, new JournalFolder(folder.Path).Identity);
        Assert.NotEqual(identity, new JournalFolder(home.At("other")).Identity);
    }

    [Fact]
    public async Task Many_that_ask_first_are_told_the_same_identity()
    {
        for (var round = 0; round < 20; round++)
        {
            var path = home.At($"round-{round}");
            var told = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new JournalFolder(path).Identity)));

            Assert.Single(told.Distinct());
            Assert.Single(Directory.GetFiles(path));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("half an id")]
    public void An_identity_that_cannot_be_read_is_made_anew(string damaged)
    {
        home.Write("runs/folder.id", damaged);

        Assert.Equal(folder.Identity, folder.Identity);
    }

    [Fact]
    public void Old_journals_of_what_is_over_go_and_no_others()
    {
        var over = Write(days: 40, Samples.Ended);
        var followed = Write(days: 40, [.. Samples.Ended, Samples.All[0], Samples.All[13]]);
        var young = Write(days: 20, Samples.Ended);
        var alive = Write(days: 40, [.. Samples.Ended, Samples.All[1], Samples.All[5]]);
        var newer = Write(days: 40, Samples.Ended, "{\"v\":2}\n");
        var damaged = Write(days: 40, Samples.Ended, "{\"v\":1,\"kind\":\"beg");
        var led = Write(days: 40, Samples.Ended);
        using var leader = folder.OpenFor(led);
        Assert.True(leader.TryLead());

        var pruned = folder.Prune(TimeSpan.FromDays(30), new ManualTimeProvider(Now));

        Assert.Equal(2, pruned);
        Assert.Equal(new[] { young, alive, newer, damaged, led }.Order(), folder.Keys().Order());
        Assert.DoesNotContain(Directory.GetFiles(folder.Path), file => file.Contains(over.ToString(), StringComparison.Ordinal) || file.Contains(followed.ToString(), StringComparison.Ordinal));
    }

    public void Dispose() => home.Dispose();

    private Guid Write(int days, IReadOnlyList<JournalRecord> records, string more = "")
    {
        var key = Guid.NewGuid();
        using var journal = folder.OpenFor(key);
        Assert.True(journal.TryLead());
        journal.Introduce("me");
        journal.Append(records);
        journal.Printed(new("gs://b/o", 0, 1));
        journal.AskToCancel();
        journal.Release();
        File.AppendAllText(journal.Path, more);
        foreach (var file in Directory.GetFiles(folder.Path, key + ".*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal)))
            File.SetLastWriteTimeUtc(file, (Now - TimeSpan.FromDays(days)).UtcDateTime);
        return key;
    }
}
