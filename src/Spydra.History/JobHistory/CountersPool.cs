using System.Runtime.InteropServices;
using Spydra.History.JobHistory.Avro;

namespace Spydra.History.JobHistory;

/// <summary>Makes counters of what an event says, and lets those share their names that have the same.</summary>
internal sealed class CountersPool
{
    // The attempts and tasks of maps and of reduces, each with one or two variants.
    private const int Remembered = 16;

    private readonly List<Counter[]> known = [];
    private readonly List<Counter> names = [];
    private readonly List<long> values = [];

    /// <summary>The counters of a JhCounters, or null where an event has none.</summary>
    public Counters? Make(AvroRecord? counters)
    {
        if (counters is null) return null;
        names.Clear();
        values.Clear();
        foreach (var group in counters.Records("groups"))
        {
            var (name, shown) = (group.Text("name", ""), group.Text("displayName", ""));
            foreach (var counter in group.Records("counts"))
            {
                names.Add(new(name, shown, counter.Text("name", ""), counter.Text("displayName", ""), 0));
                values.Add(counter.Number("value", 0));
            }
        }
        return new(Shared(), [.. values]);
    }

    /// <summary>The first, if it says the same as the second: a task says what its attempt said.</summary>
    public static Counters? Same(Counters? first, Counters? second) =>
        first is not null && second is not null && ReferenceEquals(first.Names, second.Names) && first.Values.SequenceEqual(second.Values) ? first : second;

    private Counter[] Shared()
    {
        for (var each = 0; each < known.Count; each++)
        {
            if (!known[each].AsSpan().SequenceEqual(CollectionsMarshal.AsSpan(names))) continue;
            var found = known[each];
            known.RemoveAt(each);
            known.Insert(0, found);
            return found;
        }
        if (known.Count == Remembered) known.RemoveAt(Remembered - 1);
        known.Insert(0, [.. names]);
        return known[0];
    }
}
