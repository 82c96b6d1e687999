using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Spydra.History.JobHistory;

/// <summary>An attempt at a task: <c>attempt_1795306400786_0001_m_000003_0</c>.</summary>
/// <param name="Task">The task.</param>
/// <param name="Number">From 0; those of the second application master are from 1000, of the third from 2000.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AttemptId(TaskId Task, int Number)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"attempt_{Task.Digits}_{Number}");

    /// <summary>Reads the id of an attempt.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AttemptId id)
    {
        id = default;
        if (text is null || !text.StartsWith("attempt_", StringComparison.Ordinal)) return false;
        var last = text.LastIndexOf('_');
        if (last < 8 || !TaskId.TryParse(text.AsSpan(8, last - 8), out var task)
            || !int.TryParse(text.AsSpan(last + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        id = new(task, number);
        return true;
    }
}
