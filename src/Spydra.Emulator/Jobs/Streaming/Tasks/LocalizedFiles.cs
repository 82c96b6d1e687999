using System.Formats.Tar;
using System.IO.Compression;
using Spydra.Emulator.Jobs.Files;

namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>Brings the job's files and archives to the machine once; every attempt's folder then links to them, as YARN does it.</summary>
internal sealed class LocalizedFiles
{
    private readonly List<(string Name, string Path)> links = [];

    /// <summary>Copies and unpacks everything below <paramref name="folder"/>.</summary>
    /// <exception cref="JobLaunchException">A file is missing, or an archive is of a kind that cannot be unpacked here.</exception>
    public static LocalizedFiles Bring(IEnumerable<TaskFile> taskFiles, FileTree tree, string folder)
    {
        var localized = new LocalizedFiles();
        foreach (var (taskFile, number) in taskFiles.Select((taskFile, number) => (taskFile, number)))
        {
            var entry = tree.Find(taskFile.Source)
                ?? throw new JobLaunchException($"File {taskFile.Source} does not exist.", "java.io.FileNotFoundException");
            var place = Directory.CreateDirectory(Path.Combine(folder, $"{number}")).FullName;
            var target = Path.Combine(place, taskFile.Source.Name);
            if (taskFile.IsArchive) Unpack(entry, tree, target);
            else Copy(entry, tree, target);
            localized.links.Add((taskFile.Name, target));
        }

        return localized;
    }

    /// <summary>Links them into a task's folder; of two with one name the first stays.</summary>
    public void LinkInto(string folder)
    {
        foreach (var (name, path) in links)
        {
            var link = Path.Combine(folder, name);
            if (Path.Exists(link)) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            if (Directory.Exists(path)) Directory.CreateSymbolicLink(link, path);
            else File.CreateSymbolicLink(link, path);
        }
    }

    private static void Copy(FileEntry entry, FileTree tree, string target)
    {
        if (entry.IsFolder)
        {
            Directory.CreateDirectory(target);
            foreach (var child in tree.Children(entry.Path)) Copy(child, tree, Path.Combine(target, child.Path.Name));
            return;
        }

        using (var source = tree.Open(entry))
        using (var copy = new FileStream(target, FileMode.CreateNew, FileAccess.Write))
            source.CopyTo(copy);

        // YARN makes every file that it brings executable.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(target, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    private static void Unpack(FileEntry entry, FileTree tree, string target)
    {
        if (entry.IsFolder)
        {
            Copy(entry, tree, target);
            return;
        }

        Directory.CreateDirectory(target);
        var name = entry.Path.Name;
        using var source = tree.Open(entry);
        if (name.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".jar", StringComparison.OrdinalIgnoreCase))
            ZipFile.ExtractToDirectory(source, target);
        else if (name.EndsWith(".tar", StringComparison.OrdinalIgnoreCase))
            TarFile.ExtractToDirectory(source, target, overwriteFiles: true);
        else if (name.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase))
        {
            using var unzipped = new GZipStream(source, CompressionMode.Decompress);
            TarFile.ExtractToDirectory(unzipped, target, overwriteFiles: true);
        }
        else
            throw new JobLaunchException(
                $"Archive {entry.Path} is none that the emulator can unpack. Give it as .zip, .jar, .tar, .tar.gz or .tgz, or pass it with -files as it is.");
    }
}
