using System.Globalization;
using System.IO.Compression;
using Spydra.History.Sources;
using Spydra.Testing;

namespace Spydra.History.Logs;

/// <summary>
/// Logs that real Hadoop wrote, and what its own tools print for them: the whole corpus where it lies beside the checkout, else the selection in this
/// folder. The times of the files are those that they had in the bucket.
/// </summary>
internal sealed class Golden : IArchiveSource
{
    private readonly FolderSource bucket;
    private readonly Dictionary<string, DateTimeOffset> updated;
    private readonly string folder;

    private Golden(string folder, string version)
    {
        this.folder = folder;
        Version = version;
        bucket = new(Path.Combine(folder, "bucket"));
        updated = File.ReadLines(Path.Combine(folder, "objects.tsv")).Skip(1).Select(line => line.Split('\t'))
            .ToDictionary(parts => parts[0], parts => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[2], CultureInfo.InvariantCulture)), StringComparer.Ordinal);
    }

    public string Version { get; }

    public static string Selection { get; } = RepositoryFiles.At("tests", "Spydra.History.Tests", "Logs", "golden");

    public static bool IsWhole { get; } = RepositoryFiles.Shared("hadoop-golden") is not null;

    /// <summary>Every application that has logs and a text of <c>yarn logs</c>.</summary>
    public static IEnumerable<(Golden Bucket, string Client, string User, YarnApplicationId Application)> Applications(string? root = null)
    {
        root ??= RepositoryFiles.Shared("hadoop-golden") ?? Selection;
        foreach (var version in new[] { "2.7.2", "3.0.0", "3.3.6" })
        {
            var hadoop = new Golden(Path.Combine(root, version), version);
            foreach (var parts in File.ReadLines(Path.Combine(root, version, "apps.tsv")).Skip(1).Select(line => line.Split('\t')))
                if (YarnApplicationId.TryParse(parts[0], out var id) && hadoop.Expected(id) is not null) yield return (hadoop, parts[1], parts[2], id);
        }
    }

    /// <summary>What that version's <c>yarn logs</c> prints; null if it was not asked.</summary>
    public byte[]? Expected(YarnApplicationId application)
    {
        var path = Path.Combine(folder, "expected", application.ToString(), "yarn-logs.txt");
        if (File.Exists(path)) return File.ReadAllBytes(path);
        if (!File.Exists(path + ".gz")) return null;
        using var stored = new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        using var text = new MemoryStream();
        stored.CopyTo(text);
        return text.ToArray();
    }

    public byte[] Extra(string name) => File.ReadAllBytes(Path.Combine(folder, "expected", "extra", name + ".stdout.txt"));

    public async Task<List<NodeFile>> NodesAsync(string client, YarnApplicationId application, string? user = null)
    {
        var nodes = new List<NodeFile>();
        await foreach (var node in LogFolders.OfClient(this, client).NodeFilesAsync(application, user, CancellationToken.None)) nodes.Add(node);
        return nodes;
    }

    public string Describe(string name) => bucket.Describe(name);

    public async IAsyncEnumerable<ArchivedFile> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var file in bucket.ListAsync(prefix, cancellationToken))
            if (updated.TryGetValue(file.Name, out var time)) yield return file with { Updated = time };
    }

    public IAsyncEnumerable<string> FoldersAsync(string folder, CancellationToken cancellationToken) => bucket.FoldersAsync(folder, cancellationToken);

    public Task<Stream> OpenAsync(ArchivedFile file, CancellationToken cancellationToken) => bucket.OpenAsync(file, cancellationToken);
}
