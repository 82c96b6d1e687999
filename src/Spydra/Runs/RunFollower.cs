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
        var watched = new HashSet<string>(StringComparer.Ordinal);

        // The attempt that is on its way, or the next one: what has ended before we came, is not the end that we wait for.
        var attempt = journal.Story is { Facts.Attempt: var latest } story ? story.Result is null ? latest : latest + 1 : 1;
        while (true)
        {
            if (journal.Story is { Facts: { } other, Result: null or { IsFinal: true } } && start.Digest is { } digest && digest != other.Digest && !start.Again)
                throw new KeyTakenException(start.Key.Text, other, journal.Story.Result is not null);
            bool leads;
            if (journal.Story is { Submitted: not null, Facts: { Project: not null } facts } && facts.Attempt >= attempt && watched.Add(facts.JobId))
            {
                // Also one that has ended since the last look: its output is to be shown.
                leads = await WatchAsync(facts, cancellationToken);
            }
            else if (Ended(attempt, journal.Story.IsLeft) is { } ended)
            {
                return new(journal.Story, ended);
            }
            else
            {
                await Task.Delay(Pause, services.Time, cancellationToken);
                leads = await journal.TryLeadAsync(false, cancellationToken);
            }

            if (leads) return Ended(attempt, leaderIsGone: true) is { } result ? new(journal.Story, result) : null;
        }
    }

    /// <summary>
    /// The leader's end is ours too; not that of one that was interrupted. Before it is gone, what ends in a failure may be tried once more.
    /// </summary>
    private RunResult? Ended(int attempt, bool leaderIsGone) =>
        journal.Story is { Facts: { } facts, Result: { } result } && !start.Again
        && (result.IsFinal || (facts.Attempt >= attempt && result.Class is not null && leaderIsGone)) ? result : null;

    /// <summary>True when this client leads now.</summary>
    private async Task<bool> WatchAsync(RunFacts facts, CancellationToken cancellationToken)
    {
        var plan = RunPlans.Recalled(facts);
        if (await services.RecallAsync(plan, journal.Story, listener, cancellationToken) is not { Job: { } job }) return false;
        listener.On(new RunEvent.RunStarted(facts.RunId, facts.Project, facts.Region));
        listener.On(new RunEvent.JobSubmitted(facts.JobId));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var leads = LeadsAsync();
        try
        {
            await foreach (var happened in services.WatchAsync(plan, job, journal.Position, listener, stop.Token)) listener.On(happened);
        }
        catch (OperationCanceledException) when (leads.IsCompletedSuccessfully && !cancellationToken.IsCancellationRequested)
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
