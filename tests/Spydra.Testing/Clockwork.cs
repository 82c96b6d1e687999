namespace Spydra.Testing;

/// <summary>Runs something that waits on a clock that stands still, by turning the clock whenever it waits.</summary>
public static class Clockwork
{
    /// <summary>
    /// Turns the clock from timer to timer until the task has ended; the real time that passes is only that of real input and output.
    /// Timers further away than <paramref name="within"/> are limits of something that is still at work, and are let be.
    /// </summary>
    public static async Task<T> DriveAsync<T>(this ManualTimeProvider clock, Task<T> task, TimeSpan within)
    {
        while (!task.IsCompleted)
        {
            clock.AdvanceToNext(within);
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        return await task;
    }
}
