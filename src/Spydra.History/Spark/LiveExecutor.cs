using System.Text.Json;

namespace Spydra.History.Spark;

/// <summary>An executor, or the driver, while events of it may come.</summary>
internal sealed class LiveExecutor(string id, DateTimeOffset? added)
{
    private readonly SortedSet<int> excludedInStages = [];
    private int tasks;
    private int active;
    private int completed;
    private int failed;
    private long time;
    private bool wasExcluded;
    private SparkMetrics metrics;

    public string Id { get; } = id;
    public string? HostName { get; set; }
    public string? HostPort { get; set; }
    public string? ContainerId { get; set; }
    public int Cores { get; set; }
    public long MaxMemory { get; set; }
    public bool IsExcluded { get; private set; }

    /// <summary>The machine, by whichever event came.</summary>
    public string? Host => HostName ?? HostPort?[..HostPort.LastIndexOf(':')];

    /// <summary>The id as it is today: the driver was <c>&lt;driver&gt;</c> before 1.4.</summary>
    public static string IdOf(string? id) => id is null or "<driver>" ? "driver" : id;

    /// <summary>The container that attributes or addresses of logs name.</summary>
    public static string? ContainerOf(JsonElement holder, ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> logs)
    {
        if (holder.Field(attributes) is { } known && known.Text("CONTAINER_ID"u8) is { Length: > 0 } container) return container;
        foreach (var (_, address) in holder.Pairs(logs))
            if (address.Split('/', '?').FirstOrDefault(part => part.StartsWith("container_", StringComparison.Ordinal)) is { } found) return found;
        return null;
    }

    public void Exclude(bool isExcluded)
    {
        IsExcluded = isExcluded;
        wasExcluded |= isExcluded;
    }

    public void ExcludeFrom(int stage)
    {
        excludedInStages.Add(stage);
        wasExcluded = true;
    }

    public void IncludeIn(int stage) => excludedInStages.Remove(stage);

    public void TaskStarted()
    {
        active++;
        tasks++;
    }

    public void TaskEnded(in TaskEvent task, EndReason reason)
    {
        active--;
        if (reason.Outcome == TaskOutcome.Completed) completed++;
        if (reason.Outcome == TaskOutcome.Failed) failed++;
        time += task.Duration;
        metrics += task.Metrics;
    }

    public SparkExecutor ToExecutor(DateTimeOffset? removed = null, string? reason = null) => new()
    {
        Id = Id,
        Host = Host,
        HostPort = HostPort ?? HostName,
        ContainerId = ContainerId,
        Cores = Cores,
        MaxMemory = MaxMemory,
        Added = added,
        Removed = removed,
        RemovedReason = reason,
        Tasks = tasks,
        ActiveTasks = active,
        CompletedTasks = completed,
        FailedTasks = failed,
        TaskTime = time,
        GcTime = metrics.GcTime,
        InputBytes = metrics.InputBytes,
        ShuffleReadBytes = metrics.ShuffleReadBytes,
        ShuffleWriteBytes = metrics.ShuffleWriteBytes,
        IsExcluded = IsExcluded,
        WasExcluded = wasExcluded,
        ExcludedInStages = [.. excludedInStages],
    };
}
