using Spydra.Clusters;
using Spydra.Failures;
using Spydra.Jobs;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>How an attempt ended, decided from its story and from what ended it. Pure.</summary>
public static class Conclusions
{
    /// <summary>
    /// The result of an attempt that <paramref name="failure"/> ended (null: nothing did, or an interruption); null where a job of it may live,
    /// so that it has no result yet.
    /// </summary>
    public static RunResult? Of(RunStory story, Exception? failure)
    {
        var wrong = failure as SpydraException;
        FailureClass? kind = wrong is null ? null : FailureClasses.Of(wrong);
        var told = new RunResult(false, story.State, kind) { Details = story.Details, JobExitCode = story.JobExitCode, Cause = wrong?.Message, WhatToDo = wrong?.NextStep };

        // What went wrong after the end of the job, does not change how the job ended.
        if (story.JobEndedByItself) return told with { IsFinal = true, Class = FailureClasses.Of(story.State!.Value), Cause = null, WhatToDo = null };
        return failure switch
        {
            JobLostException => told with { IsFinal = true },
            EarlierAttemptException => new RunResult(false, null, null),
            _ when story.JobMayLive => null,
            SpydraException { IsEndOfRun: true } => told with { IsFinal = true },
            _ => told,
        };
    }
}
