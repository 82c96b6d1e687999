using System.Buffers.Binary;
using System.Buffers.Text;
using Spydra.Emulator.Jobs.Files;
using Spydra.Emulator.Jobs.Streaming.Counters;
using Spydra.Emulator.Jobs.Streaming.Input;
using Spydra.Emulator.Jobs.Streaming.Output;
using Spydra.Emulator.Jobs.Streaming.Records;
using Spydra.Emulator.Jobs.Streaming.Sorting;

namespace Spydra.Emulator.Jobs.Streaming.Tasks;

/// <summary>One attempt of a map task: the records of a split through the mapper into the sort, or straight into the output.</summary>
internal sealed class MapAttempt(TaskContext task, InputSplit split, int number, FileTree files, SortMemory memory)
{
    private readonly StreamingJob job = task.Job;

    private delegate void RecordAction(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    /// <summary>Runs on the calling thread; the segments of its output, none where the job has no reduce tasks.</summary>
    public IReadOnlyList<Segment> Run()
    {
        if (job.ReduceTasks > 0)
        {
            using var sorted = new MapOutput(task, memory);
            Map(sorted);
            return sorted.Close();
        }

        using var output = new TextRecordWriter(task.Folders.Output, number, job.OutputFormat, job.HasOffsetKeys);
        Map(output);
        output.Close();
        task.Counters.Add(EngineCounters.MapOutputRecords, output.Records);
        task.Counters.Add(EngineCounters.SpilledRecords, 0);
        AttemptCounters.AddOutput(task, output.FileLength);
        return [];
    }

    private void Map(IRecordSink sink)
    {
        if (job.Mapper is { } mapper) StageRunner.Run(task, mapper, input => Read((key, value) => Feed(input, key, value)), job.MapOutput, sink);
        else Read((key, value) => Keep(sink, key, value));
    }

    private void Feed(StageInput input, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (job.IgnoreKey) input.WriteLine(value);
        else if (job.InputFormat == InputFormat.KeyValue) input.WriteLine(key, job.MapInput.Separator, value);
        else
        {
            Span<byte> digits = stackalloc byte[20];
            Utf8Formatter.TryFormat(BinaryPrimitives.ReadInt64BigEndian(key), digits, out var length);
            input.WriteLine(digits[..length], job.MapInput.Separator, value);
        }
    }

    private void Keep(IRecordSink sink, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        if (job.HasOffsetKeys && job.ReduceTasks > 0 && (job.Reducer ?? job.Combiner) is not null)
            throw new TaskFailedException(
                "java.io.IOException: Type mismatch in key from map: expected org.apache.hadoop.io.Text, received org.apache.hadoop.io.LongWritable\n"
                + "A job with a reducer command needs a mapper command (-mapper cat), or -inputformat KeyValueTextInputFormat.");
        sink.Add(key, value);
    }

    private void Read(RecordAction action)
    {
        var isLocal = split.File.Path.IsLocal;
        var isCompressed = InputCodec.IsCompressed(split.File.Path);
        using var raw = new CountingStream(files.Open(split.File));
        using var reader = new SplitReader(raw, split, task.Activity);
        Span<byte> offsetKey = stackalloc byte[8];
        long records = 0;
        while (reader.TryRead(out var offset, out var line))
        {
            if ((++records & 0x3FF) == 0)
            {
                task.Stopped.ThrowIfCancellationRequested();
                task.Progress = Math.Min(1, (double)(isCompressed ? raw.Count : reader.Consumed) / Math.Max(1, split.Length));
            }

            if (job.InputFormat == InputFormat.KeyValue)
            {
                job.KeyValueInput.Split(line, out var key, out var value);
                action(key, value);
                continue;
            }

            BinaryPrimitives.WriteInt64BigEndian(offsetKey, offset);
            action(offsetKey, line);
        }

        task.Progress = 1;
        task.Counters.Add(EngineCounters.MapInputRecords, records);
        task.Counters.Add(EngineCounters.InputSplitBytes, split.SerializedLength);
        task.Counters.Add(EngineCounters.BytesRead, isCompressed ? raw.Count : reader.Consumed);
        task.Counters.Add(EngineCounters.FileBytesRead(isLocal), raw.Count);
        task.Counters.Add(EngineCounters.FileReads(isLocal), 1);
    }
}
