using System.Runtime.CompilerServices;
using Spydra.Events;
using Spydra.Gcp.Dataproc;

namespace Spydra.Jobs;

/// <summary>Runs nothing, with success: <c>cluster_type: null</c>, with which the original tries a spec without a cluster.</summary>
public sealed class NothingExecutor(JobPlan.Nothing plan) : IJobExecutor
{
    /// <inheritdoc/>
    public Task<JobHandle> SubmitAsync(Cluster cluster, CancellationToken cancellationToken) =>
        Task.FromResult(new JobHandle(plan.Id, () => Task.CompletedTask));

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunEvent> FollowAsync(JobHandle job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        cancellationToken.ThrowIfCancellationRequested();
        job.State = JobState.Done;
        yield return new RunEvent.JobStateChanged(JobState.Done);
    }
}
