using Spydra.Events;
using Spydra.Failures;
using Spydra.Runs;
using Spydra.Runs.Journal;

namespace Spydra.Tests.Runs;

/// <summary>What a diagnosis does to the result of a run.</summary>
public sealed class ExplainedResultTests
{
    private const string AgentReport = "Google Cloud Dataproc Agent reports job failure. If logs are available, they can be found at: ...";

    private static readonly Diagnosis Lost = new("node_lost", FailureClass.Cluster, 0.9, "Node w-3 went away under the job") { Next = ["Run it again", "Use fewer preemptible workers"] };

    [Fact]
    public void Where_the_service_only_says_that_the_job_failed_the_diagnosis_decides()
    {
        var result = Explained(AgentReport, Lost);

        Assert.Equal((FailureClass.Cluster, "Node w-3 went away under the job", "Run it again", Lost), (result.Class, result.Cause, result.WhatToDo, result.Why));
    }

    [Fact]
    public void The_agent_that_saw_the_driver_end_says_no_more_than_that() => Assert.Equal(FailureClass.Cluster, Explained("Job failed with message [KeyError: 'x']. ", Lost).Class);

    [Theory]
    [InlineData("Application application_1_0001 was killed by user root at 10.0.0.1", "", FailureClass.Cancelled)]
    [InlineData(AgentReport, "Application application_1_0001 submitted by user root to unknown queue: nosuch\n", FailureClass.Usage)]
    public void What_the_service_says_in_so_many_words_stands(string details, string printed, FailureClass expected)
    {
        var result = Explained(details, Lost, printed);

        Assert.Equal((expected, Lost), (result.Class, result.Why));
        Assert.NotEqual(Lost.Summary, result.Cause);
    }

    [Theory]
    [InlineData("node_lost", 0.59)]
    [InlineData(Diagnosis.Unknown, 0.9)]
    public void A_diagnosis_that_is_not_clear_is_told_and_decides_nothing(string cause, double confidence)
    {
        var why = Lost with { Cause = cause, Confidence = confidence };

        var result = Explained(AgentReport, why);

        Assert.Equal((FailureClass.Application, why), (result.Class, result.Why));
        Assert.NotEqual(Lost.Summary, result.Cause);
    }

    [Fact]
    public void That_nothing_failed_makes_no_success_of_a_job_that_ended_in_ERROR() =>
        Assert.Equal(FailureClass.Application, Explained(AgentReport, new(Diagnosis.None, null, 1, "nothing failed")).Class);

    private static RunResult Explained(string details, Diagnosis why, string printed = "")
    {
        var story = RunStory.Of([new JournalRecord.Submitting(default), new JournalRecord.JobIs(default, JobState.Error, details, null)]);
        return Conclusions.Explained(story, Conclusions.Of(story, null, printed)!, why, printed);
    }
}
