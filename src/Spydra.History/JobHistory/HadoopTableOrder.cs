using System.Globalization;

namespace Spydra.History.JobHistory;

/// <summary>
/// The order in which Hadoop's viewer meets tasks, attempts and hosts: that of Java's HashMap. It decides which of two tasks that took equally long
/// comes first, and so which lines there are.
/// </summary>
internal static class HadoopTableOrder
{
    /// <summary>The slots that Java gives a table at first, if it is not told a number.</summary>
    public const int UsualSlots = 16;

    /// <summary>The slots of a table of attempts in Hadoop 3.3.6; in 2.7.2 they are the usual ones.</summary>
    public const int AttemptSlots = 2;

    /// <summary>In the order of a table into which they were put one after the other.</summary>
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> put, Func<T, int> hash, int firstSlots = UsualSlots)
    {
        long slots = firstSlots;
        while (put.Count > slots * 3 / 4) slots *= 2;
        // OrderBy is stable: within a slot the order of insertion stays, as it does when Java splits one.
        return [.. put.OrderBy(each => Slot(hash(each), slots))];
    }

    /// <summary>TaskID.hashCode.</summary>
    public static int Hash(TaskId id) => unchecked((JobHash(id.Job) + id.Job.Number) * 524287 + id.Number);

    /// <summary>TaskAttemptID.hashCode.</summary>
    public static int Hash(AttemptId id) => unchecked(Hash(id.Task) * 5 + id.Number);

    /// <summary>String.hashCode.</summary>
    public static int Hash(string text)
    {
        var hash = 0;
        foreach (var each in text) hash = unchecked(31 * hash + each);
        return hash;
    }

    // WritableComparator.hashBytes over the timestamp, which Hadoop holds as a text.
    private static int JobHash(YarnApplicationId job)
    {
        var hash = 1;
        foreach (var each in job.Timestamp.ToString(CultureInfo.InvariantCulture)) hash = unchecked(31 * hash + each);
        return hash;
    }

    private static long Slot(int hash, long slots) => (uint)(hash ^ (int)((uint)hash >> 16)) & (slots - 1);
}
