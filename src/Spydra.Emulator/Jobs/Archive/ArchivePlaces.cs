using System.Globalization;

namespace Spydra.Emulator.Jobs.Archive;

/// <summary>
/// Where a cluster's services put what outlives it, from its properties; null for what they would keep on the cluster itself.
/// </summary>
internal sealed record ArchivePlaces
{
    /// <summary>YARN's aggregated logs.</summary>
    public BucketFolder? Logs { get; init; }

    /// <summary>Where the history server looks for the histories of jobs that have ended.</summary>
    public BucketFolder? IntermediateHistory { get; init; }

    /// <summary>Where the history server takes them.</summary>
    public BucketFolder? DoneHistory { get; init; }

    public required HadoopRelease Hadoop { get; init; }

    /// <summary>Whether the blocks of log files are compressed.</summary>
    public bool CompressedLogs { get; init; }

    private string LogSuffix { get; init; } = "logs";

    /// <param name="image">The image's version: <c>2.2.63-debian12</c>.</param>
    /// <param name="properties">The cluster's properties, by their key with its prefix.</param>
    public static ArchivePlaces Of(string? image, IReadOnlyDictionary<string, string> properties)
    {
        return new()
        {
            Hadoop = HadoopRelease.Of(image),
            Logs = Yarn("log-aggregation-enable") == "true" ? BucketFolder.Parse(Yarn("nodemanager.remote-app-log-dir")) : null,
            LogSuffix = Yarn("nodemanager.remote-app-log-dir-suffix") is { Length: > 0 } suffix ? suffix : "logs",
            CompressedLogs = Yarn("nodemanager.log-aggregation.compression-type") == "gz",
            IntermediateHistory = BucketFolder.Parse(History("intermediate-done-dir")),
            DoneHistory = BucketFolder.Parse(History("done-dir")),
        };

        string? Yarn(string name) => properties.GetValueOrDefault("yarn:yarn." + name)?.Trim();
        string? History(string name) => properties.GetValueOrDefault("mapred:mapreduce.jobhistory." + name)?.Trim();
    }

    /// <summary>The folder of an application's node files.</summary>
    public BucketFolder? LogsOf(string application, string user)
    {
        var number = long.Parse(application.AsSpan(application.LastIndexOf('_') + 1), CultureInfo.InvariantCulture);
        return Logs?.Below(Hadoop.SpreadsLogs
            ? string.Create(CultureInfo.InvariantCulture, $"{user}/bucket-{LogSuffix}-tfile/{number % 10_000:D4}/{application}")
            : $"{user}/{LogSuffix}/{application}");
    }
}
