using Spydra.Events;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>A client of a run that another leads: shows its job as the leader does, ends as the leader ends, and takes the lead if that one goes.</summary>
internal sealed class RunFollower(RunServices services, RunStart start, RunJournal journal, IRunListener listener)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Returns when this client leads (null), or the leader has brought the run to an end.</summary>
    public async Task<RunAnswer?> FollowAsync(CancellationToken cancellationToken)
    {
        if (await journal.TryLeadAsync(start.Key.IsRandom && start.Digest is not null, cancellationToken)) return null;
        listener.On(new RunEvent.RunFollowed(start.Key.Text, journal.Story.Leader ?? "another client"));
        var (shown, whole) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));

        // The attempt that is on its way, or the next one: what has ended before we came, is not the end that we wait for.
        var attempt = journal.Story is { Facts.Attempt: var latest } story ? story.Result is null ? latest : latest + 1 : 1;
        for (var leads = false; ;)
        {
            if (journal.Story is { Facts: { } other, Result: null or { IsFinal: true } } && start.Digest is { } digest && digest != other.Digest && !start.Again)
                throw new KeyTakenException(start.Key.Text, other, journal.Story.Result is not null);

            var ended = Ended(attempt, leads || journal.Story.IsLeft);
            if (leads && ended is null) return null;
            if (start.Detach && ended is null && journal.Story is { Submitted: not null, Result: null } there && there.Facts!.Attempt >= attempt)
            {
                // The service has the job, and its leader sees to it.
                listener.On(new RunEvent.RunLeft(start.Key.Text));
                return new(there, null);
            }

            if (journal.Story is { Submitted: not null, Facts: { Project: not null } facts } && facts.Attempt >= attempt && !whole.Contains(facts.JobId))
            {
                // Also one that has ended since the last look: its output is to be shown. Who takes the lead in the middle of it, shows the rest as the leader.
                var led = leads;
                leads = await WatchAsync(facts, isFirst: shown.Add(facts.JobId), leads, cancellationToken);
                if (leads == led) whole.Add(facts.JobId);
            }
            else if (ended is not null)
            {
                return new(journal.Story, ended);
            }
            else
            {
                await Task.Delay(Pause, services.Time, cancellationToken);
                leads = await journal.TryLeadAsync(false, cancellationToken);
            }
        }
    }

    /// <summary>
    /// The leader's end is ours too; not that of one that was interrupted. Before it is gone, what ends in a failure may be tried once more.
    /// </summary>
    private RunResult? Ended(int attempt, bool leaderIsGone) =>
        journal.Story is { Facts: { } facts, Result: { } result } && !start.Again
        && (result.IsFinal || (facts.Attempt >= attempt && result.Class is not null && leaderIsGone)) ? result : null;

    /// <summary>Shows a job, and looks meanwhile whether the lead is to be taken, unless this client has it; true when it has it in the end.</summary>
    private async Task<bool> WatchAsync(RunFacts facts, bool isFirst, bool leadsAlready, CancellationToken cancellationToken)
    {
        var plan = RunPlans.Recalled(facts);
        if (await services.RecallAsync(plan, journal.Story, listener, cancellationToken) is not { Job: { } job }) return leadsAlready;
        if (isFirst)
        {
            listener.On(new RunEvent.RunStarted(facts.RunId, facts.Project, facts.Region));
            listener.On(new RunEvent.JobSubmitted(facts.JobId));
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var taken = false;
        var leads = leadsAlready ? Task.FromResult(true) : LeadsAsync();
        try
        {
            await foreach (var happened in services.WatchAsync(plan, job, journal.Position, listener, stop.Token)) listener.On(happened);
        }
        catch (OperationCanceledException) when (Volatile.Read(ref taken) && !cancellationToken.IsCancellationRequested)
        {
            // It leads, and goes on with the job from where it has printed it.
        }
        finally
        {
            await stop.CancelAsync();
            await leads;
        }

        return await leads;

        async Task<bool> LeadsAsync()
        {
            try
            {
                while (true)
                {
                    await Task.Delay(Pause, services.Time, stop.Token);
                    if (!await journal.TryLeadAsync(false, stop.Token)) continue;

                    // Said before the watching is cut off: who is cut off asks why.
                    Volatile.Write(ref taken, true);
                    await stop.CancelAsync();
                    return true;
                }
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }
}
