using Spydra.Events;
using Spydra.Failures;
using Spydra.Jobs;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>Ends a run from outside: its job is cancelled, its cluster given back, whether a client leads it or not.</summary>
public sealed class RunCanceller(RunServices services, string key, RunFacts facts, JournalPlaces places, IRunListener told)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Returns when nothing of the run lives; the result is that of a run which had ended before, if it had.</summary>
    public async Task<RunAnswer> CancelAsync(CancellationToken cancellationToken)
    {
        await using var journal = new RunJournal(places, told, services.Time);
        var listener = new OneAtATime(told);
        var plan = RunPlans.Recalled(facts);
        var asked = false;
        while (!await journal.TryLeadAsync(false, cancellationToken))
        {
            if (journal.Story.Result is { } ended) return new(journal.Story, ended);
            if (!asked)
            {
                // The leader looks for the wish a few times a minute; a job that is there need not wait for that.
                await journal.AskToCancelAsync(cancellationToken);
                listener.On(new RunEvent.Waiting($"{journal.Story.Leader}, which leads the run, to end it"));
                await EndJobAsync(plan, journal, listener, cancellationToken);
                asked = true;
            }

            await Task.Delay(Pause, services.Time, cancellationToken);
        }

        var written = new OneAtATime(new Listeners(told, journal));
        await journal.ClearCancelAsync(cancellationToken);
        if (journal.Story.Result is { } before) return new(journal.Story, before);
        await EndJobAsync(plan, journal, written, cancellationToken);
        if (plan.Cluster is Clusters.ClusterPlan.Ephemeral own && await services.FindOursAsync(own, journal.Story.MayHaveCluster, written, cancellationToken) is { } cluster)
        {
            await journal.IntendAsync(now => new JournalRecord.Releasing(now), cancellationToken);
            await using var hold = services.HoldOn(own, cluster, written, cancellationToken);
        }

        if (journal.Story is { JobMayLive: true, Submitted: not null }) return new(journal.Story, null);
        var asking = new CancelAskedException(key);
        var result = journal.Story.State is JobState.Done or JobState.Error
            ? Conclusions.Of(journal.Story, null)!
            : new RunResult(true, journal.Story.State, FailureClass.Cancelled) { Cause = asking.Message, WhatToDo = asking.NextStep };
        await journal.IntendAsync(now => new JournalRecord.Ended(now, result), cancellationToken);
        return new(journal.Story, result);
    }

    private async Task EndJobAsync(RunPlan plan, RunJournal journal, OneAtATime listener, CancellationToken cancellationToken)
    {
        if (await services.RecallAsync(plan, journal.Story, listener, cancellationToken) is not { Job: { } job }) return;
        if (job.State.IsFinal()) listener.On(new RunEvent.JobStateChanged(job.State, job.Details));
        else await services.CancelAsync(plan, job, listener, cancellationToken);
    }
}
