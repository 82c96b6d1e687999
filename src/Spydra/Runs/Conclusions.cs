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
    /// so that it has no result yet. <paramref name="printedLast"/> is the end of what the driver printed.
    /// </summary>
    public static RunResult? Of(RunStory story, Exception? failure, string printedLast = "")
    {
        var wrong = failure as SpydraException;
        var met = wrong is null ? null : FailureClasses.Of(FailureEvidence.Of(wrong));
        var told = new RunResult(false, story.State, met?.Class) { Details = story.Details, JobExitCode = story.JobExitCode, Cause = met?.Cause, WhatToDo = met?.WhatToDo };

        // What went wrong after the end of the job, does not change how the job ended.
        if (story.JobEndedByItself)
        {
            var verdict = FailureClasses.Of(new FailureEvidence { State = story.State, Details = story.Details, DriverOutput = printedLast });
            return told with { IsFinal = true, Class = verdict?.Class, Cause = verdict?.Cause, WhatToDo = verdict?.WhatToDo };
        }

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
