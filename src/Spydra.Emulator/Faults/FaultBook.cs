namespace Spydra.Emulator.Faults;

/// <summary>The faults that are ordered now, and how many calls each has seen and hit.</summary>
internal sealed class FaultBook
{
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];

    /// <summary>A fault with its counters, as they are now.</summary>
    public sealed record Standing(Fault Fault, int Calls, int Hits);

    public IReadOnlyList<Standing> All
    {
        get { lock (gate) return [.. entries.Select(entry => new Standing(entry.Fault, entry.Calls, entry.Hits))]; }
    }

    public void Order(IEnumerable<Fault> faults)
    {
        lock (gate) entries.AddRange(faults.Select(fault => new Entry(fault)));
    }

    public void Clear()
    {
        lock (gate) entries.Clear();
    }

    /// <summary>Whether a fault of this method looks at names, so that the call's have to be found out.</summary>
    public bool LooksAtNames(string method)
    {
        lock (gate) return entries.Exists(entry => entry.Fault.Name is not null && Matches(entry.Fault.Method, method));
    }

    /// <summary>Counts the call, and gives the faults that hit it, in the order in which they were ordered.</summary>
    public IReadOnlyList<Fault> Hit(string method, IReadOnlyList<string> names)
    {
        lock (gate)
        {
            if (entries.Count == 0) return [];
            var hit = new List<Fault>();
            foreach (var entry in entries)
            {
                if (!Matches(entry.Fault.Method, method)) continue;
                if (entry.Fault.Name is { } wanted && !names.Any(name => name.Contains(wanted, StringComparison.Ordinal))) continue;
                entry.Calls++;
                if (!entry.Fault.Hits(entry.Calls)) continue;
                entry.Hits++;
                hit.Add(entry.Fault);
            }

            return hit;
        }
    }

    private static bool Matches(string pattern, string method) =>
        pattern == "*" || pattern == method || (pattern.EndsWith(".*", StringComparison.Ordinal) && method.StartsWith(pattern[..^1], StringComparison.Ordinal));

    private sealed class Entry(Fault fault)
    {
        public Fault Fault { get; } = fault;
        public int Calls { get; set; }
        public int Hits { get; set; }
    }
}
