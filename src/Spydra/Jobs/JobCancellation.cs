using System.Net;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;

namespace Spydra.Jobs;

/// <summary>Ends a job that a run leaves before its end, and tells the end that it sees. Reports in place of throwing, and never touches a job that is not the run's own.</summary>
internal sealed class JobCancellation(
    JobPlan.Dataproc plan, DataprocClient dataproc, PollSchedule schedule, TimeLimits limits, InterruptedAt moment, double share, IRunListener listener, TimeProvider time)
{
    public async Task CancelAsync(CancellationToken interrupted)
    {
        using var budget = new GiveBack(time, limits, interrupted, moment, share);
        try
        {
            listener.On(new RunEvent.JobCancelling(plan.Id));
            // Once it is being cancelled it ends by itself: that is not waited for as long as for a service that is away.
            var ended = await new Poller(time, schedule).UntilAsync(
                token => TryCancelAsync(dataproc.For(budget.Calls), token), job => job.Ended, limits.Interrupt / 3, budget.Token);
            if (ended is null) StillRuns("it had not ended when the time for that was up.");
            else if (ended.Job is { } job) listener.On(new RunEvent.JobStateChanged(job.State, job.Details));
        }
        catch (OperationCanceledException)
        {
            StillRuns("the service did not answer in time.");
        }
        catch (SpydraException e)
        {
            StillRuns(e.Message);
        }
    }

    private void StillRuns(string reason) => listener.On(new RunEvent.Warned(
        $"Job '{plan.Id}' could not be cancelled: {reason} Where its cluster stays, it may run on; end it with: "
        + $"gcloud dataproc jobs kill {plan.Id} --project={plan.Region.Project} --region={plan.Region.Region}"));

    /// <summary>A job can only be cancelled in some states (not in SETUP_DONE, for instance), so this is tried until it has an end.</summary>
    private async Task<Look> TryCancelAsync(DataprocClient patient, CancellationToken cancellationToken)
    {
        var seen = await patient.FindJobAsync(plan.Region, plan.Id, cancellationToken);
        if (seen is null || !plan.IsOurs(seen)) return new Look(Ended: true);
        if (seen.State.IsFinal()) return new Look(Ended: true, seen);
        if (seen.State is JobState.CancelPending or JobState.CancelStarted) return new Look(Ended: false);
        try
        {
            await patient.CancelJobAsync(plan.Region, plan.Id, cancellationToken);
        }
        catch (ApiException e) when (e.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
        {
            // It moved on since we looked.
        }

        return new Look(Ended: false);
    }

    /// <summary>Whether nothing is left to end; and the job, if it is ours, as it ended.</summary>
    private sealed record Look(bool Ended, Job? Job = null);
}
