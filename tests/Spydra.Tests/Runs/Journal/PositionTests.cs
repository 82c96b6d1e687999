using Spydra.Events;
using Spydra.Runs.Journal;
using Spydra.Testing;

namespace Spydra.Tests.Runs.Journal;

public sealed class PositionTests : IDisposable
{
    private readonly TempDir home = new();
    private readonly JournalFile journal;

    public PositionTests()
    {
        journal = Open();
        Assert.True(journal.TryLead());
    }

    private string Path => System.IO.Path.ChangeExtension(journal.Path, ".position");

    [Fact]
    public void The_last_one_is_there_and_another_client_goes_on_after_it()
    {
        for (var i = 0; i < 5; i++) journal.Printed(At(i));
        journal.Release();

        using var next = Open();
        Assert.Equal(At(4), next.Position);
        Assert.True(next.TryLead());
        next.Printed(new OutputPosition("gs://b/é/other attempt", 7, long.MaxValue));
        Assert.Equal(new OutputPosition("gs://b/é/other attempt", 7, long.MaxValue), next.Position);
        next.Printed(At(1));
        Assert.Equal(At(1), journal.Position);
    }

    [Fact]
    public void Torn_at_any_byte_it_is_the_one_before()
    {
        journal.Printed(At(1));
        journal.Printed(At(2));
        var before = File.ReadAllBytes(Path);
        journal.Printed(new OutputPosition("gs://b/another", 3, 3));
        var after = File.ReadAllBytes(Path);
        var (first, last) = (Enumerable.Range(0, after.Length).First(i => before[i] != after[i]), Enumerable.Range(0, after.Length).Last(i => before[i] != after[i]));

        for (var torn = first; torn <= last; torn++)
        {
            File.WriteAllBytes(Path, [.. after[..torn], .. before[torn..]]);
            var position = journal.Position;
            Assert.True(position == At(2) || position == new OutputPosition("gs://b/another", 3, 3) && torn == last + 1, $"torn at {torn}: {position}");
        }
    }

    [Fact]
    public void Any_file_cut_short_is_none_or_an_older_one()
    {
        journal.Printed(At(1));
        journal.Printed(At(2));
        var whole = File.ReadAllBytes(Path);

        foreach (var length in Enumerable.Range(0, 200).Concat(Enumerable.Range(4090, 200)))
        {
            File.WriteAllBytes(Path, whole[..length]);
            Assert.Contains(journal.Position, (OutputPosition?[])[null, At(1), At(2)]);
        }
    }

    [Fact]
    public void A_name_that_has_no_room_leaves_the_one_before()
    {
        journal.Printed(At(1));

        journal.Printed(new OutputPosition(new string('x', 5000), 1, 1));
        journal.Printed(At(2));

        Assert.Equal(At(2), journal.Position);
    }

    [Fact]
    public void Where_it_cannot_be_written_nothing_is_thrown()
    {
        Directory.CreateDirectory(Path);

        journal.Printed(At(1));

        Assert.Null(journal.Position);
        Directory.Delete(Path);
        journal.Printed(At(2));
        Assert.Equal(At(2), journal.Position);
    }

    [Fact]
    public void It_costs_no_memory()
    {
        var positions = Enumerable.Range(0, 100).Select(At).ToList();
        journal.Printed(positions[0]);

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var position in positions) journal.Printed(position);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 * 64);
    }

    public void Dispose()
    {
        journal.Dispose();
        home.Dispose();
    }

    private static OutputPosition At(int i) => new("gs://b/driveroutput.", i, 1000 + i);

    private JournalFile Open() => new JournalFolder(home.Path).OpenFor(JournalProcess.Key);
}
