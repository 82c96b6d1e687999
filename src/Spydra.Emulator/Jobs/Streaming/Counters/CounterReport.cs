using System.Text;

namespace Spydra.Emulator.Jobs.Streaming.Counters;

/// <summary>Prints counters as Hadoop's driver does: three groups of its own first, then all others by name.</summary>
internal static class CounterReport
{
    private static readonly string[] FirstGroups = [EngineCounters.FileSystem, EngineCounters.Job, EngineCounters.Task];

    // What the groups are called inside Hadoop is what it sorts them by.
    private static readonly Dictionary<string, string> InternalNames = new(StringComparer.Ordinal)
    {
        [EngineCounters.FileInput] = "org.apache.hadoop.mapreduce.lib.input.FileInputFormatCounter",
        [EngineCounters.FileOutput] = "org.apache.hadoop.mapreduce.lib.output.FileOutputFormatCounter",
    };

    private static readonly string[] FileOrder =
    [
        "Number of bytes read", "Number of bytes written", "Number of read operations", "Number of large read operations",
        "Number of write operations",
    ];

    public static string Print(CounterSet counters)
    {
        var text = new StringBuilder().Append("Counters: ").Append(counters.ToDictionary().Count);
        foreach (var (group, values) in Ordered(counters))
        {
            text.Append("\n\t").Append(group);
            foreach (var (counter, value) in values) text.Append("\n\t\t").Append(counter.Name).Append('=').Append(value);
        }

        return text.ToString();
    }

    /// <summary>The groups and their counters, in the order in which Hadoop keeps them.</summary>
    public static IEnumerable<(string Group, IReadOnlyList<KeyValuePair<Counter, long>> Counters)> Ordered(CounterSet counters)
    {
        var all = counters.ToDictionary();
        return Groups(all.Keys).Select(group => (group, (IReadOnlyList<KeyValuePair<Counter, long>>)
            [.. InOrder(group, all.Keys.Where(counter => counter.Group == group)).Select(counter => KeyValuePair.Create(counter, all[counter]))]));
    }

    private static IEnumerable<string> Groups(IEnumerable<Counter> counters)
    {
        var groups = counters.Select(counter => counter.Group).Distinct().ToList();
        return FirstGroups.Where(groups.Contains)
            .Concat(groups.Except(FirstGroups).OrderBy(group => InternalNames.GetValueOrDefault(group, group), StringComparer.Ordinal));
    }

    private static IEnumerable<Counter> InOrder(string group, IEnumerable<Counter> counters) => group switch
    {
        EngineCounters.FileSystem => counters
            .OrderBy(counter => counter.Name.Split(':')[0], StringComparer.Ordinal)
            .ThenBy(counter => Array.FindIndex(FileOrder, counter.Name.EndsWith)),
        EngineCounters.Job or EngineCounters.Task => EngineCounters.InOrder.Where(counters.ToHashSet().Contains),
        _ => counters.OrderBy(counter => counter.Name, StringComparer.Ordinal),
    };
}
