using System.Globalization;

namespace Spydra.Emulator.Storage;

/// <summary>
/// The files that hold what objects contain. A file is written once and never changed; its name is a number, never a name that came
/// from outside. It counts only once the journal speaks of it: one that the journal does not know was left by a crash, and is swept.
/// Copies share a file, so it goes with the last object that refers to it. Retain, release and sweep are for the store alone, under its lock.
/// </summary>
internal sealed class BlobFolder
{
    private readonly string folder;
    private readonly GenerationClock clock;
    private readonly Dictionary<long, int> references = [];

    public BlobFolder(string folder, GenerationClock clock)
    {
        this.folder = folder;
        this.clock = clock;
        Directory.CreateDirectory(folder);
    }

    public BlobWriter Create() => new(this, clock.Next());

    public string PathOf(long blob) => Path.Combine(folder, blob.ToString(CultureInfo.InvariantCulture));

    /// <exception cref="FileNotFoundException">The file is gone.</exception>
    public Stream OpenRead(long blob) => blob == 0
        ? new MemoryStream([], writable: false)
        : new FileStream(PathOf(blob), new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 64 * 1024,
            Options = FileOptions.SequentialScan,
        });

    /// <summary>Who holds it open goes on reading. A file that cannot be deleted now is swept at the next start.</summary>
    public void Delete(long blob)
    {
        if (blob == 0) return;
        try { File.Delete(PathOf(blob)); }
        catch (IOException) { }
        catch (UnauthorizedAccessException) { }
    }

    /// <summary>One more object refers to the file.</summary>
    public void Retain(long blob)
    {
        if (blob != 0) references[blob] = references.GetValueOrDefault(blob) + 1;
    }

    /// <summary>One object less refers to the file.</summary>
    public void Release(long blob)
    {
        if (blob == 0) return;
        var left = references.GetValueOrDefault(blob) - 1;
        if (left > 0)
        {
            references[blob] = left;
            return;
        }

        references.Remove(blob);
        Delete(blob);
    }

    /// <summary>Deletes every file that no object refers to.</summary>
    public void Sweep()
    {
        foreach (var path in Directory.EnumerateFiles(folder))
        {
            if (long.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var blob) && !references.ContainsKey(blob))
                Delete(blob);
        }
    }
}
