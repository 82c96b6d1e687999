namespace Spydra.Emulator.Storage;

/// <summary>Keeps a second emulator out of a data folder; the system lets go of it when the process ends, however it ends.</summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream file;

    private FolderLock(FileStream file) => this.file = file;

    /// <exception cref="EmulatorException">The folder is in use, or cannot be written.</exception>
    public static FolderLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return new FolderLock(new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EmulatorException($"The data folder '{folder}' cannot be written: {e.Message}", "Give yourself the right to, or name another data folder.", e);
        }
        catch (IOException e)
        {
            throw new EmulatorException(
                $"The data folder '{folder}' cannot be used: another emulator has it open, or it cannot be written ({e.Message})",
                "Stop the other emulator, or name another data folder.", e);
        }
    }

    public void Dispose() => file.Dispose();
}
