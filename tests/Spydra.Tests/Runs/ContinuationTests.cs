using Spydra.Events;
using Spydra.Failures;
using Spydra.Gcp.Dataproc;
using Spydra.Jobs;
using Spydra.Runs;
using Spydra.Runs.Journal;

namespace Spydra.Tests.Runs;

/// <summary>What a start does with a key, as tables: from the journal, and from what the service shows.</summary>
public sealed class ContinuationTests
{
    private static readonly JournalRecord[] Begun = [new JournalRecord.Led(default, 1, "m/1"), new JournalRecord.Begun(default, Facts(1))];
    private static readonly JournalRecord[] Submitted = [.. Begun, new JournalRecord.Acquiring(default), new JournalRecord.Submitting(default), new JournalRecord.Submitted(default)];
    private static readonly JournalRecord[] Cancelling = [.. Submitted, new JournalRecord.Cancelling(default)];

    [Fact]
    public void A_key_that_nobody_has_begun_begins() => Assert.Equal(new Continuation.Begin(1), Continuation.Of(RunStory.Empty, "d", again: false));

    [Fact]
    public void What_was_left_in_the_middle_goes_on_also_when_it_is_wanted_again()
    {
        Assert.Equal(new Continuation.GoOn(1), Continuation.Of(RunStory.Of(Submitted), "d", again: false));
        Assert.Equal(new Continuation.GoOn(1), Continuation.Of(RunStory.Of(Submitted), "d", again: true));
    }

    [Fact]
    public void A_final_result_answers_and_any_other_lets_another_attempt_begin()
    {
        var (final, other) = (new RunResult(true, JobState.Error, FailureClass.Application), new RunResult(false, null, FailureClass.Capacity));

        Assert.Equal(new Continuation.Answer(final), Continuation.Of(Ended(final), "d", again: false));
        Assert.Equal(new Continuation.Begin(2), Continuation.Of(Ended(final), "d", again: true));
        Assert.Equal(new Continuation.Begin(2), Continuation.Of(Ended(other), "d", again: false));
        Assert.Equal(new Continuation.Answer(other), Continuation.Of(Ended(other), digest: null, again: false));
    }

    [Fact]
    public void Another_job_is_not_run_under_a_key_and_never_beside_one_that_may_live()
    {
        Assert.True(Assert.IsType<Continuation.Refuse>(Continuation.Of(Ended(new RunResult(true, JobState.Done, null)), "other", again: false)).IsOver);
        Assert.False(Assert.IsType<Continuation.Refuse>(Continuation.Of(RunStory.Of(Submitted), "other", again: true)).IsOver);
        Assert.Equal(new Continuation.Begin(2), Continuation.Of(Ended(new RunResult(true, JobState.Done, null)), "other", again: true));
    }

    [Theory]
    [InlineData("begun", null, null, RecallStep.Start)]
    [InlineData("begun", null, "RUNNING", RecallStep.Start)]
    [InlineData("begun", null, "CREATING", RecallStep.Start)]
    [InlineData("begun", null, "ERROR", RecallStep.GiveUp)]
    [InlineData("begun", null, "DELETING", RecallStep.GiveUp)]
    [InlineData("begun", "RUNNING", "RUNNING", RecallStep.Follow)]
    [InlineData("begun", "DONE", null, RecallStep.Follow)]
    [InlineData("begun", "CANCELLED", null, RecallStep.GiveUp)]
    [InlineData("submitted", "CANCELLED", null, RecallStep.Follow)]
    [InlineData("submitted", "RUNNING", null, RecallStep.Follow)]
    [InlineData("submitted", null, "RUNNING", RecallStep.Lost)]
    [InlineData("releasing", null, "RUNNING", RecallStep.GiveUp)]
    public void What_the_service_shows_decides(string journal, string? job, string? cluster, RecallStep expected)
    {
        var story = RunStory.Of(journal switch
        {
            "submitted" => Submitted,
            "releasing" => [.. Begun, new JournalRecord.Acquiring(default), new JournalRecord.Releasing(default)],
            _ => Begun,
        });
        var seen = new Recollection(
            job is null ? null : new Job("j", JobStates.Parse(job), null, null),
            cluster is null ? null : new Cluster("c", "u", cluster, null, null, null, new Dictionary<string, string>(StringComparer.Ordinal)));

        Assert.Equal(expected, seen.Step(story, again: false));
    }

    [Fact]
    public void An_attempt_has_a_result_only_when_no_job_of_it_may_live()
    {
        Assert.Null(Conclusions.Of(RunStory.Of(Submitted), null));
        Assert.Null(Conclusions.Of(RunStory.Of(Cancelling), null));
        Assert.Equal(new { IsFinal = false, Class = (FailureClass?)null }, Told(Conclusions.Of(Seen(Cancelling, JobState.Cancelled), null)));
        Assert.Equal(new { IsFinal = true, Class = (FailureClass?)null }, Told(Conclusions.Of(Seen(Cancelling, JobState.Done), null)));
        Assert.Equal(new { IsFinal = true, Class = (FailureClass?)FailureClass.Cancelled }, Told(Conclusions.Of(Seen(Submitted, JobState.Cancelled), null)));
        Assert.Equal(new { IsFinal = true, Class = (FailureClass?)FailureClass.Application }, Told(Conclusions.Of(Seen(Submitted, JobState.Error), null)));
        Assert.Equal(new { IsFinal = true, Class = (FailureClass?)FailureClass.Cancelled }, Told(Conclusions.Of(Seen(Cancelling, JobState.Cancelled), new CancelAskedException("k"))));
        Assert.Equal(new { IsFinal = true, Class = (FailureClass?)FailureClass.Cancelled }, Told(Conclusions.Of(RunStory.Of(Submitted), new JobLostException("j"))));
    }

    [Fact]
    public void Failures_are_counted_over_all_attempts_of_a_key()
    {
        var story = RunStory.Of(Enumerable.Range(1, 3).SelectMany(attempt => new JournalRecord[]
        {
            new JournalRecord.Begun(default, Facts(attempt)), new JournalRecord.Ended(default, new RunResult(false, null, FailureClass.Capacity)),
        }));

        Assert.Equal(3, story.Failed[FailureClass.Capacity]);
    }

    private static RunFacts Facts(int attempt) => new("k", "--run-key", attempt, Guid.NewGuid(), "d", "me", "j") { Project = "p", Region = "r" };

    private static RunStory Ended(RunResult result) => RunStory.Of([.. Submitted, new JournalRecord.Ended(default, result)]);

    private static RunStory Seen(JournalRecord[] records, JobState state) => RunStory.Of([.. records, new JournalRecord.JobIs(default, state, null, null)]);

    private static object Told(RunResult? result) => new { result!.IsFinal, result.Class };
}
