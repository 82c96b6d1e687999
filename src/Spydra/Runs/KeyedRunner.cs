using Spydra.Clusters;
using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>
/// Runs a key: takes the lead or follows who has it, finds out from journal and service how far earlier clients came, and goes on from there. However
/// often it is started, by however many clients, there is one job.
/// </summary>
public sealed class KeyedRunner(RunServices services, RunStart start, JournalPlaces places, IRunListener told)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    private readonly DriverTail tail = new();

    /// <summary>What the journal tells now.</summary>
    public RunStory Story { get; private set; } = RunStory.Empty;

    /// <summary>Runs it to its end, or to where it goes on without this client.</summary>
    /// <exception cref="SpydraException">The run could not be brought to an end; what could be given back was given back.</exception>
    public async Task<RunAnswer> RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var journal = new RunJournal(places, told, services.Time);
            var listener = new OneAtATime(new ToldAndWritten(told, journal, tail, start.ShowsOutput));
            if (await new RunFollower(services, start, journal, listener).FollowAsync(cancellationToken) is { } ended) return ended;
            try
            {
                return await LeadAsync(journal, listener, cancellationToken);
            }
            catch (Exception e) when (journal.LeadLost.IsCancellationRequested && !cancellationToken.IsCancellationRequested && e is OperationCanceledException or LeadLostException)
            {
                // Thought to be gone: whoever leads now is followed.
            }
            finally
            {
                Story = journal.Story;
            }
        }
    }

    private async Task<RunAnswer> LeadAsync(RunJournal journal, OneAtATime listener, CancellationToken cancellationToken)
    {
        if (journal.Story.Facts is not null) await journal.ClearCancelAsync(cancellationToken);
        await GiveBackOldAsync(journal, listener, cancellationToken);
        for (var (retries, begun) = (0, false); ;)
        {
            try
            {
                switch (Continuation.Of(journal.Story, start.Digest, start.Again && !begun))
                {
                    case Continuation.Answer { Result: { IsFinal: false, Class: null } }:
                        throw new RunInterruptedException(start.Key.Text);
                    case Continuation.Answer answer:
                        var known = new RunAnswer(journal.Story, answer.Result);
                        if (!begun) listener.On(known.Told(start.Key.Text));
                        return known;
                    case Continuation.Refuse refuse:
                        throw new KeyTakenException(start.Key.Text, refuse.Other, refuse.IsOver);
                    case Continuation.Begin when start.Digest is null:
                        throw new NoJobYetException(start.Key.Text);
                    case Continuation.Begin(var attempt):
                        begun = true;
                        if (await AttemptAsync(attempt, isNew: true, journal, listener, cancellationToken) is { } done) return done;
                        break;
                    case Continuation.GoOn(var attempt):
                        begun = true;
                        if (await AttemptAsync(attempt, isNew: false, journal, listener, cancellationToken) is { } ended) return ended;
                        break;
                }
            }
            catch (JobTimeLimitException) when (journal.Story.JobEndedByItself)
            {
                // It had ended before it could be cancelled: its own end counts, and the rest of its output is still to be shown.
            }
            catch (EarlierAttemptException)
            {
                // Its journal was lost, but not its name: the next attempt has one of its own. Unless it has a job: then that is followed.
            }
            catch (SpydraException e) when (retries < start.Retries && IsWorthRetrying(e) && !cancellationToken.IsCancellationRequested)
            {
                var pause = FirstRetry * Math.Pow(2, retries) is var wanted && wanted < LongestRetry ? wanted : LongestRetry;
                listener.On(new RunEvent.Warned($"{e.Message} Trying again in {pause.TotalSeconds:0} s ({++retries} of {start.Retries})."));
                await Task.Delay(pause, services.Time, cancellationToken);
            }
        }
    }

    /// <summary>Null where another attempt is due.</summary>
    private async Task<RunAnswer?> AttemptAsync(int number, bool isNew, RunJournal journal, OneAtATime listener, CancellationToken cancellationToken)
    {
        var (plan, facts) = await start.PlanAsync(number, cancellationToken);
        Recollection? seen = null;
        if (!isNew || !start.Key.IsRandom)
        {
            var cannotBeAsked = plan.Job is JobPlan.OnPremise || (start.Digest is null && plan.Region is null);
            if (!isNew && cannotBeAsked && journal.Story.JobMayLive) throw new JobMayLiveException(start.Key.Text);
            seen = await services.RecallAsync(plan, isNew ? RunStory.Empty : journal.Story, listener, cancellationToken);
        }

        if (isNew) await journal.IntendAsync(now => new JournalRecord.Begun(now, facts), cancellationToken);
        switch (seen?.Step(journal.Story, start.Again && isNew) ?? RecallStep.Start)
        {
            case RecallStep.GiveUp:
                if (seen!.Cluster is { } left) await GiveBackAsync(plan, left, journal, listener, cancellationToken);
                await EndAsync(journal, new RunResult(false, null, null));
                return null;
            case RecallStep.Lost:
                if (seen!.Cluster is { } orphan) await GiveBackAsync(plan, orphan, journal, listener, cancellationToken);
                if (journal.Story.JobEndedByItself)
                {
                    var known = await ExplainAsync(Conclusions.Of(journal.Story, null)!, journal, listener, cancellationToken);
                    await EndAsync(journal, known);
                    return new(journal.Story, known);
                }

                var lost = new JobLostException(plan.Job.Id);
                await EndAsync(journal, Conclusions.Of(journal.Story, lost)!);
                throw lost;
            case RecallStep.Follow:
                listener.On(new RunEvent.RunContinued(start.Key.Text, number, $"its job is {seen!.Job!.State.Word()}"));
                if (seen.Cluster is { } held) listener.On(new RunEvent.ClusterRequested(held.Name));
                break;
            default:
                if (start.Digest is null) throw new NoJobYetException(start.Key.Text);
                if (!isNew) listener.On(new RunEvent.RunContinued(start.Key.Text, number, seen?.Cluster is { } there ? $"its cluster is {there.State}" : "it had no job yet"));
                break;
        }

        var outcome = await RunOneAsync(plan, seen, journal, listener, cancellationToken);
        if (outcome.State.IsFinal() && journal.Story is { IsCancelling: true, State: JobState.Cancelled })
        {
            // An earlier client had begun to end it, and did not come to an end itself. Nobody else ended it: the run is still to be done.
            await EndAsync(journal, new RunResult(false, outcome.State, null));
            return null;
        }

        if (!outcome.State.IsFinal())
        {
            listener.On(new RunEvent.RunLeft(start.Key.Text));
            return new(journal.Story, null);
        }

        var result = await ExplainAsync(Conclusions.Of(journal.Story, null, tail.Text)! with { MissingHistory = outcome.Missing }, journal, listener, cancellationToken);
        await EndAsync(journal, result);
        return new(journal.Story, result);
    }

    /// <summary>Nothing is held any more when the cause is looked for.</summary>
    private async Task<RunResult> ExplainAsync(RunResult result, RunJournal journal, OneAtATime listener, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, journal.LeadLost);
        return await new FailureExplainer(services, listener).ExplainAsync(journal.Story, result, tail.Text, stop.Token);
    }

    private async Task<RunOutcome> RunOneAsync(RunPlan plan, Recollection? seen, RunJournal journal, OneAtATime listener, CancellationToken cancellationToken)
    {
        var leaves = start.Detach && seen?.Job?.State.IsFinal() != true;
        var hold = new RunHold(() => leaves || (start.LeaveOnInterrupt && cancellationToken.IsCancellationRequested));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, journal.CancelAsked, journal.LeadLost);
        try
        {
            return await services.RunnerOf(leaves ? plan.Left() : plan, seen, journal, hold, listener).RunAsync(plan, stop.Token);
        }
        catch (Exception e) when (!journal.LeadLost.IsCancellationRequested && e is SpydraException or OperationCanceledException)
        {
            if (hold.IsKept && e is OperationCanceledException)
            {
                listener.On(new RunEvent.RunLeft(start.Key.Text));
                throw;
            }

            var failure = e is OperationCanceledException && journal.CancelAsked.IsCancellationRequested && !cancellationToken.IsCancellationRequested ? new CancelAskedException(start.Key.Text) : e;

            // Another client, of which no journal tells, was quicker than we, and its job is there by now.
            if (e is EarlierAttemptException && (await services.RecallAsync(plan, RunStory.Empty, listener, cancellationToken)).Job is not null) throw;

            // Where the job had ended, what failed is to print the rest of its output: that is left to the next start of the key.
            if (!journal.Story.JobEndedByItself && Conclusions.Of(journal.Story, failure, tail.Text) is { } result) await EndAsync(journal, result);
            if (failure != e) throw failure;
            throw;
        }
    }

    /// <summary>What an earlier attempt could not give back, is tried once more before anything else.</summary>
    private async Task GiveBackOldAsync(RunJournal journal, OneAtATime listener, CancellationToken cancellationToken)
    {
        if (journal.Story is not { LeftBehind: { Length: > 0 } left, Facts: { Project: { } project, Region: { } region } }) return;
        foreach (var cluster in left)
        {
            var own = RunPlans.OwnCluster(new RegionPath(project, region), cluster.Cluster, cluster.RunId);
            if (await services.FindOursAsync(own, known: true, listener, cancellationToken) is { } there)
            {
                await using var hold = services.HoldOn(own, there, listener, cancellationToken);
            }
            else
            {
                journal.Note(now => new JournalRecord.Released(now, cluster.Cluster));
            }
        }
    }

    private async Task GiveBackAsync(RunPlan plan, Cluster left, RunJournal journal, OneAtATime listener, CancellationToken cancellationToken)
    {
        await journal.IntendAsync(now => new JournalRecord.Releasing(now), cancellationToken);
        await using var hold = services.HoldOn((ClusterPlan.Ephemeral)plan.Cluster, left, listener, cancellationToken);
    }

    private static async Task EndAsync(RunJournal journal, RunResult result)
    {
        try { await journal.IntendAsync(now => new JournalRecord.Ended(now, result), CancellationToken.None); }
        catch (LeadLostException) { /* whoever leads now comes to the same end */ }
    }

    private static bool IsWorthRetrying(SpydraException e) => FailureClasses.Of(e) is FailureClass.Capacity or FailureClass.Cluster or FailureClass.Unreachable;

    /// <summary>The user first, so that what is written of the output is what was printed.</summary>
    private sealed class ToldAndWritten(IRunListener told, RunJournal journal, DriverTail tail, bool showsOutput) : IRunListener
    {
        public void On(RunEvent happened)
        {
            tail.On(happened);
            if (happened is RunEvent.DriverOutput && !showsOutput) return;
            told.On(happened);
            journal.On(happened);
        }
    }
}
