using Spydra.Emulator.Jobs.Streaming.History;
using Spydra.Emulator.Jobs.Streaming.Tasks;

namespace Spydra.Emulator.Jobs.Streaming.Counters;

/// <summary>The counters of a whole job: those of the attempts that succeeded, and what the attempts cost.</summary>
internal sealed class JobCounters(StreamingJob job, IReadOnlyList<RunningTask> maps, IReadOnlyList<RunningTask> reduces)
{
    public CounterSet Sum()
    {
        var counters = new CounterSet();
        var done = maps.Concat(reduces).Select(task => task.Counters).OfType<CounterSet>().ToList();
        foreach (var each in done) counters.Add(each);
        if (done.Count > 0) AddZeros(counters);

        AddNonZero(counters, EngineCounters.FailedMaps, Count(maps, "FAILED"));
        AddNonZero(counters, EngineCounters.FailedReduces, Count(reduces, "FAILED"));
        AddNonZero(counters, EngineCounters.KilledMaps, Count(maps, "KILLED"));
        AddNonZero(counters, EngineCounters.KilledReduces, Count(reduces, "KILLED"));
        AddNonZero(counters, EngineCounters.LaunchedMaps, Attempts(maps).Count());
        AddNonZero(counters, EngineCounters.LaunchedReduces, Attempts(reduces).Count());
        AddNonZero(counters, EngineCounters.DataLocalMaps, Attempts(maps).Count());
        AddCost(counters);
        return counters;
    }

    // Hadoop prints these for every job, counted or not.
    private static void AddZeros(CounterSet counters)
    {
        counters.Add(EngineCounters.FailedShuffles, 0);
        counters.Add(EngineCounters.MergedMapOutputs, 0);
        foreach (var isLocal in new[] { true, false })
        {
            if (!isLocal && !counters.ToDictionary().Keys.Any(counter => counter.Name.StartsWith("GS:", StringComparison.Ordinal))) continue;
            counters.Add(EngineCounters.FileBytesRead(isLocal), 0);
            counters.Add(EngineCounters.FileBytesWritten(isLocal), 0);
            counters.Add(EngineCounters.FileReads(isLocal), 0);
            counters.Add(EngineCounters.FileLargeReads(isLocal), 0);
            counters.Add(EngineCounters.FileWrites(isLocal), 0);
        }
    }

    private void AddCost(CounterSet counters)
    {
        var mapMillis = Millis(maps);
        var reduceMillis = Millis(reduces);
        counters.Add(EngineCounters.SlotMillisMaps, mapMillis);
        counters.Add(EngineCounters.SlotMillisReduces, reduceMillis);
        counters.Add(EngineCounters.MillisMaps, mapMillis);
        counters.Add(EngineCounters.CoreMillisMaps, mapMillis * job.Configuration.GetLong("mapreduce.map.cpu.vcores", 1));
        counters.Add(EngineCounters.MegabyteMillisMaps, mapMillis * job.Configuration.GetLong("mapreduce.map.memory.mb", 1024));
        if (!Attempts(reduces).Any()) return;
        counters.Add(EngineCounters.MillisReduces, reduceMillis);
        counters.Add(EngineCounters.CoreMillisReduces, reduceMillis * job.Configuration.GetLong("mapreduce.reduce.cpu.vcores", 1));
        counters.Add(EngineCounters.MegabyteMillisReduces, reduceMillis * job.Configuration.GetLong("mapreduce.reduce.memory.mb", 1024));
    }

    private static void AddNonZero(CounterSet counters, Counter counter, long amount)
    {
        if (amount > 0) counters.Add(counter, amount);
    }

    private static IEnumerable<TaskAttemptRecord> Attempts(IEnumerable<RunningTask> tasks) => tasks.SelectMany(task => task.Attempts);

    private static int Count(IEnumerable<RunningTask> tasks, string state) => Attempts(tasks).Count(attempt => attempt.State == state);

    private static long Millis(IEnumerable<RunningTask> tasks) =>
        Attempts(tasks).Sum(attempt => (long)(attempt.FinishTime - attempt.StartTime).TotalMilliseconds);
}
