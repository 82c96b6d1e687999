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
        var attempt = journal.Story.Facts?.Attempt;
        while (true)
        {
            if (journal.Story is { JobMayLive: true, Submitted: not null, Facts: { Project: not null } facts } && watched.Add(facts.JobId))
            {
                if (await WatchAsync(facts, cancellationToken)) return null;
            }
            else
            {
                await Task.Delay(Pause, services.Time, cancellationToken);
                if (await journal.TryLeadAsync(false, cancellationToken)) return null;
            }

            attempt ??= journal.Story.Facts?.Attempt;
            if (Ended(attempt) is { } result) return new(journal.Story, result);
        }
    }

    /// <summary>The leader's end is ours too; not that of one that was interrupted, or that ended before we came.</summary>
    private RunResult? Ended(int? attempt) =>
        journal.Story is { Facts: { } facts, Result: { } result } && facts.Attempt >= (attempt ?? 0) && !start.Again && (result.IsFinal || result.Class is not null) ? result : null;

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
            return await leads;
        }

        await stop.CancelAsync();
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
