using Spydra.Emulator.Dataproc.State;
using Spydra.Emulator.Dataproc.Wire;

namespace Spydra.Emulator.Dataproc.Rules;

/// <summary>
/// What becomes of a job that was active when an emulator was killed. To the service that is a driver that was lost, so that the same rules hold:
/// one that had not begun, begins; one that may be restarted, is; every other one has failed.
/// </summary>
internal static class LeftoverJobs
{
    private const string Lost = "The emulator ended while the job was active, and its driver with it.";

    /// <summary>The job as it is now; if it has not ended, it is to be set on its way again.</summary>
    /// <param name="job">The job as it was left.</param>
    /// <param name="clusterTakesJobs">Whether its cluster is still there, and one on which jobs run.</param>
    /// <param name="now">Now.</param>
    public static JobRecord Settled(JobRecord job, bool clusterTakesJobs, DateTimeOffset now)
    {
        if (JobStates.IsBeingCancelled(job.Resource)) return Ended(job, JobStates.Cancelled, "KILLED", null, now);
        if (!clusterTakesJobs) return Ended(job, JobStates.Error, "FAILED", Lost + " So has its cluster.", now);
        if (job.State != JobStates.Running) return job;

        var failed = job with { Failures = [.. job.Failures, now] };
        return RestartRule.Restarts(job.Resource.Child("scheduling"), failed.Failures, now)
            ? Ended(failed, JobStates.AttemptFailure, "FAILED", Lost, now)
            : Ended(job, JobStates.Error, "FAILED", Lost + " Submit the job again.", now);
    }

    private static JobRecord Ended(JobRecord job, string state, string application, string? details, DateTimeOffset now) => job.Changed(resource =>
    {
        YarnApplications.End(resource, application);
        JobStates.Move(resource, state, now, details);
    });
}
