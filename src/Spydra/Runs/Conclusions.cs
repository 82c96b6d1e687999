using Spydra.Clusters;
using Spydra.Failures;
using Spydra.Jobs;
using Spydra.Runs.Journal;

namespace Spydra.Runs;

/// <summary>How an attempt ended, decided from its story and from what ended it. Pure.</summary>
public static class Conclusions
{
    /// <summary>The confidence from which on a diagnosis decides.</summary>
    private const double Clear = 0.6;

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
            var verdict = OfJob(story, printedLast);
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

    /// <summary>
    /// The result of a job whose failure was looked into. Where the service's own words are specific (a quota, a queue, somebody who killed it), they
    /// stand; where they only say that the job failed, what the job left decides, if it is clear enough.
    /// </summary>
    public static RunResult Explained(RunStory story, RunResult result, Diagnosis why, string printedLast = "")
    {
        var told = result with { Why = why };
        if (why is not { IsKnown: true, Confidence: >= Clear, Class: { } failure } || OfJob(story, printedLast) is not { IsGeneral: true }) return told;
        return told with { Class = failure, Cause = TellingLine.Short(why.Summary), WhatToDo = why.Next is [var first, ..] ? TellingLine.Short(first) : result.WhatToDo };
    }

    private static FailureVerdict? OfJob(RunStory story, string printedLast) =>
        FailureClasses.Of(new FailureEvidence { State = story.State, Details = story.Details, DriverOutput = printedLast });
}
