using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>Whether a job whose driver failed is run again (https://docs.cloud.google.com/dataproc/docs/concepts/jobs/restartable-jobs).</summary>
internal static class RestartRule
{
    // The field's comment says four failures within ten minutes are thrashing, the guide says more than four; this is the comment.
    private const int ThrashingFailures = 4;
    private static readonly TimeSpan ThrashingWindow = TimeSpan.FromMinutes(10);

    /// <param name="scheduling">The job's <c>scheduling</c>, or null.</param>
    /// <param name="failures">When the driver failed, the last one included.</param>
    /// <param name="now">Now.</param>
    public static bool Restarts(JsonObject? scheduling, IReadOnlyCollection<DateTimeOffset> failures, DateTimeOffset now)
    {
        var perHour = scheduling?.Number("maxFailuresPerHour") ?? 0;
        var total = scheduling?.Number("maxFailuresTotal") ?? 0;
        if (perHour == 0 && total == 0) return false;
        if (perHour > 0 && Within(TimeSpan.FromHours(1)) > perHour) return false;
        if (total > 0 && failures.Count > total) return false;
        return Within(ThrashingWindow) < ThrashingFailures;

        int Within(TimeSpan window) => failures.Count(failure => failure > now - window);
    }
}
