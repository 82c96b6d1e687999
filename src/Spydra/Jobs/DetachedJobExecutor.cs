using System.Runtime.CompilerServices;
using Spydra.Events;
using Spydra.Gcp.Dataproc;

namespace Spydra.Jobs;

/// <summary>Hands a job over as another executor does, and leaves it: nobody follows it, and nobody cancels it (<c>submit.options.async</c>).</summary>
public sealed class DetachedJobExecutor(IJobExecutor executor) : IJobExecutor
{
    /// <inheritdoc/>
    public async Task<JobHandle> SubmitAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        var handle = await executor.SubmitAsync(cluster, cancellationToken);
        if (cancellationToken.IsCancellationRequested)
        {
            // Interrupted while it was being handed over: whoever did that does not want the job.
            await handle.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return new JobHandle(handle.Id, () => Task.CompletedTask) { State = handle.State, DriverOutputUri = handle.DriverOutputUri };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RunEvent> FollowAsync(JobHandle job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return new RunEvent.JobStateChanged(job.State);
        if (job.DriverOutputUri is { } uri) yield return new RunEvent.DriverOutputFound(uri);
    }
}
