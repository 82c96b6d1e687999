using System.Collections.Immutable;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.History.Archive;
using Spydra.History.Sources;
using Spydra.Runs;

namespace Spydra.History.Causes;

/// <summary>Finds what a job of Dataproc, or of a Hadoop on premises, left, so that it can be asked why it failed. What cannot be had is named in the question.</summary>
public sealed class JobQuestions(DiagnosisParts parts)
{
    /// <summary>What the end of a driver's output is called that is kept nowhere.</summary>
    internal const string PrintedLast = "what the driver printed last";

    /// <summary>The question; <paramref name="job"/> is what its run knows of it.</summary>
    public async Task<CauseQuestion> OfAsync(FailedJob job, CancellationToken cancellationToken)
    {
        List<string> missing = [];
        var seen = await SeenAsync(job, missing, cancellationToken);
        var archive = Archive(job, missing);
        var driver = await DriverAsync(job, seen, missing, cancellationToken);
        var applications = await ApplicationsAsync(job, seen, archive, driver, missing, cancellationToken);
        if (job.Region is null)
            missing.Add($"the logs of the containers, which stay with the Hadoop that ran them: {(applications is [var one, ..] ? $"yarn logs -applicationId {one}" : "'yarn logs'")} prints them");
        return new CauseQuestion
        {
            Archive = archive,
            ClientId = job.ClientId,
            Applications = applications,
            Driver = driver,
            JobState = seen?.State ?? job.State,
            JobDetails = seen?.Details ?? job.Details,
            YarnState = seen?.Applications is [.., { State: "FAILED" or "KILLED" } last] ? last.State : null,
            ExitCode = job.ExitCode,
            Missing = [.. missing],
        };
    }

    private async Task<Job?> SeenAsync(FailedJob job, List<string> missing, CancellationToken cancellationToken)
    {
        if (job.Region is not { } region) return null;
        parts.Report($"reading what the service knows of job {job.Id}");
        try
        {
            var seen = await parts.Dataproc.FindJobAsync(region, job.Id, cancellationToken);
            if (seen is null) missing.Add($"job {job.Id}, which the service does not show any more");
            return seen;
        }
        catch (SpydraException e)
        {
            missing.Add($"what the service knows of job {job.Id}: {e.Message}");
            return null;
        }
    }

    private BucketSource? Archive(FailedJob job, List<string> missing)
    {
        if (job is { Region: not null, LogBucket: { } bucket }) return new BucketSource(parts.Storage, new GsUri(bucket, ""));
        if (job.Region is not null) missing.Add("the logs of the containers: the run has no log_bucket");
        return null;
    }

    private async Task<DriverText?> DriverAsync(FailedJob job, Job? seen, List<string> missing, CancellationToken cancellationToken)
    {
        if (!GsUri.TryParse(seen?.DriverOutputUri ?? job.OutputUri, out var prefix))
        {
            if (job.Printed.Length > 0) return DriverTexts.Of(PrintedLast, job.Printed);
            missing.Add("what the driver printed");
            return null;
        }

        parts.Report($"reading what the driver printed, {prefix}.*");
        try
        {
            if (await DriverTexts.FindAsync(new BucketSource(parts.Storage, prefix with { Name = "" }), prefix.Name, cancellationToken) is { } text) return text;
            missing.Add($"what the driver printed: nothing is in {prefix}.*");
        }
        catch (SpydraException e)
        {
            missing.Add($"what the driver printed: {e.Message}");
        }

        return job.Printed.Length > 0 ? DriverTexts.Of(PrintedLast, job.Printed) : null;
    }

    /// <summary>From whoever knows them best: the service, then the manifest of what the job left, then its driver.</summary>
    private static async Task<ImmutableArray<YarnApplicationId>> ApplicationsAsync(
        FailedJob job, Job? seen, BucketSource? archive, DriverText? driver, List<string> missing, CancellationToken cancellationToken)
    {
        ImmutableArray<YarnApplicationId> known = [.. (seen?.Applications ?? []).Select(each => YarnApplicationId.TryParse(each.Id, out var id) ? id : (YarnApplicationId?)null).OfType<YarnApplicationId>().Distinct()];
        try
        {
            if (known.IsEmpty && archive is not null) known = (await new JobManifests(archive, job.ClientId).FindAsync(job.Id, cancellationToken))?.Applications ?? [];
            if (known.IsEmpty && driver is not null) known = await DriverTexts.ApplicationsAsync(driver, cancellationToken);
        }
        catch (SpydraException e)
        {
            missing.Add($"which applications the job had on YARN: {e.Message}");
        }

        return known;
    }
}
