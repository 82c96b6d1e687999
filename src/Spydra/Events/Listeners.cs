namespace Spydra.Events;

/// <summary>Several listeners as one; they hear of everything in the same order.</summary>
public sealed class Listeners(params IReadOnlyList<IRunListener> all) : IRunListener
{
    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        foreach (var listener in all) listener.On(happened);
    }
}
