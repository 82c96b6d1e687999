using Spydra.Events;
using Spydra.Gcp.Dataproc;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>What starting a key does, decided from its journal alone.</summary>
public abstract record Continuation
{
    private Continuation() { }

    /// <summary>The key has its answer: nothing is run.</summary>
    public sealed record Answer(RunResult Result) : Continuation;

    /// <summary>Another attempt begins.</summary>
    public sealed record Begin(int Attempt) : Continuation;

    /// <summary>The latest attempt was left in the middle, and goes on.</summary>
    public sealed record GoOn(int Attempt) : Continuation;

    /// <summary>The key is that of another job, which is not to be run in this one's name.</summary>
    public sealed record Refuse(RunFacts Other, bool IsOver) : Continuation;

    /// <summary>
    /// What to do with a key. <paramref name="digest"/> is what the spec asks for, null where there is no spec; <paramref name="again"/>: what is
    /// finished is run once more.
    /// </summary>
    public static Continuation Of(RunStory story, string? digest, bool again) => story switch
    {
        { Facts: null } => new Begin(1),
        { Result: { } result } when digest is null => new Answer(result),
        { Facts: { } facts, Result: { IsFinal: true } } when !again && digest is not null && digest != facts.Digest => new Refuse(facts, IsOver: true),
        { Result: { IsFinal: true } result } when !again => new Answer(result),
        { Facts: { } facts, Result: not null } => new Begin(facts.Attempt + 1),
        { Facts: { Region: null, Attempt: var attempt } } when again => new Begin(attempt + 1),
        { Facts: { } facts } when digest is not null && digest != facts.Digest => new Refuse(facts, IsOver: false),
        { Facts: var facts } => new GoOn(facts.Attempt),
    };
}

/// <summary>What the service shows of an attempt that an earlier client may have begun.</summary>
/// <param name="Job">The attempt's job; null where there is none.</param>
/// <param name="Cluster">The attempt's own cluster; null where there is none, or the run has none of its own.</param>
public sealed record Recollection(Job? Job, Cluster? Cluster)
{
    /// <summary>What to do about it; <paramref name="again"/>: a job that has ended is to be run once more.</summary>
    public RecallStep Step(RunStory story, bool again)
    {
        // Of a job that no journal knows, it cannot be told whether an interrupted client of ours cancelled it, as it mostly is: it is run again.
        if (Job is { State: JobState.Cancelled } && !story.MayHaveJob) return RecallStep.GiveUp;
        if (Job is not null) return again && Job.State.IsFinal() ? RecallStep.GiveUp : RecallStep.Follow;

        // The service had it, and has it no more: whoever removed it knows why; it may have run.
        if (story.Submitted is not null) return RecallStep.Lost;

        // The end of the attempt was begun. No job of it lives, and none is to come.
        if (story.IsReleasing || story.IsCancelling) return RecallStep.GiveUp;
        return Cluster switch
        {
            null or { State: "RUNNING" or "CREATING" or "UPDATING" or "STARTING" or "REPAIRING" or "" } => RecallStep.Start,
            _ => RecallStep.GiveUp,
        };
    }
}

/// <summary>What to do about an attempt that was left in the middle.</summary>
public enum RecallStep
{
    /// <summary>Its job is there: follow it to its end.</summary>
    Follow,

    /// <summary>Nothing says that it was handed over: do all as at first, under the same names.</summary>
    Start,

    /// <summary>It has no job, and will have none: give back its cluster, and begin another attempt.</summary>
    GiveUp,

    /// <summary>It had a job that is not there any more: give back its cluster, and say so.</summary>
    Lost,
}
