namespace Spydra.Emulator.Jobs.Streaming.Counters;

/// <summary>Counters and their values. All methods may be called from many threads.</summary>
public sealed class CounterSet
{
    private readonly Lock gate = new();
    private readonly Dictionary<Counter, long> values = [];

    /// <summary>Adds to a counter; a counter that was never added to does not exist, one that was given 0 does.</summary>
    public void Add(Counter counter, long amount)
    {
        lock (gate) values[counter] = values.GetValueOrDefault(counter) + amount;
    }

    /// <summary>Adds all counters of another set.</summary>
    public void Add(CounterSet other)
    {
        foreach (var (counter, value) in other.ToDictionary()) Add(counter, value);
    }

    /// <summary>The counter's value, 0 where there is none.</summary>
    public long this[Counter counter]
    {
        get { lock (gate) return values.GetValueOrDefault(counter); }
    }

    /// <summary>All counters as they are now.</summary>
    public IReadOnlyDictionary<Counter, long> ToDictionary()
    {
        lock (gate) return new Dictionary<Counter, long>(values);
    }
}
