using Spydra.Events;

namespace Spydra.Runs.Journal;

/// <summary>A journal's copy in the log bucket, as it was read.</summary>
/// <param name="Reading">What it says.</param>
/// <param name="Generation">Which of the contents that the object has had: to be named when it is written again.</param>
public sealed record JournalCopy(JournalReading Reading, long Generation)
{
    /// <summary>How far the driver's output had been printed when it was written.</summary>
    public OutputPosition? Position => Reading.Position;
}
