using Spydra.Events;
using Spydra.Runs.Journal;
using Spydra.Testing;

namespace Spydra.Tests.Runs.Journal;

/// <summary>What only another process can show: one that is killed, and one whose disk is full.</summary>
public sealed class JournalProcessTests
{
    private const int AsManyAsSuffice = 40;

    [Fact]
    public async Task A_leader_that_is_killed_while_it_writes_leaves_the_lead_and_every_record_it_was_sure_of()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("no SIGKILL");
        using var home = new TempDir();
        using var journal = new JournalFolder(home.Path).OpenFor(JournalProcess.Key);
        using var leader = JournalProcess.Start(home.Path, nameof(Lead_and_write_until_killed));

        await leader.UntilAsync(() => Terms(journal) >= AsManyAsSuffice);
        var ledMeanwhile = journal.TryLead();
        var note = journal.LeaderNote;
        var sure = Terms(journal);
        await leader.KillAsync();
        var leads = journal.TryLead();
        journal.Append(new JournalRecord.Left(Samples.At));

        Assert.False(ledMeanwhile);
        Assert.Equal("the other process", note);
        Assert.True(leads);
        var reading = journal.Read();
        Assert.InRange(reading.Unreadable, 0, 1);
        Assert.IsType<JournalRecord.Left>(reading.Records[^1]);
        var terms = reading.Records.OfType<JournalRecord.Led>().Select(led => led.Term).ToList();
        Assert.Equal(Enumerable.Range(1, terms.Count), terms);
        Assert.True(terms.Count >= sure);

        // It is killed between the record and the position, or before, or after.
        Assert.InRange(journal.Position!.Offset, sure - 1, terms.Count);
    }

    [Theory]
    [InlineData("its disk is full", """
        exec unshare --user --map-root-user --mount sh -c 'mount -t tmpfs -o size=64k none "$SPYDRA_TEST_JOURNAL" && exec "$@"' sh "$@"
        """)]
    [InlineData("its files may not grow any more", """
        trap '' XFSZ; ulimit -f 24; exec "$@"
        """)]
    public async Task A_full_disk_leaves_the_journal_as_it_was_and_it_goes_on_when_there_is_room(string when, string script)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("no such limits");
        using var home = new TempDir();
        using var filling = JournalProcess.Start(home.Path, nameof(Fill_the_disk), script);

        var (code, said) = await filling.EndAsync();

        if (said.Contains("unshare:", StringComparison.Ordinal) || said.Contains("mount:", StringComparison.Ordinal)) Assert.Skip("this machine lets nobody mount: " + said);
        Assert.True(code == 0 && said.Contains("Total: 1", StringComparison.Ordinal), $"When {when}: {said}");
    }

    [Fact]
    public async Task Where_nothing_is_locked_nobody_leads()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("always locked");
        using var home = new TempDir();
        using var other = JournalProcess.Start(home.Path, nameof(Lead_without_locks), "DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1 exec \"$@\"");

        var (code, said) = await other.EndAsync();

        Assert.True(code == 0 && said.Contains("Total: 1", StringComparison.Ordinal), said);
    }

    [Fact(Explicit = true)]
    public void Lead_without_locks()
    {
        using var journal = JournalProcess.Given.OpenFor(JournalProcess.Key);

        Assert.Throws<IOException>(() => journal.TryLead());
        Assert.False(journal.Leads);
    }

    [Fact(Explicit = true)]
    public async Task Lead_and_write_until_killed()
    {
        using var journal = JournalProcess.Given.OpenFor(JournalProcess.Key);
        Assert.True(journal.TryLead());
        journal.Introduce("the other process");
        for (var term = 1; ; term++)
        {
            journal.Append(new JournalRecord.Led(Samples.At, term, "other"), new JournalRecord.Acquiring(Samples.At));
            journal.Printed(new OutputPosition("gs://b/o", 0, term));
            await Task.Yield();
        }
    }

    [Fact(Explicit = true)]
    public void Fill_the_disk()
    {
        var folder = JournalProcess.Given;
        var ballast = Path.Combine(folder.Path, "ballast");
        File.WriteAllBytes(ballast, new byte[8000]);
        using var journal = folder.OpenFor(JournalProcess.Key);
        Assert.True(journal.TryLead());
        journal.Printed(new OutputPosition("gs://b/o", 0, 1));

        // Records of growing size, so that the end comes in the middle of one, and of a page.
        var (sure, refused) = (new List<JournalRecord>(), 0);
        for (var length = 1; refused < 20; length += 37)
        {
            JournalRecord[] records = [new JournalRecord.Released(Samples.At, new string('c', refused > 0 ? 5000 / refused : length)), new JournalRecord.Submitted(Samples.At)];
            try
            {
                journal.Append(records);
                sure.AddRange(records);
            }
            catch (IOException)
            {
                refused++;
                Assert.Throws<IOException>(() => journal.Replace([.. sure, .. Enumerable.Repeat(Samples.All[1], 100)]));
            }

            var reading = journal.Read();
            Assert.Equal(0, reading.Unreadable);
            Assert.Equal(Samples.Words(sure), Samples.Words(reading.Records));
            journal.Printed(new OutputPosition("gs://b/o", 0, length));
            Assert.Equal(length, journal.Position!.Offset);
        }

        // Another process's files are refused without harm, too.
        using (var other = folder.OpenFor(Guid.NewGuid())) Assert.Null(Record.Exception(() => { if (TryLead(other)) other.Printed(new OutputPosition("gs://b/o", 0, 1)); }));
        Assert.Empty(Directory.GetFiles(folder.Path, "*.new"));
        File.Delete(ballast);
        if (refused > 0 && sure.Count > 4) journal.Replace(sure = sure[..4]);
        journal.Append(Samples.All[1]);
        Assert.Equal(Samples.Words([.. sure, Samples.All[1]]), Samples.Words(journal.Read().Records));
        Assert.Equal(0, journal.Read().Unreadable);
    }

    private static bool TryLead(JournalFile journal)
    {
        try { return journal.TryLead(); }
        catch (IOException) { return false; }
    }

    /// <summary>How many records of the other process are there; what is being written may be seen in part, and nothing else may.</summary>
    private static int Terms(JournalFile journal)
    {
        var reading = journal.Read();
        Assert.InRange(reading.Unreadable, 0, 1);
        var terms = reading.Records.OfType<JournalRecord.Led>().Select(led => led.Term).ToList();
        Assert.Equal(Enumerable.Range(1, terms.Count), terms);
        return terms.Count;
    }
}
