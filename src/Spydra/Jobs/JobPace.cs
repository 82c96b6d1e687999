using Spydra.Gcp;

namespace Spydra.Jobs;

/// <summary>
/// When to look at a job's state and at its output next. What has just changed is looked at soon again, what has been as it is for long less
/// and less often: a state at most every <see cref="PollSchedule.Slowest"/>, silent output every 5 s, output that grows every second.
/// docs/failures.md has what that makes a minute.
/// </summary>
internal sealed class JobPace(PollSchedule schedule, TimeProvider time, Random random)
{
    private static readonly TimeSpan SlowestGrowing = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SlowestSilent = TimeSpan.FromSeconds(5);

    private readonly long started = time.GetTimestamp();
    private long outputCame = time.GetTimestamp();
    private long output = time.GetTimestamp();
    private long state = time.GetTimestamp();
    private TimeSpan outputPause = TimeSpan.Zero;
    private TimeSpan statePause = TimeSpan.Zero;

    /// <summary>Whether the state is to be looked at now.</summary>
    public bool IsStateDue => time.GetElapsedTime(state) >= statePause;

    /// <summary>Whether the output is to be looked at now.</summary>
    public bool IsOutputDue => time.GetElapsedTime(output) >= outputPause;

    /// <summary>The state was looked at.</summary>
    public void StateSeen(bool changed)
    {
        state = time.GetTimestamp();
        statePause = PollSchedule.Scattered(changed || statePause == TimeSpan.Zero ? schedule.First : schedule.After(statePause), random.NextDouble());
    }

    /// <summary>Something tells that the state may be another one soon: the output was closed.</summary>
    public void StateMayChange() => statePause = schedule.First;

    /// <summary>The output was looked at.</summary>
    public void OutputSeen(bool came)
    {
        output = time.GetTimestamp();
        if (came) outputCame = output;
        outputPause = PollSchedule.Scattered(OutputPause(schedule.First, time.GetElapsedTime(started), time.GetElapsedTime(outputCame)), random.NextDouble());
    }

    /// <summary>Another attempt began, whose output has not been looked at.</summary>
    public void OutputBegins() => (outputCame, outputPause) = (time.GetTimestamp(), TimeSpan.Zero);

    /// <summary>How long to wait now, for the output if it is still open, and for the state.</summary>
    public TimeSpan Pause(bool outputIsOpen)
    {
        var pause = statePause - time.GetElapsedTime(state);
        if (outputIsOpen) pause = Least(outputPause - time.GetElapsedTime(output), pause);

        // In whole milliseconds, and at least one: a timer knows no less, and would fire before its time for ever.
        return TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(pause.TotalMilliseconds)));
    }

    /// <summary>The pause of a job of this age, whose output has been silent for so long: a fiftieth of either, within its bounds.</summary>
    public static TimeSpan OutputPause(TimeSpan first, TimeSpan age, TimeSpan silence)
    {
        var growing = Least(age / 50, SlowestGrowing);
        var silent = Least(silence / 50, SlowestSilent);
        var pause = growing > silent ? growing : silent;
        return pause > first ? pause : first;
    }

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
