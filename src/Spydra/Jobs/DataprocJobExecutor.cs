using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;

namespace Spydra.Jobs;

/// <summary>
/// Runs a job through the Dataproc API and reads its driver output from the staging bucket. <paramref name="cancelShare"/> is the share of
/// the budget of an interruption that cancelling the job may use up.
/// </summary>
public sealed class DataprocJobExecutor(
    JobPlan.Dataproc plan, DataprocClient dataproc, FileStager stager, StorageClient storage, PollSchedule schedule, TimeLimits limits,
    InterruptedAt moment, double cancelShare, IRunListener listener, TimeProvider time, Random? random = null,
    CancellationToken fence = default) : IJobExecutor
{
    /// <summary>How long output may come after the job has ended, as gcloud waits.</summary>
    private static readonly TimeSpan LateOutput = TimeSpan.FromSeconds(10);

    /// <summary>The longest pause between looks at late output.</summary>
    private static readonly PollSchedule LateLooks = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500));

    /// <inheritdoc/>
    public async Task<JobHandle> SubmitAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        moment.Watch(cancellationToken);
        var staged = await stager.StageAsync(cluster, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        var handle = new JobHandle(plan.Id, () => new JobCancellation(plan, dataproc, schedule, limits, moment, cancelShare, listener, time).CancelAsync(cancellationToken));

        // Not cut off by an interruption, as the creation of a cluster is not: a job that we do not know of could run on.
        using var underWay = GiveBack.UnderWay(time, limits, moment, cancellationToken);
        try
        {
            var submitted = await SubmitAsync(plan.BodyOn(cluster.Name, staged), underWay);
            (handle.State, handle.DriverOutputUri) = (submitted.State, submitted.DriverOutputUri);
            return handle;
        }
        catch (Exception e) when (!CallFailures.IsNotDone(e) && e is not JobTakenException)
        {
            // It may have been taken without our hearing of it. Where another client leads the run now, it is that one's.
            if (!fence.IsCancellationRequested) await handle.DisposeAsync();
            throw;
        }
    }

    /// <summary>A job that the service has already, handed over by an earlier client of the run: to be followed, and cancelled like one's own.</summary>
    public JobHandle Recall(Job job, OutputPosition? printedTo, CancellationToken cancellationToken)
    {
        moment.Watch(cancellationToken);
        return new JobHandle(plan.Id, () => new JobCancellation(plan, dataproc, schedule, limits, moment, cancelShare, listener, time).CancelAsync(cancellationToken))
        {
            State = job.State,
            DriverOutputUri = job.DriverOutputUri,
            PrintedTo = printedTo,
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunEvent> FollowAsync(JobHandle job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new RunEvent.JobStateChanged(job.State);
        var patient = dataproc.For(CallBudget.Seen(limits.Unreachable));
        var pace = new JobPace(schedule, time, random ?? Random.Shared);

        // Where an earlier client printed last: the driver may have begun another attempt since, which the first look shows.
        var outputUri = job.PrintedTo?.Uri ?? job.DriverOutputUri;
        var output = Reader(outputUri, job.PrintedTo);
        if (output is not null) yield return new RunEvent.DriverOutputFound(outputUri!);
        while (true)
        {
            if (pace.IsStateDue)
            {
                var seen = await patient.FindJobAsync(plan.Region, job.Id, cancellationToken) ?? throw new JobLostException(job.Id);
                pace.StateSeen(changed: seen.State != job.State);
                if (seen.DriverOutputUri is { } uri && uri != outputUri && Reader(uri, job.PrintedTo) is { } next)
                {
                    // Another attempt writes elsewhere. What the one before it printed comes first, and all of it.
                    await foreach (var happened in RestAsync(output, cancellationToken)) yield return happened;
                    (outputUri, output) = (uri, next);
                    pace.OutputBegins();
                    yield return new RunEvent.DriverOutputFound(uri);
                }

                if (seen.State.IsFinal())
                {
                    await foreach (var happened in EndAsync(job, seen, output, cancellationToken)) yield return happened;
                    yield break;
                }

                if (seen.State != job.State)
                {
                    job.State = seen.State;
                    yield return new RunEvent.JobStateChanged(seen.State, seen.Details);
                }
            }

            if (output is { Closed: false } && pace.IsOutputDue)
            {
                var came = false;
                await foreach (var happened in NewOutputAsync(output, hasEnded: false, cancellationToken))
                {
                    came = true;
                    yield return happened;
                }

                pace.OutputSeen(came);
                if (output.Closed) pace.StateMayChange();
            }

            await Task.Delay(pace.Pause(outputIsOpen: output is { Closed: false }), time, cancellationToken);
        }
    }

    /// <summary>The job as the service took it: now, or in an earlier try of which we did not hear; by its label we know it.</summary>
    private async Task<Job> SubmitAsync(JsonObject body, GiveBack underWay)
    {
        try
        {
            return await dataproc.SubmitJobAsync(DataprocRequest.SubmitJob(plan.Region, body, plan.RequestId), underWay.Token);
        }
        catch (SpydraException e) when (!CallFailures.IsNotDone(e) || e is ApiException { Status: HttpStatusCode.Conflict })
        {
            if (await LookAsync(underWay) is not { } there) throw;
            if (plan.IsOurs(there)) return there;
            if (e is ApiException { Status: HttpStatusCode.Conflict }) throw new JobTakenException(plan.Id, e);
            throw;
        }
    }

    /// <summary>The job of our id; null when there is none, or nobody tells.</summary>
    private async Task<Job?> LookAsync(GiveBack underWay)
    {
        try { return await dataproc.FindJobAsync(plan.Region, plan.Id, underWay.Token); }
        catch (SpydraException) { return null; }
    }

    /// <summary>The last output of a job that has ended, then its end; whoever stops reading before hears of the end all the same.</summary>
    private async IAsyncEnumerable<RunEvent> EndAsync(
        JobHandle job, Job seen, DriverOutputReader? output, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Known at once: while its last output is read, there is nothing to cancel any more.
        job.State = seen.State;
        var end = new RunEvent.JobStateChanged(seen.State, seen.Details);
        var told = false;
        try
        {
            await foreach (var happened in RestAsync(output, cancellationToken)) yield return happened;
            if (output is { Closed: false }) yield return new RunEvent.Warned("The job has ended, but its driver output was not closed; some of it may be missing.");
            told = true;
            yield return end;
        }
        finally
        {
            if (!told) listener.On(end);
        }
    }

    /// <summary>What is left of an attempt that has ended: until its output is closed, or has been given its time.</summary>
    private async IAsyncEnumerable<RunEvent> RestAsync(DriverOutputReader? output, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (output is null) yield break;
        var ended = time.GetTimestamp();
        for (var pause = LateLooks.First; ; pause = LateLooks.After(pause))
        {
            await foreach (var happened in NewOutputAsync(output, hasEnded: true, cancellationToken)) yield return happened;
            if (output.BrokeOff) ended = time.GetTimestamp();
            if (output.Closed || time.GetElapsedTime(ended) >= LateOutput) yield break;
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private static async IAsyncEnumerable<RunEvent> NewOutputAsync(
        DriverOutputReader output, bool hasEnded, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var replaced = output.Replaced;
        await foreach (var bytes in output.NewBytesAsync(hasEnded, cancellationToken))
        {
            if (replaced != output.Replaced) yield return new RunEvent.Warned("The driver output became shorter than it was: another took its place, and follows from its beginning.");
            replaced = output.Replaced;
            yield return new RunEvent.DriverOutput(bytes) { End = output.Position };
        }
    }

    /// <summary>An object that is not there is no failure: output begins when it begins.</summary>
    private DriverOutputReader? Reader(string? uri, OutputPosition? printedTo) => GsUri.TryParse(uri, out var prefix)
        ? new DriverOutputReader(
            storage.For(CallBudget.Seen(limits.Unreachable) with { Missing = TimeSpan.Zero }), prefix, printedTo?.Uri == prefix.ToString() ? printedTo : null)
        : null;
}
