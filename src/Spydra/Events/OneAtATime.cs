namespace Spydra.Events;

/// <summary>Lets what happens at the same time be told one after the other: to its listener nobody speaks from two threads at once.</summary>
public sealed class OneAtATime(IRunListener listener) : IRunListener
{
    private readonly Lock gate = new();

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        lock (gate) listener.On(happened);
    }
}
