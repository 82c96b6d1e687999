namespace Spydra.Cli.Commands;

/// <summary>What a reader of an archive has to say beside what it prints: what is damaged, what is not there.</summary>
internal sealed class Findings(Terminal terminal)
{
    private int troubles;

    /// <summary>Whether all was there, and could be read.</summary>
    public bool AllIsWell => Volatile.Read(ref troubles) == 0;

    /// <summary>Something that was asked for is not there.</summary>
    public void Missing(string what, string nextStep)
    {
        Interlocked.Increment(ref troubles);
        terminal.Say($"spydra: error: {what}");
        terminal.Say($"spydra: {nextStep}");
    }

    /// <summary>Something could not be read to its end; the rest goes on.</summary>
    public void Damaged(SpydraException trouble) => Missing(trouble.Message, trouble.NextStep);
}
