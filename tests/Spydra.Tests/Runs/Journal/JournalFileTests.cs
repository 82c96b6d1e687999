using System.Text;
using Spydra.Events;
using Spydra.Runs.Journal;
using Spydra.Testing;

namespace Spydra.Tests.Runs.Journal;

public sealed class JournalFileTests : IDisposable
{
    private readonly TempDir home = new();
    private readonly JournalFile journal;

    public JournalFileTests() => journal = Open();

    private string Folder => home.At("runs");

    [Fact]
    public void Records_stay_in_their_order()
    {
        Assert.True(journal.TryLead());
        foreach (var record in Samples.All) journal.Append(record);

        using var other = Open();
        var reading = other.Read();

        Assert.Equal(Samples.Words(Samples.All), Samples.Words(reading.Records));
        Assert.Equal(0, reading.Unreadable);
    }

    [Fact]
    public void A_journal_that_is_not_there_is_empty_and_looking_at_it_makes_nothing()
    {
        var reading = journal.Read();

        Assert.Empty(reading.Records);
        Assert.Null(journal.Position);
        Assert.Null(journal.LeaderNote);
        Assert.False(journal.CancelAsked);
        journal.ClearCancel();
        Assert.False(Directory.Exists(Folder));
    }

    [Fact]
    public void Cut_off_after_any_byte_it_gives_what_is_whole_and_takes_more()
    {
        IReadOnlyList<JournalRecord> records = [Samples.All[0], Samples.All[6], Samples.All[2], Samples.All[3], Samples.All[13]];
        var whole = JournalText.Write(records);
        Assert.True(journal.TryLead());

        for (var cut = 0; cut <= whole.Length; cut++)
        {
            File.WriteAllBytes(journal.Path, whole[..cut]);

            // A line is whole without its end already.
            var before = records.Take(Lines(whole.AsSpan(0, Math.Min(cut + 1, whole.Length)))).ToList();
            var reading = journal.Read();
            journal.Append(Samples.All[5], Samples.All[8]);
            var after = journal.Read();

            Assert.Equal(Samples.Words(before), Samples.Words(reading.Records));
            Assert.Equal(Samples.Words([.. before, Samples.All[5], Samples.All[8]]), Samples.Words(after.Records));
            Assert.Equal(reading.Unreadable, after.Unreadable);
            Assert.InRange(reading.Unreadable, 0, 1);
        }
    }

    [Fact]
    public void Zeros_that_a_power_failure_left_cost_nothing_but_themselves()
    {
        Assert.True(journal.TryLead());
        journal.Append(Samples.All[0]);
        File.AppendAllText(journal.Path, new string('\0', 200));

        journal.Append(Samples.All[2]);

        Assert.Equal(Samples.Words([Samples.All[0], Samples.All[2]]), Samples.Words(journal.Read().Records));
        Assert.Equal(1, journal.Read().Unreadable);
    }

    [Fact]
    public void A_device_that_is_full_is_said_and_breaks_nothing()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("no /dev/full");
        Assert.True(journal.TryLead());
        File.CreateSymbolicLink(journal.Path, "/dev/full");

        var refused = Record.Exception(() => journal.Append(Samples.All[0]));

        Assert.IsType<IOException>(refused);
        Assert.Empty(journal.Read().Records);
    }

    [Fact]
    public void A_later_version_of_the_same_format_loses_nothing_by_our_writing()
    {
        byte[] foreign =
        [
            .. JournalTextTests.Sealed("""{"v":1,"kind":"led","term":3,"client":"later","mood":"good"}"""),
            .. JournalTextTests.Sealed("""{"v":1,"kind":"resized","at":"2026-11-22T10:30:00Z","to":7}"""),
        ];
        Directory.CreateDirectory(Folder);
        File.WriteAllBytes(journal.Path, foreign);
        using var other = new JournalFolder(home.At("other")).OpenFor(journal.KeyId);

        Assert.True(journal.TryLead() && other.TryLead());
        journal.Append(Samples.All[5]);
        other.Replace(journal.Read());

        byte[] expected = [.. foreign, .. JournalText.Write([Samples.All[5]])];
        Assert.Equal(expected, File.ReadAllBytes(journal.Path));
        Assert.Equal(expected, File.ReadAllBytes(other.Path));
        Assert.Equal([new JournalRecord.Led(default, 3, "later"), Samples.All[5]], other.Read().Records);
    }

    [Fact]
    public void A_journal_of_a_version_to_come_is_refused_and_stays_as_it_is()
    {
        Directory.CreateDirectory(Folder);
        var newer = Encoding.UTF8.GetString(JournalText.Write([Samples.All[0]])) + "{\"v\":2,\"what\":\"who knows\"}\n";
        File.WriteAllText(journal.Path, newer);
        Assert.True(journal.TryLead());

        var reading = journal.Read();

        Assert.True(reading.IsNewer);
        var refused = Assert.Throws<JournalNewerException>(() => journal.Append(Samples.All[0]));
        Assert.Contains(journal.Path, refused.Message, StringComparison.Ordinal);
        Assert.Throws<JournalNewerException>(() => journal.Replace([Samples.All[0]]));
        Assert.Throws<JournalNewerException>(() => journal.Replace(reading));
        Assert.Equal(newer, File.ReadAllText(journal.Path));
    }

    [Fact]
    public void One_of_two_leads_and_the_other_after_it()
    {
        using var other = Open();

        Assert.True(journal.TryLead());
        Assert.True(journal.TryLead());
        Assert.False(other.TryLead());
        Assert.True(journal.Leads && !other.Leads);
        journal.Introduce("host 7");
        Assert.Equal("host 7", other.LeaderNote);
        journal.Release();
        Assert.False(journal.Leads);
        Assert.Null(other.LeaderNote);
        Assert.True(other.TryLead());
        Assert.False(journal.TryLead());
    }

    [Fact]
    public async Task Of_many_at_once_one_leads_also_while_journals_are_pruned()
    {
        var leading = 0;
        var worst = 0;
        var led = 0;
        var folder = new JournalFolder(Folder);
        using var stop = new CancellationTokenSource();
        var pruning = Task.Run(() =>
        {
            var pruned = 0;
            while (!stop.IsCancellationRequested) pruned += folder.Prune(TimeSpan.FromDays(-1), TimeProvider.System);
            return pruned;
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (var round = 0; round < 400; round++)
            {
                using var mine = Open();
                if (!mine.TryLead()) continue;
                var together = Interlocked.Increment(ref leading);
                if (together > worst) worst = together;
                Interlocked.Increment(ref led);
                Thread.Yield();
                Interlocked.Decrement(ref leading);
            }
        })));
        await stop.CancelAsync();

        Assert.True(await pruning > 0);
        Assert.True(led > 0);
        Assert.Equal(1, worst);
    }

    [Fact]
    public void Only_who_leads_writes()
    {
        Assert.Throws<InvalidOperationException>(() => journal.Append(Samples.All[0]));
        Assert.Throws<InvalidOperationException>(() => journal.Replace(Samples.All));

        journal.Printed(new OutputPosition("gs://b/o", 1, 2));

        Assert.Null(journal.Position);
    }

    [Fact]
    public void Where_no_file_can_be_made_leading_says_so()
    {
        home.Write("runs", "a file in the folder's place");

        Assert.ThrowsAny<IOException>(() => journal.TryLead());
    }

    [Fact]
    public void All_is_replaced_at_once()
    {
        Assert.True(journal.TryLead());
        journal.Append(Samples.All[0], Samples.All[1]);

        journal.Replace([Samples.All[2]]);
        journal.Append(Samples.All[3]);

        Assert.Equal(Samples.Words([Samples.All[2], Samples.All[3]]), Samples.Words(journal.Read().Records));
        Assert.Empty(Directory.GetFiles(Folder, "*.new"));
    }

    [Fact]
    public void The_wish_to_cancel_is_seen_by_the_other_until_it_is_cleared()
    {
        using var other = Open();

        other.AskToCancel();
        other.AskToCancel();
        Assert.True(journal.CancelAsked);
        journal.ClearCancel();
        Assert.False(other.CancelAsked);
    }

    [Fact]
    public void Nobody_else_reads_the_files()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("no modes");
            return;
        }

        Assert.True(journal.TryLead());
        journal.Introduce("me");
        journal.Append(Samples.All[0]);
        journal.Replace(Samples.All);
        journal.Printed(new OutputPosition("gs://b/o", 0, 0));
        journal.AskToCancel();
        _ = new JournalFolder(Folder).Identity;

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
        Assert.Equal(6, Directory.GetFiles(Folder).Length);
        foreach (var file in Directory.GetFiles(Folder)) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    public void Dispose()
    {
        journal.Dispose();
        home.Dispose();
    }

    private JournalFile Open() => new JournalFolder(Folder).OpenFor(JournalProcess.Key);

    private static int Lines(ReadOnlySpan<byte> text) => text.Count((byte)'\n');
}
