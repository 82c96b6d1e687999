using System.Collections.Immutable;
using Spydra.Clusters;
using Spydra.Events;
using Spydra.Jobs;

namespace Spydra.Runs;

/// <summary>The life of a run: acquire, submit, follow, archive, release. Cluster and job are given back on every way out.</summary>
public sealed class JobRunner(IClusterSource clusters, IJobExecutor executor, IRunArchive archive, IRunListener listener)
{
    /// <summary>Runs it to its end. A job that failed is a result; a cluster or a service that failed is an exception.</summary>
    public async Task<RunOutcome> RunAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        listener.On(new RunEvent.RunStarted(plan.RunId, plan.Region?.Project, plan.Region?.Region));
        foreach (var warning in plan.Warnings) listener.On(new RunEvent.Warned(warning));

        await archive.PrepareAsync(cancellationToken);

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

        var certificate = job.State.IsFinal() ? await archive.CertifyAsync(lease.Cluster, job.Id, cancellationToken) : null;
        if (certificate is not null) listener.On(new RunEvent.Archived(certificate.Manifest, certificate.Objects, certificate.Missing) { Unmoved = certificate.Unmoved });
        return new RunOutcome(job.State, details, certificate?.Missing ?? []);
    }
}

/// <summary>How a run ended that went all the way.</summary>
/// <param name="State">The job's final state.</param>
/// <param name="Details">The service's text beside it.</param>
/// <param name="Missing">What of the job's history and logs was not in its place in time.</param>
public sealed record RunOutcome(JobState State, string? Details, ImmutableArray<string> Missing);
