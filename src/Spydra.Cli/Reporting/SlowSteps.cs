namespace Spydra.Cli.Reporting;

/// <summary>Says what is being waited for once that takes longer than a second; what is quick is not worth a line.</summary>
internal sealed class SlowSteps : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Action<string> say;
    private readonly ITimer timer;
    private readonly Lock gate = new();
    private string? doing;
    private string? said;

    public SlowSteps(Action<string> say, TimeProvider time)
    {
        this.say = say;
        timer = time.CreateTimer(_ => Tell(), null, Look, Look);
    }

    /// <summary>Another step begins.</summary>
    public void Begin(string step)
    {
        lock (gate) doing = step;
    }

    public void Dispose() => timer.Dispose();

    private void Tell()
    {
        lock (gate)
        {
            if (doing is null || doing == said) return;
            said = doing;
            say(doing);
        }
    }
}
