using Spydra.Events;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;

namespace Spydra.Runs;

/// <summary>A job that the service has already: nothing is handed over, it is followed from where its output was printed last.</summary>
internal sealed class RecalledJob(DataprocJobExecutor executor, EarlierJob earlier) : IJobExecutor
{
    /// <inheritdoc/>
    public Task<JobHandle> SubmitAsync(Cluster cluster, CancellationToken cancellationToken) => Task.FromResult(executor.Recall(earlier.Job, earlier.PrintedTo, cancellationToken));

    /// <inheritdoc/>
    public IAsyncEnumerable<RunEvent> FollowAsync(JobHandle handle, CancellationToken cancellationToken) => executor.FollowAsync(handle, cancellationToken);
}

/// <summary>A job that an earlier client of the run handed over.</summary>
/// <param name="Job">The job.</param>
/// <param name="PrintedTo">How far its output was printed.</param>
/// <param name="Age">How long ago it was handed over; null where that is not known.</param>
internal sealed record EarlierJob(Job Job, OutputPosition? PrintedTo, TimeSpan? Age);
