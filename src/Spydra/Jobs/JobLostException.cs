namespace Spydra.Jobs;

/// <summary>The service no longer knows a job that it took from us.</summary>
public sealed class JobLostException(string jobId) : SpydraException(
    $"Job '{jobId}' is no longer known to the service: someone deleted it.", "Look at the output it left in the bucket before you run it again.")
{
    /// <inheritdoc/>
    public override bool IsEndOfRun => true;
}

/// <summary>A job ran longer than its spec allows.</summary>
public sealed class JobTimeLimitException(string jobId, TimeSpan limit, Exception inner) : SpydraException(
    $"Job '{jobId}' has run for longer than {Words(limit)}, which is the max_runtime of its spec.",
    "See in its output what it was doing; raise max_runtime, or remove it, if the job needs more time.", inner)
{
    /// <inheritdoc/>
    public override bool IsEndOfRun => true;

    private static string Words(TimeSpan limit) => limit switch
    {
        { TotalMinutes: < 1 } => $"{limit.TotalSeconds:0.###} s",
        { TotalHours: < 1 } => $"{limit.Minutes} min {limit.Seconds} s",
        _ => $"{(long)limit.TotalHours} h {limit.Minutes} min",
    };
}

/// <summary>There is a job of the same id, and it is someone else's.</summary>
public sealed class JobTakenException(string jobId, Exception inner) : SpydraException(
    $"There is a job '{jobId}' already, and it is not of this run; it was left alone.", "Choose another submit.options.id, or leave it out to get one of the run's own.", inner);

/// <summary>A file of this machine could be read when the run was planned, and cannot any more.</summary>
public sealed class LocalFileException(string path, Exception inner) : SpydraException(
    $"The file '{path}' could not be read when it was to be staged: {inner.Message}", "Put it back where the job names it, and run again.", inner);

/// <summary>The jar of a job on premises is not there.</summary>
public sealed class JarNotFoundException(string path) : SpydraException(
    $"submit.options.jar names '{path}', which does not exist on this machine.", "Check the path; it is relative to the folder that spydra runs in.");

/// <summary>Local files cannot be brought to the cluster.</summary>
public sealed class StagingException(string cluster, string nextStep) : SpydraException(
    $"The service names no staging bucket for cluster '{cluster}', so local files cannot be brought to it.", nextStep);
