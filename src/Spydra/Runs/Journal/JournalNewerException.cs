namespace Spydra.Runs.Journal;

/// <summary>A journal was written by a Spydra whose journals this one cannot read. Nothing has been written to it.</summary>
public sealed class JournalNewerException(string journal) : SpydraException(
    $"The run's journal {journal} was written by a newer Spydra, and this one cannot read it.",
    "Go on with this run with the Spydra that began it, or a later one; or choose another run key.")
{
    /// <summary>The file, or the object.</summary>
    public string Journal { get; } = journal;
}
