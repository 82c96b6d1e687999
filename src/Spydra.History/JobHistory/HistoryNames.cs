using System.Globalization;
using Spydra.History.Sources;

namespace Spydra.History.JobHistory;

/// <summary>Which files of a listing are histories, and which configuration belongs to each.</summary>
internal static class HistoryNames
{
    /// <summary>Whether Hadoop leaves a file or folder of that name out of every listing: it is being written, or a checksum.</summary>
    public static bool IsHidden(string name) => name.StartsWith('.') || name.StartsWith('_');

    public static IReadOnlyList<HistoryFile> Histories(IReadOnlyList<ArchivedFile> files, HistoryPlace place)
    {
        var configurations = files.Where(file => file.BaseName.EndsWith("_conf.xml", StringComparison.Ordinal)).ToDictionary(file => file.Name, StringComparer.Ordinal);
        List<HistoryFile> histories = [];
        foreach (var file in files)
        {
            var name = file.BaseName;
            if (IsHidden(name) || Job(name) is not var (id, staging)) continue;
            var folder = file.Name[..^name.Length];
            histories.Add(new(id, file, staging ? HistoryPlace.Staging : place, JobHistoryFileName.TryParse(name), configurations.GetValueOrDefault($"{folder}{id.JobId}_conf.xml")));
        }
        return histories;
    }

    // job_<timestamp>_<number>-...jhist, and in staging job_<timestamp>_<number>_<attempt>.jhist.
    private static (YarnApplicationId Id, bool IsStaging)? Job(string name)
    {
        if (!name.StartsWith("job_", StringComparison.Ordinal) || !name.EndsWith(".jhist", StringComparison.Ordinal)) return null;
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0) return YarnApplicationId.TryParse(name[..dash], out var done) ? (done, false) : null;
        var attempt = name.LastIndexOf('_');
        return YarnApplicationId.TryParse(name[..attempt], out var staged)
            && int.TryParse(name.AsSpan()[(attempt + 1)..^".jhist".Length], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? (staged, true) : null;
    }
}
