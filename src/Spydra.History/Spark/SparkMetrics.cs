using System.Runtime.InteropServices;

namespace Spydra.History.Spark;

/// <summary>What tasks read, wrote and took. Times are in milliseconds where the name does not say otherwise, sizes in bytes.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SparkMetrics
{
    /// <summary>Reading the task itself.</summary>
    public long DeserializeTime { get; init; }

    /// <summary>The same, of the processor, in nanoseconds.</summary>
    public long DeserializeCpuNanoseconds { get; init; }

    /// <summary>Running, garbage collection and fetching included.</summary>
    public long RunTime { get; init; }

    /// <summary>The same, of the processor, in nanoseconds.</summary>
    public long CpuNanoseconds { get; init; }

    /// <summary>What was sent to the driver.</summary>
    public long ResultBytes { get; init; }

    /// <summary>Garbage collection.</summary>
    public long GcTime { get; init; }

    /// <summary>Writing the result.</summary>
    public long ResultSerializationTime { get; init; }

    /// <summary>What was spilled, as it was in memory.</summary>
    public long MemorySpilledBytes { get; init; }

    /// <summary>What was spilled, as it was on disk.</summary>
    public long DiskSpilledBytes { get; init; }

    /// <summary>The peaks of the tasks, added up as Spark does.</summary>
    public long PeakExecutionMemory { get; init; }

    /// <summary>Read from files or caches.</summary>
    public long InputBytes { get; init; }

    /// <summary>Read from files or caches.</summary>
    public long InputRecords { get; init; }

    /// <summary>Written to files.</summary>
    public long OutputBytes { get; init; }

    /// <summary>Written to files.</summary>
    public long OutputRecords { get; init; }

    /// <summary>Blocks of other stages' results that came from other executors.</summary>
    public long ShuffleRemoteBlocks { get; init; }

    /// <summary>Blocks of other stages' results that were on the same executor.</summary>
    public long ShuffleLocalBlocks { get; init; }

    /// <summary>Waiting for blocks.</summary>
    public long ShuffleFetchWaitTime { get; init; }

    /// <summary>Read from other executors.</summary>
    public long ShuffleRemoteBytes { get; init; }

    /// <summary>Of these, what went to disk first.</summary>
    public long ShuffleRemoteBytesToDisk { get; init; }

    /// <summary>Read from the same executor.</summary>
    public long ShuffleLocalBytes { get; init; }

    /// <summary>Read of other stages' results.</summary>
    public long ShuffleReadRecords { get; init; }

    /// <summary>Written for later stages.</summary>
    public long ShuffleWriteBytes { get; init; }

    /// <summary>Writing that, in nanoseconds.</summary>
    public long ShuffleWriteNanoseconds { get; init; }

    /// <summary>Written for later stages.</summary>
    public long ShuffleWriteRecords { get; init; }

    /// <summary>Read of other stages' results, from wherever.</summary>
    public long ShuffleReadBytes => ShuffleRemoteBytes + ShuffleLocalBytes;

    /// <summary>Both together.</summary>
    public static SparkMetrics operator +(SparkMetrics a, SparkMetrics b) => a.Plus(b);

    /// <summary>Both together.</summary>
    public SparkMetrics Plus(SparkMetrics other) => new()
    {
        DeserializeTime = DeserializeTime + other.DeserializeTime,
        DeserializeCpuNanoseconds = DeserializeCpuNanoseconds + other.DeserializeCpuNanoseconds,
        RunTime = RunTime + other.RunTime,
        CpuNanoseconds = CpuNanoseconds + other.CpuNanoseconds,
        ResultBytes = ResultBytes + other.ResultBytes,
        GcTime = GcTime + other.GcTime,
        ResultSerializationTime = ResultSerializationTime + other.ResultSerializationTime,
        MemorySpilledBytes = MemorySpilledBytes + other.MemorySpilledBytes,
        DiskSpilledBytes = DiskSpilledBytes + other.DiskSpilledBytes,
        PeakExecutionMemory = PeakExecutionMemory + other.PeakExecutionMemory,
        InputBytes = InputBytes + other.InputBytes,
        InputRecords = InputRecords + other.InputRecords,
        OutputBytes = OutputBytes + other.OutputBytes,
        OutputRecords = OutputRecords + other.OutputRecords,
        ShuffleRemoteBlocks = ShuffleRemoteBlocks + other.ShuffleRemoteBlocks,
        ShuffleLocalBlocks = ShuffleLocalBlocks + other.ShuffleLocalBlocks,
        ShuffleFetchWaitTime = ShuffleFetchWaitTime + other.ShuffleFetchWaitTime,
        ShuffleRemoteBytes = ShuffleRemoteBytes + other.ShuffleRemoteBytes,
        ShuffleRemoteBytesToDisk = ShuffleRemoteBytesToDisk + other.ShuffleRemoteBytesToDisk,
        ShuffleLocalBytes = ShuffleLocalBytes + other.ShuffleLocalBytes,
        ShuffleReadRecords = ShuffleReadRecords + other.ShuffleReadRecords,
        ShuffleWriteBytes = ShuffleWriteBytes + other.ShuffleWriteBytes,
        ShuffleWriteNanoseconds = ShuffleWriteNanoseconds + other.ShuffleWriteNanoseconds,
        ShuffleWriteRecords = ShuffleWriteRecords + other.ShuffleWriteRecords,
    };
}
