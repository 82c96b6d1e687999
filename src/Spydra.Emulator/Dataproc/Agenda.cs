namespace Spydra.Emulator.Dataproc;

/// <summary>What is to happen when: one timer per thing that waits, on the emulator's clock.</summary>
internal sealed class Agenda(TimeProvider time) : IDisposable
{
    // What a timer can wait for at most is 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    private readonly Lock gate = new();
    private readonly Dictionary<string, ITimer> timers = new(StringComparer.Ordinal);
    private bool closed;

    /// <summary>Does it when the clock says so; an earlier entry under the same key is dropped. Never does it before this returns.</summary>
    public void At(string key, DateTimeOffset due, Action action)
    {
        lock (gate)
        {
            if (closed) return;
            Drop(key);
            var wait = due - time.GetUtcNow();
            // A timer cuts to whole milliseconds and would come early.
            wait = wait <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
            ITimer? timer = null;
            timer = time.CreateTimer(_ => Fire(key, timer!, due, action), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            timers[key] = timer;
            timer.Change(wait < LongestWait ? wait : LongestWait, Timeout.InfiniteTimeSpan);
        }
    }

    public void Forget(string key)
    {
        lock (gate) Drop(key);
    }

    public void Clear()
    {
        lock (gate)
        {
            foreach (var timer in timers.Values) timer.Dispose();
            timers.Clear();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            closed = true;
            Clear();
        }
    }

    private void Fire(string key, ITimer timer, DateTimeOffset due, Action action)
    {
        lock (gate)
        {
            // Another entry may have taken the key while this timer was on its way.
            if (!timers.TryGetValue(key, out var current) || current != timer) return;
            Drop(key);
        }

        if (time.GetUtcNow() < due)
        {
            At(key, due, action);
            return;
        }

        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The step is done in memory; only its record could not be written (disk full, folder gone). The next write of it tells the caller.
        }
    }

    private void Drop(string key)
    {
        if (timers.Remove(key, out var timer)) timer.Dispose();
    }
}
