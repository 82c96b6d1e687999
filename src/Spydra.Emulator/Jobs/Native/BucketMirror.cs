using System.Text.RegularExpressions;
using Spydra.Emulator.Jobs.Files;
using Spydra.Emulator.Storage;

namespace Spydra.Emulator.Jobs.Native;

/// <summary>
/// Stands in for a Cloud Storage connector: what arguments name in buckets is copied to a folder, the arguments name the copies, and what a
/// successful job wrote there is copied back. Objects that the job deletes stay in the bucket.
/// </summary>
internal sealed partial class BucketMirror(IObjectStore objects, string folder)
{
    private readonly Dictionary<string, (long Length, DateTime Written)> downloaded = new(StringComparer.Ordinal);
    private readonly SortedSet<string> found = new(StringComparer.Ordinal);
    private readonly SortedSet<string> missing = new(StringComparer.Ordinal);

    /// <summary>One line on what was done, or null where no argument named a bucket.</summary>
    public string? Summary()
    {
        if (found.Count + missing.Count == 0) return null;
        var text = "No Cloud Storage connector (gcs-connector*.jar) is installed, so paths in buckets are local copies for this job:";
        if (found.Count > 0) text += $" downloaded {string.Join(", ", found)} ({downloaded.Count} objects);";
        if (missing.Count > 0) text += $" {string.Join(", ", missing)} will be uploaded when the job succeeds;";
        return text.TrimEnd(';') + ".";
    }

    /// <summary>Puts local paths in the place of all gs:// paths of a text.</summary>
    public async Task<string> ReplaceAsync(string text, CancellationToken cancellationToken)
    {
        var result = text;
        foreach (var uri in Uris().Matches(text).Select(match => match.Value).Distinct().OrderByDescending(uri => uri.Length))
            result = result.Replace(uri, await LocalAsync(uri, cancellationToken), StringComparison.Ordinal);
        return result;
    }

    public async Task<IReadOnlyList<string>> ReplaceAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        List<string> replaced = [];
        foreach (var text in texts) replaced.Add(await ReplaceAsync(text, cancellationToken));
        return replaced;
    }

    /// <summary>Uploads every file that is new or was changed; the number of objects written.</summary>
    public async Task<int> UploadAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder)) return 0;
        var count = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var info = new FileInfo(file);
            if (downloaded.TryGetValue(file, out var before) && before == (info.Length, info.LastWriteTimeUtc)) continue;
            // The checksums that Hadoop's local file system keeps beside its files.
            if (info.Name.StartsWith('.') && info.Name.EndsWith(".crc", StringComparison.Ordinal)) continue;
            var path = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
            var slash = path.IndexOf('/');
            if (slash < 0 || !objects.BucketExists(path[..slash])) continue;
            await using var content = File.OpenRead(file);
            await objects.WriteAsync(path[..slash], path[(slash + 1)..], content, "application/octet-stream", cancellationToken);
            count++;
        }

        return count;
    }

    private async Task<string> LocalAsync(string uri, CancellationToken cancellationToken)
    {
        var path = HadoopPath.Parse(uri, "/");
        if (!objects.BucketExists(path.Bucket!))
            throw new JobLaunchException(
                $"The bucket of {uri} does not exist. Make it first, for example with 'gcloud storage buckets create gs://{path.Bucket}'.");

        // A pattern is copied from the last folder before its first wildcard.
        var isPattern = GlobPattern.HasWildcard(path.Path);
        var start = isPattern ? path.Path[..(path.Path.LastIndexOf('/', path.Path.IndexOfAny(['*', '?', '[', '{'])) + 1)] : path.Path;
        var stored = objects.List(path.Bucket!, start)
            .Where(each => isPattern || each.Name == start || start.Length == 0 || each.Name.StartsWith(start + "/", StringComparison.Ordinal))
            .Where(each => !each.Name.EndsWith('/'))
            .ToList();
        var isFolder = stored.Any(each => each.Name != start);
        foreach (var each in stored.Where(each => !isFolder || each.Name != start)) await DownloadAsync(each, cancellationToken);

        if (stored.Count > 0 || isPattern) found.Add(uri);
        else missing.Add(uri);
        return $"file://{folder}/{path.Bucket}/{path.Path}";
    }

    private async Task DownloadAsync(StoredObject stored, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(Path.Combine(folder, stored.Bucket, stored.Name));
        if (!target.StartsWith(folder + "/", StringComparison.Ordinal) || downloaded.ContainsKey(target)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await using (var source = objects.OpenRead(stored))
        await using (var copy = File.Create(target))
            await source.CopyToAsync(copy, cancellationToken);
        var info = new FileInfo(target);
        downloaded[target] = (info.Length, info.LastWriteTimeUtc);
    }

    [GeneratedRegex("""gs://[^\s,;"'|<>]+""")]
    private static partial Regex Uris();
}
