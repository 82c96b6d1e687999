using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Jobs.Files;

/// <summary>
/// The local file system and the emulated Cloud Storage behind one face: what Hadoop calls a FileSystem, as far as a job needs it.
/// </summary>
internal sealed class FileTree(IObjectStore objects)
{
    /// <summary>The entry at a path, or null. In a bucket a folder is there when an object lies in it.</summary>
    public FileEntry? Find(HadoopPath path)
    {
        if (path.Bucket is not { } bucket)
        {
            if (Directory.Exists(path.Path)) return new(path, IsFolder: true, 0);
            var file = new FileInfo(path.Path);
            return file.Exists ? new(path, IsFolder: false, file.Length) : null;
        }

        if (!objects.BucketExists(bucket)) return null;
        if (path.Path.Length == 0) return new(path, IsFolder: true, 0);
        if (objects.Find(bucket, path.Path) is { } stored) return new(path, IsFolder: false, stored.Size, stored);
        return objects.List(bucket, path.Path + "/").Any() ? new(path, IsFolder: true, 0) : null;
    }

    /// <summary>What lies directly in a folder, in the order of the names' code units.</summary>
    public IReadOnlyList<FileEntry> Children(HadoopPath folder) =>
        folder.Bucket is { } bucket ? InBucket(bucket, folder) : OnDisk(folder);

    public Stream Open(FileEntry file) => file.Stored is { } stored
        ? objects.OpenRead(stored)
        : new FileStream(file.Path.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private static IReadOnlyList<FileEntry> OnDisk(HadoopPath folder) =>
        [.. new DirectoryInfo(folder.Path).EnumerateFileSystemInfos()
            .OrderBy(info => info.Name, StringComparer.Ordinal)
            .Select(info => info is FileInfo file && !Directory.Exists(info.FullName)
                ? new FileEntry(folder.Child(info.Name), IsFolder: false, LengthOf(file))
                : new FileEntry(folder.Child(info.Name), IsFolder: true, 0))];

    // FileInfo.Length of a symbolic link is the link's own; what is read is the target.
    private static long LengthOf(FileInfo file) =>
        file.LinkTarget is null ? file.Length : (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo)?.Length ?? 0;

    private List<FileEntry> InBucket(string bucket, HadoopPath folder)
    {
        var prefix = folder.Path.Length == 0 ? "" : folder.Path + "/";
        var children = new SortedDictionary<string, FileEntry>(StringComparer.Ordinal);
        foreach (var stored in objects.List(bucket, prefix))
        {
            var rest = stored.Name[prefix.Length..];
            var slash = rest.IndexOf('/');
            var name = slash < 0 ? rest : rest[..slash];
            if (name.Length == 0) continue;
            if (slash < 0) children[name] = new(folder.Child(name), IsFolder: false, stored.Size, stored);
            else children.TryAdd(name, new(folder.Child(name), IsFolder: true, 0));
        }

        return [.. children.Values];
    }
}
