using Spydra.History.Sources;

namespace Spydra.History.Causes.Evidence;

/// <summary>What a file of a folder of copied logs is.</summary>
internal enum CopiedKind
{
    /// <summary>Nothing that tells of a job: a program, a table, an archive.</summary>
    Other,

    /// <summary>What a driver printed.</summary>
    Driver,

    /// <summary>Any other text.</summary>
    Text,

    /// <summary>YARN's diagnostics.</summary>
    Diagnostics,

    /// <summary>An answer of the ResourceManager.</summary>
    Answer,

    /// <summary>The history of a MapReduce job.</summary>
    History,

    /// <summary>The event log of a Spark application, or a part of it.</summary>
    Events,

    /// <summary>A log of a container, by itself.</summary>
    Container,

    /// <summary>What one node collected.</summary>
    Node,

    /// <summary>What <c>yarn logs</c> prints: the logs of many containers.</summary>
    YarnLogs,
}

/// <summary>A file of a folder of copied logs.</summary>
/// <param name="File">The file.</param>
/// <param name="Kind">What it is.</param>
internal sealed record CopiedFile(ArchivedFile File, CopiedKind Kind)
{
    /// <summary>The beginning of a file by which its kind is told, in bytes.</summary>
    public const int Beginning = 4096;

    private static readonly HashSet<string> NoLogs = new(StringComparer.OrdinalIgnoreCase)
    {
        ".py", ".java", ".scala", ".sh", ".sql", ".xml", ".json", ".yaml", ".yml", ".conf", ".properties", ".md", ".tsv", ".csv", ".html", ".crc", ".jar", ".zip", ".summary",
    };

    private static readonly HashSet<string> LogNames = new(["stderr", "stdout", "syslog", "prelaunch.err", "prelaunch.out", "launch_container.sh", "directory.info", "syslog.shuffle"], StringComparer.Ordinal);

    /// <summary>The container in whose folder it lies; null where it lies in none.</summary>
    public string? Container => File.Name.Split('/').SkipLast(1).LastOrDefault(part => part.StartsWith("container_", StringComparison.Ordinal));

    /// <summary>The application in whose folder it lies.</summary>
    public YarnApplicationId? Application => File.Name.Split('/').Select(part => YarnApplicationId.TryParse(part, out var id) ? id : (YarnApplicationId?)null).LastOrDefault(id => id is not null);

    /// <summary>Tells the kind of a file by its name and how it begins.</summary>
    public static CopiedFile Of(ArchivedFile file, ReadOnlySpan<byte> beginning)
    {
        var copied = new CopiedFile(file, CopiedKind.Other);
        return copied with { Kind = copied.KindOf(beginning) };
    }

    private CopiedKind KindOf(ReadOnlySpan<byte> beginning)
    {
        var name = File.BaseName;
        if (beginning.StartsWith("Avro-"u8)) return CopiedKind.History;
        if (beginning.StartsWith(Logs.TFileIndex.Magic) || (Application is { } application && Logs.NodeFileIndex.IsOf(beginning, application))) return CopiedKind.Node;
        if (Line(beginning).IndexOf("SparkListenerLogStart"u8) >= 0 || IsOfEvents(name)) return CopiedKind.Events;
        if (Container is not null) return CopiedKind.Container;
        if (name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || beginning.StartsWith("{\"app"u8)) return beginning.IndexOf("\"app"u8) is >= 0 and < 64 ? CopiedKind.Answer : CopiedKind.Other;
        if (beginning.IsEmpty || beginning.Contains((byte)0) || NoLogs.Contains(Path.GetExtension(name)) && !LogNames.Contains(name)) return CopiedKind.Other;
        if (beginning.IndexOf("Container: container_"u8) is >= 0 and var at && beginning[at..].IndexOf("\n=========="u8) >= 0) return CopiedKind.YarnLogs;
        if (name.StartsWith("driver", StringComparison.OrdinalIgnoreCase)) return CopiedKind.Driver;
        if (name.StartsWith("diagnostics", StringComparison.OrdinalIgnoreCase)) return CopiedKind.Diagnostics;
        return LogNames.Contains(LogName(name)) ? CopiedKind.Container : name.EndsWith(".out", StringComparison.OrdinalIgnoreCase) ? CopiedKind.Driver : CopiedKind.Text;
    }

    /// <summary>The name of a log without what a person adds: <c>stderr.txt</c>.</summary>
    public static string LogName(string name) => Path.GetExtension(name) is ".txt" or ".log" ? Path.GetFileNameWithoutExtension(name) : name;

    // What is compressed does not show what it is, but by its name; the first of the parts of a rolling log alone has the start of all.
    private static bool IsOfEvents(string name) =>
        Path.GetExtension(Spark.SparkEventLog.Without(Spark.SparkEventLog.Without(name, ".inprogress"), ".compact")) is ".zstd" or ".lz4" or ".snappy" or ".lzf"
        || name.StartsWith("events_", StringComparison.Ordinal) || name.StartsWith("appstatus_", StringComparison.Ordinal);

    private static ReadOnlySpan<byte> Line(ReadOnlySpan<byte> text) => text.IndexOf((byte)'\n') is >= 0 and var end ? text[..end] : text;
}
