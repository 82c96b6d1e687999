using System.Runtime.InteropServices;

namespace Spydra.Cli;

/// <summary>
/// Ctrl-C, SIGTERM and SIGHUP (the terminal was closed). The first asks the command to stop and give back what it holds; the second leaves at once, and says what is left.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>Signals as near as this are one: 'timeout' signals the process and then its group, a terminal the group and a wrapper the process.</summary>
    private static readonly TimeSpan OneMoment = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly Action<int> onFirst;
    private readonly Action<int> onSecond;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private long first;

    public Interruption(Action<int> onFirst, Action<int> onSecond, TimeProvider time)
    {
        (this.onFirst, this.onSecond, this.time) = (onFirst, onSecond, time);
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, Cli.ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, Cli.ExitCode.Terminated)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Handle(context, Cli.ExitCode.HungUp)),
        ];
    }

    /// <summary>Cancelled at the first signal.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>129, 130 or 143 once a signal has come.</summary>
    public int? ExitCode { get; private set; }

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }

    private void Handle(PosixSignalContext context, int exitCode)
    {
        context.Cancel = true;
        bool isFirst;
        lock (gate)
        {
            isFirst = ExitCode is null;
            if (isFirst) (ExitCode, first) = (exitCode, time.GetTimestamp());
            else if (time.GetElapsedTime(first) <= OneMoment) return;
        }

        if (isFirst)
        {
            // Not under the lock: what is cancelled may take its time, and a second signal must not wait for it.
            onFirst(exitCode);
            source.Cancel();
            return;
        }

        onSecond(exitCode);
        Environment.Exit(exitCode);
    }
}
