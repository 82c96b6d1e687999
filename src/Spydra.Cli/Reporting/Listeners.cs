using Spydra.Events;

namespace Spydra.Cli.Reporting;

/// <summary>Several listeners as one; they hear of everything in the same order.</summary>
internal sealed class Listeners(params IReadOnlyList<IRunListener> all) : IRunListener
{
    public void On(RunEvent happened)
    {
        foreach (var listener in all) listener.On(happened);
    }
}
