using System.Numerics;
using System.Runtime.InteropServices;

namespace Spydra.History.Spark;

/// <summary>What of the tasks of a stage that went well is kept to compare them: counts by duration, and the longest. It does not grow with them.</summary>
internal sealed class LiveSpread
{
    // Durations by powers of two, each in so many parts: a part is at most an eighth longer than the one before.
    private const int Parts = 8;
    private const int Powers = 40;

    private readonly int[] counts = new int[Powers * Parts];
    private int tasks;
    private TaskEvent longest;
    private Read all;

    public void Add(in TaskEvent task)
    {
        if (task.Duration < 0) return;
        counts[Slot(task.Duration)]++;
        if (tasks == 0 || task.Duration > longest.Duration) longest = task;
        tasks++;
        all = all.Plus(Read.By(task));
    }

    public TaskSpread? ToSpread()
    {
        if (tasks == 0) return null;
        var most = Read.By(longest);
        return new(tasks, longest.Index, longest.Attempt, longest.Duration, Median())
        {
            InputShare = Share(most.InputBytes, all.InputBytes, most.InputRecords, all.InputRecords),
            ShuffleShare = Share(most.ShuffleBytes, all.ShuffleBytes, most.ShuffleRecords, all.ShuffleRecords),
        };
    }

    private long Median()
    {
        var left = (tasks + 1) / 2;
        var slot = 0;
        while ((left -= counts[slot]) > 0) slot++;
        return Lowest(slot);
    }

    private static int Slot(long duration)
    {
        if (duration < Parts) return (int)duration;
        var power = BitOperations.Log2((ulong)duration);
        return Math.Min((power - 2) * Parts + (int)((duration >> (power - 3)) & (Parts - 1)), Powers * Parts - 1);
    }

    private static long Lowest(int slot) => slot < Parts ? slot : (long)(Parts + slot % Parts) << (slot / Parts - 1);

    // Rows may come in bundles, and bundles differ in size: of both measures the one that differs more tells.
    private static double? Share(long bytes, long allBytes, long records, long allRecords) =>
        (allBytes > 0 ? (double)bytes / allBytes : (double?)null, allRecords > 0 ? (double)records / allRecords : (double?)null) switch
        {
            ({ } one, { } other) => Math.Max(one, other),
            var (one, other) => one ?? other,
        };

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Read(long InputBytes, long InputRecords, long ShuffleBytes, long ShuffleRecords)
    {
        public static Read By(in TaskEvent task) => new(task.Metrics.InputBytes, task.Metrics.InputRecords, task.Metrics.ShuffleReadBytes, task.Metrics.ShuffleReadRecords);

        public Read Plus(Read other) => new(InputBytes + other.InputBytes, InputRecords + other.InputRecords, ShuffleBytes + other.ShuffleBytes, ShuffleRecords + other.ShuffleRecords);
    }
}
