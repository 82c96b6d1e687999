namespace Spydra.History;

/// <summary>FsCheck waits for what it checks: on a thread of the pool it would keep from running what it waits for.</summary>
internal static class OwnThread
{
    public static Task RunAsync(Action check) => Task.Factory.StartNew(check, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
