namespace Spydra.Emulator.Hosting;

/// <summary>
/// Holds a data folder for one emulator: an exclusive lock on a file in it, which the system takes back when the process ends, however it ends.
/// Beside it lies <c>emulator.json</c>, which tells others where this emulator answers.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private const string LockName = "emulator.lock";

    // Who only asks whether the folder is held holds it for a moment.
    private const int Tries = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly FileStream held;
    private readonly string folder;

    private DataFolderLock(FileStream held, string folder) => (this.held, this.folder) = (held, folder);

    /// <exception cref="EmulatorException">The folder cannot be written, or another emulator has it.</exception>
    public static async Task<DataFolderLock> TakeAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, LockName);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(folder);
                var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                RunningEmulator.Forget(folder);
                return new DataFolderLock(stream, folder);
            }
            catch (IOException e) when (IsLockConflict(e))
            {
                if (attempt == Tries) throw Held(folder, e);
            }
            catch (Exception e) when (e is UnauthorizedAccessException or IOException)
            {
                throw new EmulatorException($"The data folder '{folder}' cannot be written: {e.Message}", "Choose a folder that you may write to.", e);
            }
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Whether an emulator has the folder now.</summary>
    public static bool IsHeldNow(string folder) => IsHeld(Path.Combine(folder, LockName));

    public void Dispose()
    {
        RunningEmulator.Forget(folder);
        held.Dispose();
    }

    private static bool IsHeld(string path)
    {
        try
        {
            using var probe = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e is IOException conflict && IsLockConflict(conflict);
        }
    }

    /// <summary>Whether someone else has the file: EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.</summary>
    private static bool IsLockConflict(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static EmulatorException Held(string folder, IOException e)
    {
        var who = RunningEmulator.Read(folder);
        return new EmulatorException(
            $"The data folder '{folder}' is in use by another emulator{(who is null ? "" : $" (process {who.ProcessId}, {who.DataprocUrl})")}.",
            "Use that one, end it, or choose another data folder.", e)
        { DataFolderInUse = true };
    }
}
