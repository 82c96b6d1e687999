namespace Spydra.History.Spark;

/// <summary>A metric by its names: the one table that text and JSON are written from.</summary>
/// <param name="Title">For people.</param>
/// <param name="Key">For programs.</param>
/// <param name="Value">Where it is.</param>
internal sealed record MetricRow(string Title, string Key, Func<SparkMetrics, long> Value)
{
    public static IReadOnlyList<MetricRow> All { get; } =
    [
        new("Executor run time (ms)", "executor_run_time_ms", each => each.RunTime),
        new("Executor CPU time (ns)", "executor_cpu_time_ns", each => each.CpuNanoseconds),
        new("Task deserialization time (ms)", "executor_deserialize_time_ms", each => each.DeserializeTime),
        new("Task deserialization CPU time (ns)", "executor_deserialize_cpu_time_ns", each => each.DeserializeCpuNanoseconds),
        new("GC time (ms)", "gc_time_ms", each => each.GcTime),
        new("Result size (bytes)", "result_bytes", each => each.ResultBytes),
        new("Result serialization time (ms)", "result_serialization_time_ms", each => each.ResultSerializationTime),
        new("Spilled, in memory (bytes)", "memory_spilled_bytes", each => each.MemorySpilledBytes),
        new("Spilled, on disk (bytes)", "disk_spilled_bytes", each => each.DiskSpilledBytes),
        new("Peak execution memory, all tasks (bytes)", "peak_execution_memory_bytes", each => each.PeakExecutionMemory),
        new("Input (bytes)", "input_bytes", each => each.InputBytes),
        new("Input (records)", "input_records", each => each.InputRecords),
        new("Output (bytes)", "output_bytes", each => each.OutputBytes),
        new("Output (records)", "output_records", each => each.OutputRecords),
        new("Shuffle read (bytes)", "shuffle_read_bytes", each => each.ShuffleReadBytes),
        new("Shuffle read (records)", "shuffle_read_records", each => each.ShuffleReadRecords),
        new("Shuffle read, remote (bytes)", "shuffle_remote_bytes", each => each.ShuffleRemoteBytes),
        new("Shuffle read, remote, to disk first (bytes)", "shuffle_remote_bytes_to_disk", each => each.ShuffleRemoteBytesToDisk),
        new("Shuffle read, local (bytes)", "shuffle_local_bytes", each => each.ShuffleLocalBytes),
        new("Shuffle blocks, remote", "shuffle_remote_blocks", each => each.ShuffleRemoteBlocks),
        new("Shuffle blocks, local", "shuffle_local_blocks", each => each.ShuffleLocalBlocks),
        new("Shuffle fetch wait time (ms)", "shuffle_fetch_wait_time_ms", each => each.ShuffleFetchWaitTime),
        new("Shuffle write (bytes)", "shuffle_write_bytes", each => each.ShuffleWriteBytes),
        new("Shuffle write (records)", "shuffle_write_records", each => each.ShuffleWriteRecords),
        new("Shuffle write time (ns)", "shuffle_write_time_ns", each => each.ShuffleWriteNanoseconds),
    ];
}
