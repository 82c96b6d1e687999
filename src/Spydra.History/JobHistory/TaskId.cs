using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Spydra.History.JobHistory;

/// <summary>A task: <c>task_1795306400786_0001_m_000003</c>.</summary>
/// <param name="Job">The application of its job.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Number">Its number among those of its kind, from 0.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TaskId(YarnApplicationId Job, TaskKind Kind, int Number)
{
    // As the words of TaskKind, in their order.
    private const string Letters = "mrsct";

    /// <summary>Maps before reduces, then by number.</summary>
    internal static Comparer<TaskId> Order { get; } = Comparer<TaskId>.Create((left, right) =>
        left.Kind == right.Kind ? left.Number.CompareTo(right.Number) : left.Kind.CompareTo(right.Kind));

    /// <summary>What ids of tasks and attempts have in common: <c>1795306400786_0001_m_000003</c>.</summary>
    public string Digits => string.Create(CultureInfo.InvariantCulture, $"{Job.Digits}_{Letters[(int)Kind]}_{Number:000000}");

    /// <inheritdoc/>
    public override string ToString() => "task_" + Digits;

    /// <summary>Reads the id of a task.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TaskId id)
    {
        id = default;
        return text is not null && text.StartsWith("task_", StringComparison.Ordinal) && TryParse(text.AsSpan(5), out id);
    }

    internal static bool TryParse(ReadOnlySpan<char> digits, out TaskId id)
    {
        id = default;
        Span<Range> parts = stackalloc Range[5];
        if (digits.Split(parts, '_') != 4) return false;
        var job = digits[parts[1]];
        var kind = digits[parts[2]];
        var number = digits[parts[3]];
        if (job.Length < 4 || kind.Length != 1 || number.Length < 6 || Letters.IndexOf(kind[0], StringComparison.Ordinal) is not (>= 0 and var which)
            || !long.TryParse(digits[parts[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var timestamp)
            || !int.TryParse(job, NumberStyles.None, CultureInfo.InvariantCulture, out var application)
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var task)) return false;
        id = new(new(timestamp, application), (TaskKind)which, task);
        return true;
    }
}
