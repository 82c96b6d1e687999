namespace Spydra.Emulator.Jobs.Streaming.Sorting;

/// <summary>
/// The memory in which map output is sorted, shared by all map attempts of the emulator. Each takes what it needs, and spills to disk when it
/// has its share of the whole.
/// </summary>
internal sealed class SortMemory(long total)
{
    private const long LargestShare = 32L * 1024 * 1024;
    private const long SmallestShare = 1024 * 1024;
    private const int KeptArenas = 4;

    private readonly Lock gate = new();
    private readonly Stack<SortArena> free = [];
    private int active;

    /// <summary>How many bytes one attempt may hold now.</summary>
    public long Share => Math.Clamp(total / Math.Max(1, Volatile.Read(ref active)), SmallestShare, LargestShare);

    public SortArena Rent()
    {
        lock (gate)
        {
            active++;
            return free.TryPop(out var arena) ? arena : new SortArena();
        }
    }

    public void Return(SortArena arena)
    {
        arena.Clear();
        lock (gate)
        {
            active--;
            if (active == 0) free.Clear();
            else if (free.Count < KeptArenas && arena.Held <= Share) free.Push(arena);
        }
    }
}
