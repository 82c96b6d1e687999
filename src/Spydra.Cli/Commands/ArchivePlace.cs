using Spydra.Gcp.Storage;

namespace Spydra.Cli.Commands;

/// <summary>Where <c>--log-bucket</c> points: a bucket, or a folder that is laid out like one.</summary>
/// <param name="Folder">The folder; null for a bucket.</param>
/// <param name="Bucket">The bucket; null for a folder.</param>
internal sealed record ArchivePlace(string? Folder, GsUri? Bucket)
{
    /// <exception cref="CommandLineException">It is neither.</exception>
    public static ArchivePlace Parse(string said)
    {
        if (FolderOf(said) is { } folder)
        {
            return Directory.Exists(folder) ? new(folder, null)
                : throw new CommandLineException($"--log-bucket is '{folder}', and there is no such folder.", "Name a bucket (its name, or gs://), or a folder with a copy of one: it has the folders logs, history, spark-events.");
        }

        return GsUri.TryParse(said.StartsWith("gs://", StringComparison.Ordinal) ? said : "gs://" + said, out var bucket) ? new(null, bucket)
            : throw new CommandLineException($"--log-bucket is '{said}', which is no bucket.", "Write the bucket's name, or gs:// and the name.");
    }

    /// <summary>A name of a bucket has no slash; what has one, or is where we are, is a folder.</summary>
    private static string? FolderOf(string said)
    {
        if (said.StartsWith("file:", StringComparison.Ordinal)) return Uri.TryCreate(said, UriKind.Absolute, out var uri) && uri.IsFile ? uri.LocalPath : said["file:".Length..];
        if (said.StartsWith("gs://", StringComparison.Ordinal)) return null;
        return said is "." or ".." || said.Contains('/') || said.Contains(Path.DirectorySeparatorChar) ? said : null;
    }
}
