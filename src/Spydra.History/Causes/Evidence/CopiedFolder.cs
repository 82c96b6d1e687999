using Spydra.History.Sources;

namespace Spydra.History.Causes.Evidence;

/// <summary>The files of a folder of copied logs: so many that a folder chosen by mistake does not take all day, none behind a link.</summary>
/// <param name="Source">The folder.</param>
/// <param name="Files">What lies there, by name.</param>
/// <param name="IsCut">Whether there are more.</param>
internal sealed record CopiedFolder(FolderSource Source, IReadOnlyList<CopiedFile> Files, bool IsCut)
{
    private const int MostFiles = 5000;

    public IEnumerable<CopiedFile> Of(CopiedKind kind) => Files.Where(file => file.Kind == kind);

    public static async Task<CopiedFolder> LookAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder)) throw new CopiedLogsException(folder, "there is no such folder", "Name a folder into which logs were copied.");
        var source = new FolderSource(folder);
        var files = new List<CopiedFile>();
        var beginning = new byte[CopiedFile.Beginning];
        await foreach (var file in source.ListAsync("", cancellationToken))
        {
            if (files.Count == MostFiles) return new(source, files, IsCut: true);
            if (file.BaseName.StartsWith('.') || new FileInfo(source.Describe(file.Name)).LinkTarget is not null) continue;
            files.Add(CopiedFile.Of(file, await BeginningAsync(source, file, beginning, cancellationToken)));
        }

        return new(source, files, IsCut: false);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(FolderSource source, ArchivedFile file, byte[] buffer, CancellationToken cancellationToken)
    {
        await using var stream = await source.OpenAsync(file, cancellationToken);
        return buffer.AsMemory(0, await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken));
    }

    /// <summary>How a file begins; nothing of one that cannot be read, which is found out by who reads it.</summary>
    private static async Task<byte[]> BeginningAsync(FolderSource source, ArchivedFile file, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return (await ReadAsync(source, file, buffer, cancellationToken)).ToArray();
        }
        catch (Exception e) when (e is SpydraException or IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
