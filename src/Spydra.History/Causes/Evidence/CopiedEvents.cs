using Spydra.History.Sources;
using Spydra.History.Spark;

namespace Spydra.History.Causes.Evidence;

/// <summary>The event logs of a folder of copied logs, whatever their files are called.</summary>
internal static class CopiedEvents
{
    public static async Task<Gathered?> ReadAsync(CopiedFolder folder, CancellationToken cancellationToken)
    {
        var files = folder.Of(CopiedKind.Events).Select(each => each.File).ToList();
        var wanted = files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        var logs = new List<SparkEventLog>();
        foreach (var where in files.Select(Folder).Distinct(StringComparer.Ordinal))
            await foreach (var log in new SparkEventLogs(folder.Source, where).ListAsync(cancellationToken))
                if (log.Files.Any(file => wanted.Contains(file.Name)) && log.Codec is "" or "zstd" or "lz4" or "snappy" or "lzf") logs.Add(log);

        // A name with an ending of its own, such as .json, is taken for that of a codec.
        var found = logs.SelectMany(log => log.Files).Select(file => file.Name).ToHashSet(StringComparer.Ordinal);
        var renamed = files.Where(file => !found.Contains(file.Name) && file.BaseName.Contains('.', StringComparison.Ordinal) && !file.BaseName.StartsWith("appstatus_", StringComparison.Ordinal)).ToList();
        logs.AddRange(renamed.Select(file =>
        {
            var name = file.BaseName[..file.BaseName.IndexOf('.', StringComparison.Ordinal)];
            return new SparkEventLog(name, null, file.Name, IsClosed: true, [file with { Name = Plain + file.Name.Replace('.', '_') }], file.Size, file.Updated);
        }));
        return await EventsEvidence.ReadAsync(new Renamed(folder.Source, renamed), [.. logs.OrderBy(log => log.Attempt, StringComparer.Ordinal)], "", cancellationToken);
    }

    private const string Plain = "plain:";

    // A rolling log is a folder in the folder that is asked.
    private static string Folder(ArchivedFile file)
    {
        var folder = file.Name[..(file.Name.LastIndexOf('/') + 1)];
        var parent = folder.TrimEnd('/');
        return parent[(parent.LastIndexOf('/') + 1)..].StartsWith("eventlog_v2_", StringComparison.Ordinal) ? parent[..(parent.LastIndexOf('/') + 1)] : folder;
    }

    /// <summary>Opens by the names that were made up what lies there by others.</summary>
    private sealed class Renamed(IArchiveSource source, IReadOnlyList<ArchivedFile> files) : IArchiveSource
    {
        public string Describe(string name) => source.Describe(Real(name)?.Name ?? name);

        public IAsyncEnumerable<ArchivedFile> ListAsync(string prefix, CancellationToken cancellationToken) => source.ListAsync(prefix, cancellationToken);

        public IAsyncEnumerable<string> FoldersAsync(string folder, CancellationToken cancellationToken) => source.FoldersAsync(folder, cancellationToken);

        public Task<Stream> OpenAsync(ArchivedFile file, CancellationToken cancellationToken) => source.OpenAsync(Real(file.Name) ?? file, cancellationToken);

        private ArchivedFile? Real(string name) => name.StartsWith(Plain, StringComparison.Ordinal) ? files.FirstOrDefault(file => file.Name.Replace('.', '_') == name[Plain.Length..]) : null;
    }
}
