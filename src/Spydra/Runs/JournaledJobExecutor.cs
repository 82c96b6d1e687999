using Spydra.Events;
using Spydra.Gcp;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>
/// Writes down that the job is about to be handed over, before it is. A job that another client leads now, or that is to go on without us, is not
/// cancelled.
/// </summary>
internal sealed class JournaledJobExecutor(IJobExecutor executor, RunJournal journal, RunHold hold) : IJobExecutor
{
    private JobHandle? inner;

    /// <inheritdoc/>
    public async Task<JobHandle> SubmitAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        await journal.IntendAsync(now => new JournalRecord.Submitting(now), cancellationToken);
        try
        {
            inner = await executor.SubmitAsync(cluster, cancellationToken);
        }
        catch (Exception e) when (CallFailures.IsNotDone(e) || e is HadoopNotFoundException or HadoopNotStartedException or JarNotFoundException)
        {
            journal.Note(now => new JournalRecord.NotSubmitted(now));
            throw;
        }

        journal.Note(now => new JournalRecord.Submitted(now));
        hold.HasJob = true;
        return new JobHandle(inner.Id, CancelAsync) { State = inner.State, DriverOutputUri = inner.DriverOutputUri, PrintedTo = inner.PrintedTo };
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<RunEvent> FollowAsync(JobHandle job, CancellationToken cancellationToken) => executor.FollowAsync(job, cancellationToken);

    private async Task CancelAsync()
    {
        if (!hold.IsKept && !journal.LeadLost.IsCancellationRequested) await inner!.DisposeAsync();
    }
}
