using System.Net;
using System.Runtime.CompilerServices;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;

namespace Spydra.Jobs;

/// <summary>Runs a job through the Dataproc API and reads its driver output from the staging bucket.</summary>
public sealed class DataprocJobExecutor(
    JobPlan.Dataproc plan, DataprocClient dataproc, FileStager stager, StorageClient storage, PollSchedule schedule, TimeLimits limits, IRunListener listener, TimeProvider time)
    : IJobExecutor
{
    /// <summary>How long output may come after the job has ended, as gcloud waits.</summary>
    private static readonly TimeSpan LateOutput = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause between looks at the driver output: a person is watching.</summary>
    private static readonly TimeSpan SlowestOutput = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    public async Task<JobHandle> SubmitAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        var staged = await stager.StageAsync(cluster, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var handle = new JobHandle(plan.Id, () => CancelAsync(cancellationToken));
        try
        {
            // Not cancelled with the run, as the creation of a cluster is not: a job that we do not know of could run on.
            using var deadline = new CancellationTokenSource(limits.Interrupt, time);
            var submitted = await dataproc.SubmitJobAsync(
                DataprocRequest.SubmitJob(plan.Region, plan.BodyOn(cluster.Name, staged), plan.RequestId), deadline.Token);
            (handle.State, handle.DriverOutputUri) = (submitted.State, submitted.DriverOutputUri);
            return handle;
        }
        catch (Exception e) when (!IsRefusal(e))
        {
            // It may have been taken without our hearing of it.
            await handle.DisposeAsync();
            if (e is OperationCanceledException) throw new TimeLimitException($"Submitting job '{plan.Id}'", limits.Interrupt, "settings.time_limits.interrupt");
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunEvent> FollowAsync(JobHandle job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new RunEvent.JobStateChanged(job.State);
        var (statePause, outputPause) = (schedule.First, schedule.First);
        var (outputUri, output) = (job.DriverOutputUri, Reader(job.DriverOutputUri));
        if (output is not null) yield return new RunEvent.DriverOutputFound(outputUri!);
        while (true)
        {
            var seen = await dataproc.FindJobAsync(plan.Region, job.Id, cancellationToken) ?? throw new JobLostException(job.Id);
            var lookedAt = time.GetTimestamp();
            statePause = schedule.After(statePause);
            if (seen.DriverOutputUri is { } uri && uri != outputUri && Reader(uri) is { } next)
            {
                // Another attempt writes elsewhere. What the one before it printed comes first, and all of it.
                await foreach (var bytes in RestAsync(output, cancellationToken)) yield return new RunEvent.DriverOutput(bytes);
                (outputUri, output) = (uri, next);
                yield return new RunEvent.DriverOutputFound(uri);
            }

            if (seen.State.IsFinal())
            {
                await foreach (var bytes in RestAsync(output, cancellationToken)) yield return new RunEvent.DriverOutput(bytes);
                if (output is { Closed: false }) yield return new RunEvent.Warned("The job has ended, but its driver output was not closed; some of it may be missing.");
                job.State = seen.State;
                yield return new RunEvent.JobStateChanged(seen.State, seen.Details);
                yield break;
            }

            if (seen.State != job.State)
            {
                job.State = seen.State;
                yield return new RunEvent.JobStateChanged(seen.State, seen.Details);
            }

            // Output between two looks at the state.
            do
            {
                var any = false;
                if (output is not null)
                    await foreach (var bytes in output.NewBytesAsync(cancellationToken))
                    {
                        any = true;
                        yield return new RunEvent.DriverOutput(bytes);
                    }

                outputPause = any ? schedule.First : Min(schedule.After(outputPause), SlowestOutput);
                await Task.Delay(outputPause, time, cancellationToken);
            }
            while (output is { Closed: false } && time.GetElapsedTime(lookedAt) < statePause);
        }
    }

    /// <summary>What is left of an attempt that has ended: until its output is closed, or has been given its time.</summary>
    private async IAsyncEnumerable<ReadOnlyMemory<byte>> RestAsync(DriverOutputReader? output, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (output is null) yield break;
        var ended = time.GetTimestamp();
        for (var pause = schedule.First; ; pause = Min(schedule.After(pause), SlowestOutput))
        {
            await foreach (var bytes in output.NewBytesAsync(cancellationToken)) yield return bytes;
            if (output.Closed || time.GetElapsedTime(ended) >= LateOutput) yield break;
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private DriverOutputReader? Reader(string? uri) => GsUri.TryParse(uri, out var prefix) ? new DriverOutputReader(storage, prefix) : null;

    private async Task CancelAsync(CancellationToken interrupted)
    {
        using var budget = new GiveBack(time, limits, interrupted);
        try
        {
            listener.On(new RunEvent.JobCancelling(plan.Id));
            var ended = await new Poller(time, schedule).UntilAsync(TryCancelAsync, job => job.Ended, limits.Interrupt / 3, budget.Token);
            if (ended is null) StillRuns("it had not ended when the time for that was up.");
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
    private async Task<CancelLook> TryCancelAsync(CancellationToken cancellationToken)
    {
        var seen = await dataproc.FindJobAsync(plan.Region, plan.Id, cancellationToken);
        if (seen is null || seen.State.IsFinal()) return new CancelLook(Ended: true);
        if (seen.State is JobState.CancelPending or JobState.CancelStarted) return new CancelLook(Ended: false);
        try
        {
            await dataproc.CancelJobAsync(plan.Region, plan.Id, cancellationToken);
        }
        catch (ApiException e) when (e.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound)
        {
            // It moved on since we looked.
        }

        return new CancelLook(Ended: false);
    }

    /// <summary>Whether the service did not do it. Not so for "too many requests": an earlier try, whose answer was lost, may have gone through.</summary>
    private static bool IsRefusal(Exception e) => e is ApiException
    {
        Status: < HttpStatusCode.InternalServerError and not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests),
    };

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private sealed record CancelLook(bool Ended);
}
