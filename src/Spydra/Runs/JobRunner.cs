using Spydra.Clusters;
using Spydra.Events;
using Spydra.Jobs;

namespace Spydra.Runs;

/// <summary>The life of a run: acquire, submit, follow, archive, release. Cluster and job are given back on every way out.</summary>
public sealed class JobRunner(IClusterSource clusters, IJobExecutor executor, IHistoryArchive archive, IRunListener listener)
{
    /// <summary>Runs it to its end. A job that failed is a result; a cluster or a service that failed is an exception.</summary>
    public async Task<RunOutcome> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        listener.On(new RunEvent.RunStarted(plan.RunId, plan.Region?.Project, plan.Region?.Region));
        foreach (var warning in plan.Warnings) listener.On(new RunEvent.Warned(warning));

        await using var lease = await clusters.AcquireAsync(cancellationToken);
        listener.On(new RunEvent.ClusterAcquired(lease.Cluster.Name, lease.Cluster.Zone));

        await using var job = await executor.SubmitAsync(lease.Cluster, cancellationToken);
        listener.On(new RunEvent.JobSubmitted(job.Id));

        string? details = null;
        await foreach (var happened in executor.FollowAsync(job, cancellationToken))
        {
            listener.On(happened);
            if (happened is RunEvent.JobStateChanged changed) details = changed.Details;
        }

        var missing = await archive.WaitAsync(cancellationToken);
        if (missing.Count > 0) listener.On(new RunEvent.Warned($"History that was not moved in time, and may be hard to find later: {string.Join(", ", missing)}"));
        return new RunOutcome(job.State, details, missing);
    }
}

/// <summary>How a run ended that went all the way.</summary>
/// <param name="State">The job's final state.</param>
/// <param name="Details">The service's text beside it.</param>
/// <param name="MissingHistory">History objects that were not in their place in time.</param>
public sealed record RunOutcome(JobState State, string? Details, IReadOnlyList<string> MissingHistory);
