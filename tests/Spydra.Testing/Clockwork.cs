namespace Spydra.Testing;

/// <summary>Runs something that waits on a clock that stands still, by turning the clock whenever it waits.</summary>
public static class Clockwork
{
    /// <summary>Turns the clock in steps until the task has ended. The real time that passes between is only that of real input and output.</summary>
    public static async Task<T> DriveAsync<T>(this ManualTimeProvider clock, Task<T> task, TimeSpan step)
    {
        while (!task.IsCompleted)
        {
            if (clock.Waiting > 0) clock.Advance(step);
            await Task.WhenAny(task, Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System));
        }

        return await task;
    }
}
