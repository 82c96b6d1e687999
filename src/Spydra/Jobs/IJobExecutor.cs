using Spydra.Events;
using Spydra.Gcp.Dataproc;

namespace Spydra.Jobs;

/// <summary>Runs a job somewhere.</summary>
public interface IJobExecutor
{
    /// <summary>Hands the job over. When it throws, no job is left running.</summary>
    Task<JobHandle> SubmitAsync(Cluster cluster, CancellationToken cancellationToken);

    /// <summary>What the job does, as it does it: states and driver output, until a final state and all output are seen.</summary>
    IAsyncEnumerable<RunEvent> FollowAsync(JobHandle job, CancellationToken cancellationToken);
}

/// <summary>A submitted job; disposing it cancels a job that is not known to have ended, and reports in place of throwing.</summary>
public sealed class JobHandle(string id, Func<Task> cancel) : IAsyncDisposable
{
    /// <summary>The job's id.</summary>
    public string Id { get; } = id;

    /// <summary>The last state that was seen.</summary>
    public JobState State { get; set; } = JobState.Pending;

    /// <summary>Where its first attempt's output will lie, if the service said so when it took the job.</summary>
    public string? DriverOutputUri { get; set; }

    /// <summary>How far its output was printed by an earlier client; null: not at all.</summary>
    public OutputPosition? PrintedTo { get; init; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!State.IsFinal()) await cancel();
    }
}
