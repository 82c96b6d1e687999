using Spydra.Emulator.Jobs.Files;

namespace Spydra.Emulator.Jobs.Native;

/// <summary>Brings a job's own files (jars, scripts, archives) to local paths.</summary>
internal sealed class StagedFiles(FileTree files, string folder, string workingFolder, Func<string, string?> image)
{
    private int number;

    public IReadOnlyList<string> Bring(IEnumerable<string> uris) => [.. uris.Select(Bring)];

    /// <summary>The local path of a file: itself, its copy from a bucket, or what stands here for a file of Dataproc's image.</summary>
    /// <exception cref="JobLaunchException">There is no such file.</exception>
    public string Bring(string uri)
    {
        var hash = uri.IndexOf('#');
        var path = HadoopPath.Parse(hash < 0 ? uri : uri[..hash], workingFolder);
        var link = hash < 0 ? "" : uri[hash..];
        if (files.Find(path) is not { } entry)
            return (path.IsLocal ? image(path.Path) : null)
                ?? throw new JobLaunchException(
                    $"File {uri} does not exist. "
                    + (path.IsLocal ? "Give a path on this machine, or upload the file to a bucket of the emulator." : "Upload it to the emulator first."));
        if (path.IsLocal) return path.Path + link;

        var place = Directory.CreateDirectory(Path.Combine(folder, $"{number++}")).FullName;
        var target = Path.Combine(place, path.Name);
        using var source = files.Open(entry);
        using var copy = new FileStream(target, FileMode.CreateNew, FileAccess.Write);
        source.CopyTo(copy);
        return target + link;
    }
}
