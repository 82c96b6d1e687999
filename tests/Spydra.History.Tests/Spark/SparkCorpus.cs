using System.IO.Compression;
using System.Text.Json;
using Spydra.History.Sources;
using Spydra.Testing;

namespace Spydra.History.Spark;

/// <summary>Event logs with what Spark's own history server answers for them: the shared corpora in full, or the selection that lies beside this file.</summary>
internal sealed class SparkCorpus
{
    public const string Client = "nightly-etl";

    private readonly Dictionary<string, string> answers;
    private readonly string folder;

    private SparkCorpus(IArchiveSource source, string folder, Dictionary<string, string> answers) => (Source, this.folder, this.answers) = (source, folder, answers);

    public IArchiveSource Source { get; }

    /// <summary>The selection in this repository: files of Spark 3.5.9 and 4.0.5, without answers.</summary>
    public static FolderSource Selection { get; } = new(RepositoryFiles.At("tests", "Spydra.History.Tests", "Spark", "golden"));

    /// <summary>Spark 3.5.9 and 4.0.5 on Hadoop 3.3.6; null where the corpus is not.</summary>
    public static SparkCorpus? Hadoop()
    {
        if (RepositoryFiles.Shared("hadoop-golden") is not { } shared) return null;
        var rest = Path.Combine(shared, "3.3.6", "rest", "spark");
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(rest, "index.json")));
        return new(new FolderSource(Path.Combine(shared, "3.3.6", "bucket")), rest, index.RootElement.EnumerateObject()
            .Where(each => each.Value.GetProperty("status").GetInt32() == 200)
            .ToDictionary(each => each.Name["/api/v1/".Length..], each => each.Value.GetProperty("file").GetString()!, StringComparer.Ordinal));
    }

    /// <summary>Spark 1.x and 2.x; null where the corpus is not. Its folder is laid out flat, which <see cref="FlatSource"/> mends.</summary>
    public static SparkCorpus? Old() => RepositoryFiles.Shared("spark-golden") is { } shared
        ? new(new FlatSource(Path.Combine(shared, "spark-events")), Path.Combine(shared, "expected"), File.ReadLines(Path.Combine(shared, "expected.tsv")).Skip(1)
            .Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal))
        : null;

    public static IEnumerable<SparkCorpus> All() => ((SparkCorpus?[])[Hadoop(), Old()]).OfType<SparkCorpus>();

    /// <summary>What the history server answers; null where it was not asked.</summary>
    public JsonElement? Answer(string request)
    {
        if (!answers.TryGetValue(request, out var name)) return null;
        var path = Path.Combine(folder, name);
        using var file = File.Exists(path) ? File.OpenRead(path) : (Stream)new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
        return JsonElement.Parse(new StreamReader(file).ReadToEnd());
    }

    public async Task<IReadOnlyList<SparkApplication>> ReadAllAsync()
    {
        List<SparkApplication> read = [];
        await foreach (var log in SparkEventLogs.OfClient(Source, Client).ListAsync(default))
            read.Add(await new SparkEventReader(Source).ReadAsync(log, default));
        return read;
    }

    private sealed class FlatSource(string root) : IArchiveSource
    {
        private const string Before = $"spark-events/{Client}/";
        private readonly FolderSource inner = new(root);

        public string Describe(string name) => inner.Describe(name[Before.Length..]);

        public async IAsyncEnumerable<ArchivedFile> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var file in inner.ListAsync(prefix[Before.Length..], cancellationToken)) yield return file with { Name = Before + file.Name };
        }

        public IAsyncEnumerable<string> FoldersAsync(string folder, CancellationToken cancellationToken) => inner.FoldersAsync(folder, cancellationToken);

        public Task<Stream> OpenAsync(ArchivedFile file, CancellationToken cancellationToken) =>
            inner.OpenAsync(file with { Name = file.Name[Before.Length..] }, cancellationToken);
    }
}
