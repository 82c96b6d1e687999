using Spydra.Emulator.Jobs.Streaming.Counters;
using Spydra.Emulator.Jobs.Streaming.Records;
using Spydra.Emulator.Jobs.Streaming.Sorting;

namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>Sorts what a mapper writes, by partition and key, through the combiner, into segments on disk.</summary>
internal sealed class MapOutput : IRecordSink, IDisposable
{
    private const int RecordsBetweenLooks = 4096;

    private readonly TaskContext task;
    private readonly StreamingJob job;
    private readonly SortMemory memory;
    private readonly SortArena arena;
    private readonly SegmentWriter spills;
    private readonly List<Segment> segments = [];
    private readonly long ownLimit;
    private long limit;
    private long records;
    private long bytes;
    private long combineInput;
    private long combineOutput;

    public MapOutput(TaskContext task, SortMemory memory)
    {
        this.task = task;
        this.memory = memory;
        job = task.Job;
        ownLimit = Math.Max(1, job.Configuration.GetInt("mapreduce.task.io.sort.mb", 100)) * 1024L * 1024;
        spills = new(Path.Combine(task.Folders.Spills, "spills"));
        arena = memory.Rent();
        limit = CurrentLimit();
    }

    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var partition = job.ReduceTasks == 1 ? 0 : job.Partitioner.PartitionOf(key, job.ReduceTasks);
        var prefix = job.Order.Prefix(key);
        if (records++ % RecordsBetweenLooks == 0) limit = CurrentLimit();
        // An offset is eight bytes in Hadoop, without a length before it.
        bytes += RecordFormat.HadoopSize(key.Length, value.Length) - (job.HasOffsetKeys ? 1 : 0);
        if (arena.TryAdd(prefix, partition, key, value, limit)) return;
        Spill();
        arena.TryAdd(prefix, partition, key, value, limit);
    }

    /// <summary>Spills the rest and counts; all segments, partition by partition within each spill.</summary>
    public IReadOnlyList<Segment> Close()
    {
        Spill();
        spills.Flush();
        task.Counters.Add(EngineCounters.MapOutputRecords, records);
        task.Counters.Add(EngineCounters.MapOutputBytes, bytes);
        task.Counters.Add(EngineCounters.MapOutputMaterializedBytes, spills.Length);
        task.Counters.Add(EngineCounters.CombineInputRecords, combineInput);
        task.Counters.Add(EngineCounters.CombineOutputRecords, combineOutput);
        task.Counters.Add(EngineCounters.SpilledRecords, segments.Sum(segment => segment.Records));
        task.Counters.Add(EngineCounters.FileBytesWritten(local: true), spills.Length);
        return segments;
    }

    public void Dispose()
    {
        memory.Return(arena);
        spills.Dispose();
    }

    private long CurrentLimit() => Math.Min(ownLimit, memory.Share);

    private void Spill()
    {
        arena.Sort(job.Order);
        for (var start = 0; start < arena.Count;)
        {
            task.Stopped.ThrowIfCancellationRequested();
            var partition = arena[start].Partition;
            var end = start;
            while (end < arena.Count && arena[end].Partition == partition) end++;
            if (job.Combiner is { } combiner) Combine(combiner, start, end);
            else
                for (var i = start; i < end; i++) spills.AddRaw(arena.Raw(arena[i]));
            segments.Add(spills.End(partition));
            start = end;
        }

        task.Activity.Touch();
        arena.Clear();
    }

    // What a combiner writes is taken in its order, sorted or not: so does Hadoop.
    private void Combine(string combiner, int start, int end)
    {
        combineInput += end - start;
        combineOutput += StageRunner.Run(task, combiner, Feed, job.ReduceOutput, spills);

        void Feed(StageInput input)
        {
            for (var i = start; i < end; i++)
            {
                arena.Read(arena[i], out var key, out var value);
                input.WriteLine(key, job.ReduceInput.Separator, value);
            }
        }
    }
}
