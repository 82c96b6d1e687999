using Spydra.Events;

namespace Spydra.Runs.Journal;

/// <summary>What a journal says, as far as it can be read.</summary>
/// <param name="Records">The records, the oldest first. Lines of kinds that this version does not know are not among them.</param>
/// <param name="Unreadable">How many lines are damaged: the last one of a client that died while writing it, seldom another.</param>
/// <param name="IsNewer">Whether a Spydra wrote to it whose journals this version cannot read: it must not be gone on with, nor written to.</param>
public sealed record JournalReading(IReadOnlyList<JournalRecord> Records, int Unreadable, bool IsNewer)
{
    /// <summary>Of a journal that is not there.</summary>
    public static JournalReading Empty { get; } = new([], 0, IsNewer: false);

    /// <summary>The undamaged lines as they are, without their ends: those of unknown kinds too, and with fields that this version does not know.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Lines { get; init; } = [];

    /// <summary>How far driver output was printed, where the journal itself says it, as the copy in the bucket does.</summary>
    public OutputPosition? Position { get; init; }
}
