using System.Globalization;
using Spydra.Events;
using Spydra.Gcp.Storage;
using Spydra.Runs;

namespace Spydra.History.Archive;

/// <summary>What is missing in an archive, for all of it to be readable when the cluster is gone: a pure function.</summary>
internal static class ArchiveRules
{
    /// <summary>So many are named; of more, their number is told.</summary>
    private const int MostNamed = 3;

    /// <summary>What can be read, and is not where it will be kept: worth waiting for, and no loss.</summary>
    public static IEnumerable<string> Unmoved(ArchiveFacts facts, ArchiveFolders folders) =>
        from application in facts.Applications
        let history = application.History
        where history is not null && folders.Done is not null
        from file in new[] { history.IsMoved ? null : history.File, history.ConfigurationIsMoved ? null : history.Configuration }
        where file is not null
        select $"{file.Uri} was not moved to {folders.Done} yet, and is found where it is";

    /// <summary>What is missing, each in a few words; nothing when all is there.</summary>
    public static IEnumerable<string> Missing(ArchiveFacts facts, ArchiveFolders folders) =>
        [.. Output(facts), .. facts.Applications.SelectMany(application => Missing(application, facts.Job.Kind, facts.Job.Properties, folders))];

    /// <summary>The objects are numbered from 0 without a gap, and an empty one ends them. A job that failed may have had no driver.</summary>
    private static IEnumerable<string> Output(ArchiveFacts facts)
    {
        if (facts.Output.IsEmpty)
        {
            if (facts.Job is { State: JobState.Done, DriverOutputUri: not null }) yield return $"the driver output {facts.Job.DriverOutputUri}";
            yield break;
        }

        // Counted, not listed: a name may have any number.
        var numbers = facts.Output.Select(piece => Number(piece.Uri)).ToHashSet();
        var gaps = numbers.Max() + 1L - numbers.Count;
        var first = Enumerable.Range(0, numbers.Count + MostNamed).Where(number => number < numbers.Max() && !numbers.Contains(number)).Take(MostNamed);
        if (gaps > 0) yield return $"driver output {string.Join(", ", first.Select(number => $"{facts.Job.DriverOutputUri}.{number:000000000}"))}{Rest(gaps)}";
        if (facts.Output.MaxBy(piece => Number(piece.Uri))!.File.Size > 0) yield return $"the end of the driver output {facts.Job.DriverOutputUri}";
    }

    private static IEnumerable<string> Missing(ApplicationFacts application, string kind, IReadOnlyDictionary<string, string> properties, ArchiveFolders folders)
    {
        var id = application.Application.Id;
        if (!application.Application.HasEnded)
        {
            yield return $"the end of {id}, which is {application.Application.State}";
            yield break;
        }

        foreach (var missing in History(application, kind, folders)) yield return missing;
        foreach (var missing in EventLog(application, kind, properties, folders)) yield return missing;
        if (folders.Logs is { } logs)
            foreach (var missing in Logs(application, logs, folders.EveryContainer)) yield return missing;
    }

    /// <summary>
    /// A master that reaches its end writes the history before it says so to YARN, which then shows FINISHED; one that was killed, or never came
    /// up, leaves none.
    /// </summary>
    private static IEnumerable<string> History(ApplicationFacts application, string kind, ArchiveFolders folders)
    {
        var id = application.Application.Id;
        if ((folders.Intermediate ?? folders.Done) is null) yield break;
        if (application.History is not { } history)
        {
            // hadoop jar runs other programs as well, and Hive and Pig run MapReduce, or Tez: the logs of the master tell.
            if (application.Application.State == "FINISHED" && (application.Master == MasterFacts.MapReduce || (kind == "hadoop" && application.Master == MasterFacts.None))) yield return $"the history of {id}, which is in none of its folders";
            yield break;
        }

        if (!history.IsComplete) yield return $"the end of {history.File.Uri}";
        if (history.Configuration is null) yield return $"the configuration (_conf.xml) beside {history.File.Uri}";
    }

    private static IEnumerable<string> EventLog(ApplicationFacts application, string kind, IReadOnlyDictionary<string, string> properties, ArchiveFolders folders)
    {
        var id = application.Application.Id;
        if (application.EventLogs.IsEmpty)
        {
            // A driver that did not come up to its context has none, and YARN does not show it as FINISHED.
            if (kind is "spark" or "pyspark" or "sparksql" or "sparkr" && application.Application.State == "FINISHED" && EventFolder(properties, folders) is { } folder)
                yield return $"the event log of {id} in {folder}";
            yield break;
        }

        // A master that died and was started again has left one without an end, which nobody writes any more: it is read as far as it goes.
        if (application.EventLogs[^1] is { IsClosed: false } last) yield return $"the end of the event log {last.Files[0].Uri}";
    }

    /// <summary>Where the event logs of a job go: a job's own properties win over its cluster's. Null where there are none, or none in a bucket.</summary>
    public static GsUri? EventFolder(IReadOnlyDictionary<string, string> properties, ArchiveFolders folders)
    {
        if (properties.GetValueOrDefault("spark.eventLog.enabled") is { } enabled && enabled != "true") return null;
        if (properties.GetValueOrDefault("spark.eventLog.dir") is not { } own) return folders.SparkEvents;
        return GsUri.TryParse(own, out var folder) ? folder with { Name = folder.Name.TrimEnd('/') + "/" } : null;
    }

    /// <summary>
    /// A node uploads the logs of all containers that it ran in one file, when the application is over. An index of TFile names the last container
    /// of each block, and counts the others.
    /// </summary>
    private static IEnumerable<string> Logs(ApplicationFacts application, GsUri logs, bool everyContainer)
    {
        var id = application.Application.Id;
        foreach (var upload in application.Uploading) yield return $"the end of the upload {upload}";
        foreach (var broken in application.Logs.Where(file => !file.IsWhole)) yield return $"the end of {broken.File.Uri}";
        if (application.Logs.IsEmpty && application.Uploading.IsEmpty) yield return $"the logs of {id} below {logs}";
        if (!everyContainer || application.Logs.IsEmpty) yield break;
        if (application is { History: null, EventLogs.IsEmpty: true, Master: MasterFacts.None }) yield return $"the logs of the master of {id}";

        var ran = (application.History?.Containers ?? []).Concat(application.EventLogs.SelectMany(log => log.Containers)).DistinctBy(place => place.Container);
        foreach (var node in ran.GroupBy(place => place.Host, StringComparer.Ordinal))
        {
            var there = application.Logs.Where(file => node.Key is null || IsSameHost(Host(file.File.File.BaseName), node.Key)).ToList();
            var unnamed = node.Select(place => place.Container).Except(there.SelectMany(file => file.Named), StringComparer.Ordinal).ToList();
            var uncounted = there.Sum(file => file.Entries - file.Named.Length);
            if (unnamed.Count <= uncounted) continue;
            var where = node.Key is null ? "" : " on " + node.Key;
            yield return there.Count == 0
                ? $"the logs of {string.Join(", ", unnamed.Take(MostNamed))}{Rest(unnamed.Count)}{where}"
                : $"the logs of {unnamed.Count - uncounted} of the {node.Count()} containers of {id}{where}";
        }
    }

    /// <summary>A file of logs is called after its node: host, port, and the time where it is uploaded in rounds.</summary>
    internal static string Host(string baseName)
    {
        var parts = baseName.Split('_');
        var numbers = parts.Reverse().TakeWhile(part => part.Length > 0 && part.All(char.IsAsciiDigit)).Count();
        return string.Join('_', parts[..^Math.Min(numbers, parts.Length - 1)]);
    }

    /// <summary>One may have the domain that the other leaves out.</summary>
    private static bool IsSameHost(string one, string other) =>
        one.Equals(other, StringComparison.OrdinalIgnoreCase) || one.StartsWith(other + ".", StringComparison.OrdinalIgnoreCase) || other.StartsWith(one + ".", StringComparison.OrdinalIgnoreCase);

    private static int Number(GsUri piece) =>
        int.TryParse(piece.Name.AsSpan(piece.Name.LastIndexOf('.') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Rest(long count) => count > MostNamed ? $" and {count - MostNamed} more" : "";
}
