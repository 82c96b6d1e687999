using Spydra.Events;

namespace Spydra.Runs.Journal;

/// <summary>
/// One line of a run's journal. What is about to be done is written before the call, what has come of it after it; so a client that
/// finds the journal of another, which died at any point, knows what may have happened and what certainly has.
/// </summary>
/// <param name="At">When it was written, by the clock of whoever wrote it: for people, never for decisions.</param>
public abstract record JournalRecord(DateTimeOffset At)
{
    /// <summary>A client has the lead from here on. Terms count up from 1; of two copies of a journal the one of the higher term is right.</summary>
    public sealed record Led(DateTimeOffset At, int Term, string Client) : JournalRecord(At);

    /// <summary>The client gave the lead back, properly; if no <see cref="Ended"/> stands before it, the run goes on without a client.</summary>
    public sealed record Left(DateTimeOffset At) : JournalRecord(At);

    /// <summary>An attempt at the run begins: all that is needed to go on with it without its spec.</summary>
    public sealed record Begun(DateTimeOffset At, RunFacts Facts) : JournalRecord(At);

    /// <summary>A cluster is about to be asked for, or looked for.</summary>
    public sealed record Acquiring(DateTimeOffset At) : JournalRecord(At);

    /// <summary>The run has a cluster that takes jobs.</summary>
    public sealed record Acquired(DateTimeOffset At, string Cluster, string Uuid) : JournalRecord(At);

    /// <summary>The job is about to be handed over.</summary>
    public sealed record Submitting(DateTimeOffset At) : JournalRecord(At);

    /// <summary>The service certainly did not take the job.</summary>
    public sealed record NotSubmitted(DateTimeOffset At) : JournalRecord(At);

    /// <summary>The service has the job.</summary>
    public sealed record Submitted(DateTimeOffset At) : JournalRecord(At);

    /// <summary>The job is in another state.</summary>
    public sealed record JobIs(DateTimeOffset At, JobState State, string? Details, int? ExitCode) : JournalRecord(At);

    /// <summary>Where the driver's output lies.</summary>
    public sealed record OutputFound(DateTimeOffset At, string Uri) : JournalRecord(At);

    /// <summary>The job is about to be cancelled by us: its end will not be its own.</summary>
    public sealed record Cancelling(DateTimeOffset At) : JournalRecord(At);

    /// <summary>The cluster is about to be given back. From here on this attempt gets no cluster any more.</summary>
    public sealed record Releasing(DateTimeOffset At) : JournalRecord(At);

    /// <summary>The cluster is gone.</summary>
    public sealed record Released(DateTimeOffset At, string Cluster) : JournalRecord(At);

    /// <summary>The cluster could not be given back.</summary>
    public sealed record LeftBehind(DateTimeOffset At, string Cluster, string Reason, string HowToRemove) : JournalRecord(At);

    /// <summary>The attempt is over, and nothing of it lives.</summary>
    public sealed record Ended(DateTimeOffset At, RunResult Result) : JournalRecord(At);
}
