using System.IO.Compression;
using System.Text;
using Spydra.Testing;

namespace Spydra.History.JobHistory;

/// <summary>A history that a real Hadoop wrote, and what its own tools say of it.</summary>
public sealed record GoldenHistory(string Version, string ClientId, string Path)
{
    public YarnApplicationId Id => YarnApplicationId.TryParse(FileName[..FileName.IndexOf('-', StringComparison.Ordinal)], out var id) ? id : throw new InvalidDataException(Path);

    public string FileName => System.IO.Path.GetFileName(Path);

    public string ConfPath => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, Id.JobId + "_conf.xml");

    public async Task<MapReduceJob> ReadAsync()
    {
        await using var file = File.OpenRead(Path);
        return await JobHistoryReader.ReadAsync(file, CancellationToken.None);
    }

    /// <summary>What Hadoop's tools print, or null where they were not asked: <c>history-all.txt</c>.</summary>
    public string? Expected(string name) => GoldenHistories.Text(System.IO.Path.Combine(GoldenHistories.Root, Version, "expected", Id.ToString(), name));

    /// <summary>An answer of the JobHistoryServer about this job, or null: <c>job.json</c>.</summary>
    public string? Rest(string name) => GoldenHistories.Text(System.IO.Path.Combine(GoldenHistories.Root, Version, "rest", "jobhistory", ClientId, "jobs", Id.JobId, name));

    public override string ToString() => $"{Version} {Id}";
}

/// <summary>All of them: those beside the checkout, or where they are not there, the few that are in the tests.</summary>
public static class GoldenHistories
{
    public static string Root { get; } = RepositoryFiles.Shared("hadoop-golden") ?? Few;

    public static string Few => RepositoryFiles.At("tests", "Spydra.History.Tests", "JobHistory", "golden");

    public static IReadOnlyList<GoldenHistory> All { get; } = [.. In(Root)];

    public static IReadOnlyList<GoldenHistory> InTests { get; } = [.. In(Few)];

    public static string? Text(string path)
    {
        if (File.Exists(path)) return File.ReadAllText(path);
        if (!File.Exists(path + ".gz")) return null;
        using var text = new StreamReader(new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress), Encoding.UTF8);
        return text.ReadToEnd();
    }

    private static IEnumerable<GoldenHistory> In(string root) =>
        from version in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal)
        let histories = System.IO.Path.Combine(version, "bucket", "history")
        where Directory.Exists(histories)
        from client in Directory.EnumerateDirectories(histories).Order(StringComparer.Ordinal)
        from file in Directory.EnumerateFiles(client, "*.jhist", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        select new GoldenHistory(System.IO.Path.GetFileName(version), System.IO.Path.GetFileName(client), file);
}
