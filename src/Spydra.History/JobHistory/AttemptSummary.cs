using System.Runtime.InteropServices;

namespace Spydra.History.JobHistory;

/// <summary>The attempts of a kind, counted. Times are milliseconds since 1970, or 0.</summary>
/// <param name="Total">All that were started.</param>
/// <param name="Failed">Those that failed.</param>
/// <param name="Killed">Those that were killed.</param>
/// <param name="FirstStart">When the first was started.</param>
/// <param name="LastFinish">When the last one ended.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AttemptSummary(int Total, int Failed, int Killed, long FirstStart, long LastFinish)
{
    /// <summary>Counts the attempts of one kind.</summary>
    public static AttemptSummary Of(MapReduceJob job, TaskKind kind)
    {
        var sum = default(AttemptSummary);
        foreach (var attempt in job.Attempts.Where(attempt => attempt.Id.Task.Kind == kind))
            sum = new(sum.Total + 1, sum.Failed + (attempt.Status == "FAILED" ? 1 : 0), sum.Killed + (attempt.Status == "KILLED" ? 1 : 0),
                sum.FirstStart == 0 || sum.FirstStart > attempt.StartTime ? attempt.StartTime : sum.FirstStart, Math.Max(sum.LastFinish, attempt.FinishTime));
        return sum;
    }
}
