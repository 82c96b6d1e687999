using System.Collections.Immutable;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.History.Sources;

namespace Spydra.History.Archive;

/// <summary>What is in the archive of a job at one moment.</summary>
/// <param name="Job">The job, as the service shows it.</param>
/// <param name="Output">The objects of the driver's output.</param>
/// <param name="Applications">What each of its applications left.</param>
internal sealed record ArchiveFacts(Job Job, ImmutableArray<PlacedFile> Output, ImmutableArray<ApplicationFacts> Applications);

/// <summary>What an application of YARN left.</summary>
internal sealed record ApplicationFacts(YarnApplication Application)
{
    /// <summary>The history of MapReduce; null where there is none.</summary>
    public HistoryFacts? History { get; init; }

    /// <summary>The event logs of Spark, one an attempt.</summary>
    public ImmutableArray<EventLogFacts> EventLogs { get; init; } = [];

    /// <summary>The files of aggregated logs, one a node.</summary>
    public ImmutableArray<NodeLogFacts> Logs { get; init; } = [];

    /// <summary>Uploads of logs that have not ended.</summary>
    public ImmutableArray<string> Uploading { get; init; } = [];

    /// <summary>What the logs tell of its master. Only looked for where neither history nor event log tells of containers.</summary>
    public MasterFacts Master { get; init; }
}

/// <summary>What the logs of an application tell of its master, the first container of each attempt.</summary>
internal enum MasterFacts
{
    /// <summary>Nothing: its logs are not there, or were not looked into.</summary>
    None,

    /// <summary>It has a <c>syslog</c>, as that of MapReduce has.</summary>
    MapReduce,

    /// <summary>It has none.</summary>
    Other,
}

/// <summary>The history of a MapReduce job.</summary>
/// <param name="File">The <c>.jhist</c>.</param>
/// <param name="Configuration">The <c>_conf.xml</c> beside it; null where it is not there.</param>
/// <param name="IsMoved">Whether it is where the history server keeps it.</param>
/// <param name="IsComplete">Whether its last event ends the job.</param>
/// <param name="Containers">Where the attempts ran.</param>
internal sealed record HistoryFacts(PlacedFile File, PlacedFile? Configuration, bool IsMoved, bool IsComplete, ImmutableArray<ContainerPlace> Containers)
{
    /// <summary>Whether the configuration is there as well: it moves after the history.</summary>
    public bool ConfigurationIsMoved { get; init; } = IsMoved;
}

/// <summary>The event log of an attempt of a Spark application.</summary>
/// <param name="Files">Its files in their order; one, unless it is rolled.</param>
/// <param name="IsClosed">Whether its writer has ended it.</param>
/// <param name="Containers">Where the executors ran.</param>
internal sealed record EventLogFacts(ImmutableArray<PlacedFile> Files, bool IsClosed, ImmutableArray<ContainerPlace> Containers);

/// <summary>The aggregated logs of a node.</summary>
/// <param name="File">The file.</param>
/// <param name="IsWhole">Whether its index is there.</param>
/// <param name="Entries">How many containers it has.</param>
/// <param name="Named">Those of them that the index names.</param>
internal sealed record NodeLogFacts(PlacedFile File, bool IsWhole, long Entries, ImmutableArray<string> Named);

/// <summary>A container, and the node that it ran on; null where that is not told.</summary>
internal sealed record ContainerPlace(string Container, string? Host);

/// <summary>A file, and the object that it is.</summary>
internal sealed record PlacedFile(GsUri Uri, ArchivedFile File);
