using System.Runtime.InteropServices;

namespace Spydra.History.JobHistory;

/// <summary>A counter and what it came to.</summary>
/// <param name="Group">The group's name: <c>org.apache.hadoop.mapreduce.TaskCounter</c>.</param>
/// <param name="GroupDisplayName">What a person calls it: <c>Map-Reduce Framework</c>.</param>
/// <param name="Name">The counter's name: <c>MAP_INPUT_RECORDS</c>.</param>
/// <param name="DisplayName">What a person calls it: <c>Map input records</c>.</param>
/// <param name="Value">In the unit that its name says.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Counter(string Group, string GroupDisplayName, string Name, string DisplayName, long Value);

/// <summary>
/// The counters of a job, a task or an attempt, in the order of the file. The names are held once for all that have the same: a job of a hundred
/// thousand tasks has millions of values.
/// </summary>
public sealed class Counters
{
    private readonly Counter[] names;
    private readonly long[] values;

    internal Counters(Counter[] names, long[] values) => (this.names, this.values) = (names, values);

    /// <summary>How many there are, in all groups.</summary>
    public int Count => values.Length;

    /// <summary>All of them, group by group.</summary>
    public IEnumerable<Counter> All => names.Select((name, place) => name with { Value = values[place] });

    internal Counter[] Names => names;

    internal ReadOnlySpan<long> Values => values;

    /// <summary>What a counter came to, or null where there is no such counter.</summary>
    public long? Find(string group, string name)
    {
        for (var place = 0; place < names.Length; place++)
            if (names[place].Name == name && names[place].Group == group) return values[place];
        return null;
    }
}
