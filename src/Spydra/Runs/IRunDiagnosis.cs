using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>Finds out why a job failed, from what it left.</summary>
public interface IRunDiagnosis
{
    /// <summary>Why. What cannot be read is no error: <see cref="Diagnosis.Missing"/> names it.</summary>
    Task<Diagnosis> ExplainAsync(FailedJob job, CancellationToken cancellationToken);
}

/// <summary>What a diagnosis is given.</summary>
/// <param name="Dataproc">The service that knows the job.</param>
/// <param name="Storage">The service that keeps what it left.</param>
/// <param name="Report">Hears what is being read: <c>reading ...</c>.</param>
/// <param name="Time">The clock.</param>
public sealed record DiagnosisParts(DataprocClient Dataproc, StorageClient Storage, Action<string> Report, TimeProvider Time);

/// <summary>A job that failed, as its run knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ClientId">Whose it is: its logs lie in a folder of that name.</param>
public sealed record FailedJob(string Id, string ClientId)
{
    /// <summary>How it ended; null where that is not known.</summary>
    public JobState? State { get; init; }

    /// <summary>The text beside the state.</summary>
    public string? Details { get; init; }

    /// <summary>The exit code of its process, where it was one of this machine.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Project and region; null for a job that is not Dataproc's.</summary>
    public RegionPath? Region { get; init; }

    /// <summary>The bucket of its logs; null without one.</summary>
    public string? LogBucket { get; init; }

    /// <summary>Where its driver's output lies, without the numbers of the parts.</summary>
    public string? OutputUri { get; init; }

    /// <summary>The end of what its driver printed, for a job whose output is kept nowhere.</summary>
    public string Printed { get; init; } = "";

    /// <summary>What a journal knows of the job of its latest attempt; null where there was none.</summary>
    public static FailedJob? Of(RunStory story, string printed = "") => story is { Facts: { } facts, MayHaveJob: true }
        ? new(facts.JobId, facts.ClientId)
        {
            State = story.State,
            Details = story.Details,
            ExitCode = story.JobExitCode,
            Region = facts is { Project: { } project, Region: { } region } ? new RegionPath(project, region) : null,
            LogBucket = facts.LogBucket,
            OutputUri = story.OutputUri,
            Printed = printed,
        }
        : null;
}
