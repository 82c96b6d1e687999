namespace Spydra.History.JobHistory;

/// <summary>The order in which Hadoop shows counters: its own three groups as the file has them, then all others by the names of group and counter.</summary>
internal static class CounterOrder
{
    private static readonly string[] Frameworks =
    [
        "org.apache.hadoop.mapreduce.FileSystemCounter", "org.apache.hadoop.mapreduce.JobCounter", "org.apache.hadoop.mapreduce.TaskCounter",
    ];

    public static IEnumerable<Counter> InOrder(this Counters counters) => counters.All
        .OrderBy(counter => Rank(counter.Group))
        .ThenBy(counter => counter.Group, StringComparer.Ordinal)
        .ThenBy(counter => Rank(counter.Group) < Frameworks.Length ? "" : counter.Name, StringComparer.Ordinal);

    private static int Rank(string group) => Array.IndexOf(Frameworks, group) is >= 0 and var rank ? rank : Frameworks.Length;
}
