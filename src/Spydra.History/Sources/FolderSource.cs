using System.Runtime.CompilerServices;

namespace Spydra.History.Sources;

/// <summary>
/// A folder of this machine with the layout of a bucket: what someone copied. Links to folders are not followed, so that a copy can neither
/// run in circles nor show what lies outside.
/// </summary>
public sealed class FolderSource(string root) : IArchiveSource
{
    private static readonly EnumerationOptions All = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false, ReturnSpecialDirectories = false };

    private readonly string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <inheritdoc/>
    public string Describe(string name)
    {
        var path = Path.GetFullPath(Path.Combine(root, name.Replace('/', Path.DirectorySeparatorChar)));
        // A name is one of an object, or has parts that a user typed: neither leads out of the folder.
        return path == root || path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new UnreadableFileException(name, $"it does not lie in {root}");
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ArchivedFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var slash = prefix.LastIndexOf('/');
        foreach (var file in Below(prefix[..(slash + 1)], prefix[(slash + 1)..]))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return file;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> FoldersAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var entry in Entries(folder).Where(IsFolder).Select(entry => entry.Name).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public Task<Stream> OpenAsync(ArchivedFile file, CancellationToken cancellationToken)
    {
        var path = Describe(file.Name);
        try
        {
            return Task.FromResult<Stream>(new FileStream(path, new FileStreamOptions
            {
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.SequentialScan,
            }));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableFileException(path, e);
        }
    }

    // An object store orders by the whole name, in which a slash has its place among the other characters.
    private IEnumerable<ArchivedFile> Below(string folder, string start)
    {
        foreach (var entry in Entries(folder)
            .Where(entry => entry.Name.StartsWith(start, StringComparison.Ordinal))
            .Select(entry => (Entry: entry, Name: IsFolder(entry) ? entry.Name + "/" : entry.Name))
            .OrderBy(each => each.Name, StringComparer.Ordinal))
        {
            if (IsFolder(entry.Entry))
                foreach (var file in Below(folder + entry.Name, "")) yield return file;
            else if (entry.Entry is FileInfo { Exists: true } file)
                yield return new ArchivedFile(folder + entry.Name, file.Length, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));
        }
    }

    private List<FileSystemInfo> Entries(string folder)
    {
        var path = Describe(folder);
        try
        {
            return Directory.Exists(path) ? [.. new DirectoryInfo(path).EnumerateFileSystemInfos("*", All)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableFileException(path, e);
        }
    }

    private static bool IsFolder(FileSystemInfo entry) => entry is DirectoryInfo && entry.LinkTarget is null;
}
