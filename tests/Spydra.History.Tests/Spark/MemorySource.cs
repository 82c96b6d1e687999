using System.Runtime.CompilerServices;
using System.Text;
using Spydra.History.Codecs;
using Spydra.History.Sources;

namespace Spydra.History.Spark;

/// <summary>An archive in memory, whose streams are as awkward as a bucket's.</summary>
internal sealed class MemorySource : IArchiveSource
{
    public static readonly DateTimeOffset Written = new(2026, 11, 22, 3, 0, 0, TimeSpan.Zero);

    private readonly SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);

    /// <summary>How many bytes were there to be read from the places where reading began.</summary>
    public long Opened { get; private set; }

    public MemorySource With(string name, byte[] content)
    {
        files[name] = content;
        return this;
    }

    public MemorySource With(string name, string content = "") => With(name, Encoding.UTF8.GetBytes(content));

    public string Describe(string name) => "gs://bucket/" + name;

    public async IAsyncEnumerable<ArchivedFile> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var (name, content) in files)
            if (name.StartsWith(prefix, StringComparison.Ordinal)) yield return new(name, content.Length, Written);
    }

    public IAsyncEnumerable<string> FoldersAsync(string folder, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Stream> OpenAsync(ArchivedFile file, CancellationToken cancellationToken)
    {
        Opened++;
        return Task.FromResult<Stream>(new AsyncOnlyStream(files[file.Name], 100_000));
    }

    /// <summary>The application of the only log there is.</summary>
    public async Task<SparkApplication> ReadAsync()
    {
        var log = await SparkEventLogsTests.OnlyAsync(this);
        return await new SparkEventReader(this).ReadAsync(log, default);
    }
}
