using System.Collections.Immutable;
using Spydra.Events;
using Spydra.Failures;

namespace Spydra.Runs.Journal;

/// <summary>What a journal tells, taken together: how far the latest attempt has come, and what the ones before it left.</summary>
public sealed record RunStory
{
    /// <summary>A journal without a line.</summary>
    public static RunStory Empty { get; } = new();

    /// <summary>How often the lead was taken.</summary>
    public int Term { get; private init; }

    /// <summary>The client that has the lead, or had it last; null where nobody ever led.</summary>
    public string? Leader { get; private init; }

    /// <summary>Whether the last client gave the lead back properly.</summary>
    public bool IsLeft { get; private init; }

    /// <summary>The latest attempt; null before the first.</summary>
    public RunFacts? Facts { get; private init; }

    /// <summary>When the first attempt began.</summary>
    public DateTimeOffset? FirstBegun { get; private init; }

    /// <summary>When the latest attempt began.</summary>
    public DateTimeOffset? Begun { get; private init; }

    /// <summary>Whether a cluster may have been asked for.</summary>
    public bool MayHaveCluster { get; private init; }

    /// <summary>The cluster that the run acquired; null where it did not come so far.</summary>
    public string? Cluster { get; private init; }

    /// <summary>The uuid of <see cref="Cluster"/>.</summary>
    public string? ClusterUuid { get; private init; }

    /// <summary>Whether the job may have been handed over.</summary>
    public bool MayHaveJob { get; private init; }

    /// <summary>When the service had the job for certain; null where that is not known.</summary>
    public DateTimeOffset? Submitted { get; private init; }

    /// <summary>The job's last state that was seen.</summary>
    public JobState? State { get; private init; }

    /// <summary>The text beside <see cref="State"/>.</summary>
    public string? Details { get; private init; }

    /// <summary>The exit code beside <see cref="State"/>.</summary>
    public int? JobExitCode { get; private init; }

    /// <summary>Where the driver's output lies.</summary>
    public string? OutputUri { get; private init; }

    /// <summary>Whether the job's end, if it is a cancellation, is our own doing.</summary>
    public bool IsCancelling { get; private init; }

    /// <summary>Whether giving back the cluster was begun: no job will be handed over in this attempt any more.</summary>
    public bool IsReleasing { get; private init; }

    /// <summary>How the latest attempt ended; null while it goes on, or was left in the middle.</summary>
    public RunResult? Result { get; private init; }

    /// <summary>When the latest attempt ended.</summary>
    public DateTimeOffset? Ended { get; private init; }

    /// <summary>The clusters of all attempts that could not be given back.</summary>
    public ImmutableArray<LeftCluster> LeftBehind { get; private init; } = [];

    /// <summary>How many attempts ended in a failure of a kind, the latest one among them.</summary>
    public ImmutableDictionary<FailureClass, int> Failed { get; private init; } = ImmutableDictionary<FailureClass, int>.Empty;

    /// <summary>Whether the job has an end that nobody of ours gave it.</summary>
    public bool JobEndedByItself => State is JobState.Done or JobState.Error || (State == JobState.Cancelled && !IsCancelling);

    /// <summary>Whether a job of the latest attempt may be alive.</summary>
    public bool JobMayLive => MayHaveJob && State?.IsFinal() != true && Result is null;

    /// <summary>The story of these records, in their order.</summary>
    public static RunStory Of(IEnumerable<JournalRecord> records) => records.Aggregate(Empty, (story, record) => story.With(record));

    /// <summary>The story with one record more.</summary>
    public RunStory With(JournalRecord record) => record switch
    {
        JournalRecord.Led led => this with { Term = led.Term, Leader = led.Client, IsLeft = false },
        JournalRecord.Left => this with { IsLeft = true },
        JournalRecord.Begun begun => new()
        {
            Term = Term,
            Leader = Leader,
            IsLeft = IsLeft,
            Facts = begun.Facts,
            FirstBegun = FirstBegun ?? begun.At,
            Begun = begun.At,
            LeftBehind = LeftBehind,
            Failed = Failed,
        },
        JournalRecord.Acquiring => this with { MayHaveCluster = true },
        JournalRecord.Acquired acquired => this with { Cluster = acquired.Cluster, ClusterUuid = acquired.Uuid },
        JournalRecord.Submitting => this with { MayHaveJob = true },
        JournalRecord.NotSubmitted => this with { MayHaveJob = Submitted is not null },
        JournalRecord.Submitted submitted => this with { Submitted = Submitted ?? submitted.At },
        JournalRecord.JobIs job => this with { State = job.State, Details = job.Details, JobExitCode = job.ExitCode },
        JournalRecord.OutputFound output => this with { OutputUri = output.Uri },
        JournalRecord.Cancelling => this with { IsCancelling = true },
        JournalRecord.Releasing => this with { IsReleasing = true },
        JournalRecord.Released released => this with { LeftBehind = LeftBehind.RemoveAll(left => left.Cluster == released.Cluster) },
        JournalRecord.LeftBehind left when Facts is { } facts => this with
        {
            LeftBehind = LeftBehind.RemoveAll(known => known.Cluster == left.Cluster).Add(new(left.Cluster, facts.RunId, left.Reason, left.HowToRemove)),
        },
        JournalRecord.Ended ended => this with
        {
            Result = ended.Result,
            Ended = ended.At,
            Failed = ended.Result.Class is { } failure ? Failed.SetItem(failure, Failed.GetValueOrDefault(failure) + 1) : Failed,
        },
        _ => this,
    };
}

/// <summary>A cluster that an attempt could not give back.</summary>
/// <param name="Cluster">Its name.</param>
/// <param name="RunId">The attempt that it is of, as its label has it.</param>
/// <param name="Reason">Why it is still there.</param>
/// <param name="HowToRemove">The command that removes it.</param>
public sealed record LeftCluster(string Cluster, Guid RunId, string Reason, string HowToRemove);
