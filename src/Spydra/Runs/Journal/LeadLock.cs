namespace Spydra.Runs.Journal;

/// <summary>
/// The right to lead a run on this machine: an exclusive lock on a file. The system gives it back when the process dies, however it dies.
/// </summary>
internal sealed class LeadLock : IDisposable
{
    // "Try again" of Linux, of macOS, and the sharing violation of Windows.
    private static readonly int[] HeldByAnother = [11, 35, unchecked((int)0x80070020)];

    private readonly string path;
    private readonly FileStream file;

    private LeadLock(string path, FileStream file) => (this.path, this.file) = (path, file);

    /// <summary>Takes the lock; null where someone else has it.</summary>
    /// <exception cref="IOException">The file cannot be made, or not be locked.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    public static LeadLock? TryTake(string path)
    {
        while (true)
        {
            if (TryOpen(path, FileMode.OpenOrCreate) is not { } opened) return null;
            try
            {
                if (IsAt(path, opened))
                {
                    ThrowUnlessItExcludes(path);
                    return new LeadLock(path, opened);
                }
            }
            catch
            {
                opened.Dispose();
                throw;
            }

            opened.Dispose();
        }
    }

    private static FileStream? TryOpen(string path, FileMode mode)
    {
        try { return PrivateFile.Open(path, mode, FileShare.None); }
        catch (IOException e) when (HeldByAnother.Contains(e.HResult)) { return null; }
    }

    /// <summary>.NET says nothing where a file system knows no locks, or where it was told not to lock: then everyone would lead.</summary>
    private static void ThrowUnlessItExcludes(string path)
    {
        using var second = TryOpen(path, FileMode.Open);
        if (second is not null) throw new IOException($"The file '{path}' cannot be locked: its file system has no locks.");
    }

    /// <summary>Gives the lock back, and removes its file.</summary>
    public void Forget()
    {
        // Where the system lets us, while we have it: whoever waits for the file that is gone sees that, below.
        PrivateFile.TryDelete(path);
        file.Dispose();
        if (OperatingSystem.IsWindows()) PrivateFile.TryDelete(path);
    }

    public void Dispose() => file.Dispose();

    /// <summary>
    /// Whether what was locked is what lies at the path still: between opening and locking, someone may have removed it, and someone else
    /// made it anew. A time that nobody else sets tells the two apart.
    /// </summary>
    private static bool IsAt(string path, FileStream locked)
    {
        try
        {
            File.SetLastWriteTimeUtc(locked.SafeFileHandle, DateTime.UnixEpoch.AddTicks(Random.Shared.NextInt64(TimeSpan.TicksPerDay * 365 * 30)));
            return File.GetLastWriteTimeUtc(locked.SafeFileHandle) == File.GetLastWriteTimeUtc(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file system without times of its own.
            return File.Exists(path);
        }
    }
}
