using System.Runtime.InteropServices;
using System.Text.Json;

namespace Spydra.History.Spark;

/// <summary>A task that started or ended.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TaskEvent
{
    public required int StageId { get; init; }
    public required int StageAttempt { get; init; }
    public required long TaskId { get; init; }
    public required int Index { get; init; }
    public required int Attempt { get; init; }
    public required string ExecutorId { get; init; }
    public string? Host { get; init; }
    public required long Launched { get; init; }
    public required long Finished { get; init; }
    public EndReason? Reason { get; init; }
    public SparkMetrics Metrics { get; init; }

    public long Duration => Finished - Launched;

    public static TaskEvent? Parse(JsonElement line)
    {
        if (line.Field("Task Info"u8) is not { } info || line.Int("Stage ID"u8) is not { } stage || info.Long("Task ID"u8) is not { } id) return null;
        return new()
        {
            StageId = stage,
            StageAttempt = line.Int("Stage Attempt ID"u8) ?? 0,
            TaskId = id,
            Index = info.Int("Index"u8) ?? 0,
            Attempt = info.Int("Attempt"u8) ?? 0,
            ExecutorId = LiveExecutor.IdOf(info.Text("Executor ID"u8)),
            Host = info.Text("Host"u8),
            Launched = info.Long("Launch Time"u8) ?? 0,
            Finished = info.Long("Finish Time"u8) ?? 0,
            Reason = line.Field("Task End Reason"u8) is { } reason ? EndReason.Parse(reason) : null,
            Metrics = line.Field("Task Metrics"u8) is { } metrics ? MetricsOf(metrics) : default,
        };
    }

    private static SparkMetrics MetricsOf(JsonElement metrics)
    {
        var read = metrics.Field("Shuffle Read Metrics"u8) ?? default;
        var written = metrics.Field("Shuffle Write Metrics"u8) ?? default;
        var input = metrics.Field("Input Metrics"u8) ?? default;
        var output = metrics.Field("Output Metrics"u8) ?? default;
        return new()
        {
            DeserializeTime = metrics.Long("Executor Deserialize Time"u8) ?? 0,
            DeserializeCpuNanoseconds = metrics.Long("Executor Deserialize CPU Time"u8) ?? 0,
            RunTime = metrics.Long("Executor Run Time"u8) ?? 0,
            CpuNanoseconds = metrics.Long("Executor CPU Time"u8) ?? 0,
            ResultBytes = metrics.Long("Result Size"u8) ?? 0,
            GcTime = metrics.Long("JVM GC Time"u8) ?? 0,
            ResultSerializationTime = metrics.Long("Result Serialization Time"u8) ?? 0,
            MemorySpilledBytes = metrics.Long("Memory Bytes Spilled"u8) ?? 0,
            DiskSpilledBytes = metrics.Long("Disk Bytes Spilled"u8) ?? 0,
            PeakExecutionMemory = metrics.Long("Peak Execution Memory"u8) ?? 0,
            InputBytes = input.Long("Bytes Read"u8) ?? 0,
            InputRecords = input.Long("Records Read"u8) ?? 0,
            OutputBytes = output.Long("Bytes Written"u8) ?? 0,
            OutputRecords = output.Long("Records Written"u8) ?? 0,
            ShuffleRemoteBlocks = read.Long("Remote Blocks Fetched"u8) ?? 0,
            ShuffleLocalBlocks = read.Long("Local Blocks Fetched"u8) ?? 0,
            ShuffleFetchWaitTime = read.Long("Fetch Wait Time"u8) ?? 0,
            ShuffleRemoteBytes = read.Long("Remote Bytes Read"u8) ?? 0,
            ShuffleRemoteBytesToDisk = read.Long("Remote Bytes Read To Disk"u8) ?? 0,
            ShuffleLocalBytes = read.Long("Local Bytes Read"u8) ?? 0,
            ShuffleReadRecords = read.Long("Total Records Read"u8) ?? 0,
            ShuffleWriteBytes = written.Long("Shuffle Bytes Written"u8) ?? 0,
            ShuffleWriteNanoseconds = written.Long("Shuffle Write Time"u8) ?? 0,
            ShuffleWriteRecords = written.Long("Shuffle Records Written"u8) ?? 0,
        };
    }
}
