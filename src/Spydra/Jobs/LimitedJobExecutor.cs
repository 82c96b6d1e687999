using System.Runtime.CompilerServices;
using Spydra.Events;
using Spydra.Gcp.Dataproc;

namespace Spydra.Jobs;

/// <summary>
/// Follows a job as another executor does, for as long as the job may run (<c>max_runtime</c>), counted from its submission. What ends the
/// job is the disposing of its handle, as after every other failure of a run. <paramref name="already"/> is how long it has run before it
/// was this client's to follow: zero where this client submits it.
/// </summary>
public sealed class LimitedJobExecutor(IJobExecutor executor, TimeSpan limit, TimeSpan already, TimeProvider time) : IJobExecutor
{
    /// <summary>A timer knows nothing longer, and no client lives for as long.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);

    private long? submitted;

    /// <inheritdoc/>
    public async Task<JobHandle> SubmitAsync(Cluster cluster, CancellationToken cancellationToken)
    {
        var handle = await executor.SubmitAsync(cluster, cancellationToken);
        submitted = time.GetTimestamp();
        return handle;
    }

    /// <inheritdoc/>
    /// <exception cref="JobTimeLimitException">The job had not ended when its time was up.</exception>
    public async IAsyncEnumerable<RunEvent> FollowAsync(JobHandle job, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = limit - already - (submitted is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero);
        using var timeIsUp = new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeIsUp.Token);
        await using var timer = time.CreateTimer(_ => End(job, timeIsUp), null, Wait(left), Timeout.InfiniteTimeSpan);
        await using var events = executor.FollowAsync(job, either.Token).GetAsyncEnumerator(either.Token);
        while (await NextAsync(events, job, timeIsUp.Token, cancellationToken)) yield return events.Current;
    }

    private static TimeSpan Wait(TimeSpan left) =>
        left > LongestTimer ? Timeout.InfiniteTimeSpan : left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>A job that has ended, and whose last output is being read, has kept its limit.</summary>
    private static void End(JobHandle job, CancellationTokenSource timeIsUp)
    {
        try
        {
            if (!job.State.IsFinal()) timeIsUp.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended in the same moment.
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<RunEvent> events, JobHandle job, CancellationToken timeIsUp, CancellationToken cancellationToken)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (OperationCanceledException e) when (timeIsUp.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new JobTimeLimitException(job.Id, limit, e);
        }
    }
}
