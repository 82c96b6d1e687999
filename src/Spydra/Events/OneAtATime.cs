namespace Spydra.Events;

/// <summary>Lets calls that work side by side tell one listener, which hears of one thing at a time.</summary>
public sealed class OneAtATime(IRunListener listener) : IRunListener
{
    private readonly Lock turn = new();

    /// <inheritdoc/>
    public void On(RunEvent happened)
    {
        lock (turn) listener.On(happened);
    }
}
