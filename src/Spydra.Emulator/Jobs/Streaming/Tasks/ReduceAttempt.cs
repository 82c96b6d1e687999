using Spydra.Emulator.Jobs.Streaming.Counters;
using Spydra.Emulator.Jobs.Streaming.Output;
using Spydra.Emulator.Jobs.Streaming.Records;
using Spydra.Emulator.Jobs.Streaming.Sorting;

namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>One attempt of a reduce task: the map outputs of its partition merged, through the reducer, into the output.</summary>
internal sealed class ReduceAttempt(TaskContext task, int number, IReadOnlyList<Segment> segments, int maps)
{
    private readonly StreamingJob job = task.Job;
    private readonly long expected = Math.Max(1, segments.Sum(segment => segment.Records));
    private byte[] groupKey = [];
    private int groupKeyLength = -1;
    private long records;
    private long groups;

    /// <summary>Runs on the calling thread.</summary>
    public void Run()
    {
        using var output = new TextRecordWriter(task.Folders.Output, number, job.OutputFormat, job.HasOffsetKeys);
        using (var merge = SegmentMerge.Open(segments, job.Order, task.Folders.Spills, CountMerge, task.Stopped))
        {
            var hasInput = merge.MoveNext();
            if (job.Reducer is { } reducer)
                StageRunner.Run(task, reducer, input => Feed(merge, hasInput, input), job.ReduceOutput, hasInput ? output : new DiscardSink());
            else
                for (; hasInput; hasInput = merge.MoveNext())
                {
                    Count(merge.Current);
                    output.Add(merge.Current.Key, merge.Current.Value);
                }
        }

        output.Close();
        AddCounters(output);
    }

    private void Feed(SegmentMerge merge, bool hasInput, StageInput input)
    {
        for (; hasInput; hasInput = merge.MoveNext())
        {
            Count(merge.Current);
            input.WriteLine(merge.Current.Key, job.ReduceInput.Separator, merge.Current.Value);
        }
    }

    private void Count(SegmentReader record)
    {
        if ((++records & 0xFFF) == 0)
        {
            task.Stopped.ThrowIfCancellationRequested();
            task.Progress = (double)records / expected;
        }

        // A group is equal bytes, whatever the order of the keys calls equal: so does Hadoop count.
        if (groupKeyLength >= 0 && record.Key.SequenceEqual(groupKey.AsSpan(0, groupKeyLength))) return;

        groups++;
        var key = record.Key;
        if (groupKey.Length < key.Length) groupKey = new byte[Math.Max(key.Length, 256)];
        key.CopyTo(groupKey);
        groupKeyLength = key.Length;
    }

    private void CountMerge(long mergedRecords, long mergedBytes)
    {
        task.Activity.Touch();
        task.Counters.Add(EngineCounters.SpilledRecords, mergedRecords);
        task.Counters.Add(EngineCounters.FileBytesWritten(local: true), mergedBytes);
        task.Counters.Add(EngineCounters.FileBytesRead(local: true), mergedBytes);
    }

    private void AddCounters(TextRecordWriter output)
    {
        var shuffled = segments.Sum(segment => segment.Length);
        task.Progress = 1;
        task.Counters.Add(EngineCounters.CombineInputRecords, 0);
        task.Counters.Add(EngineCounters.CombineOutputRecords, 0);
        task.Counters.Add(EngineCounters.ReduceInputGroups, groups);
        task.Counters.Add(EngineCounters.ReduceShuffleBytes, shuffled);
        task.Counters.Add(EngineCounters.ReduceInputRecords, records);
        task.Counters.Add(EngineCounters.ReduceOutputRecords, output.Records);
        task.Counters.Add(EngineCounters.SpilledRecords, 0);
        task.Counters.Add(EngineCounters.ShuffledMaps, maps);
        task.Counters.Add(EngineCounters.MergedMapOutputs, maps);
        task.Counters.Add(EngineCounters.FileBytesRead(local: true), shuffled);
        AttemptCounters.AddOutput(task, output.FileLength);
        foreach (var error in EngineCounters.Shuffle) task.Counters.Add(error, 0);
    }
}
