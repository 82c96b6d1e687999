using Spydra.History.Causes.Evidence;
using Spydra.History.JobHistory;
using Spydra.History.Spark;

namespace Spydra.History.Causes;

public sealed class StepsTests
{
    private static readonly YarnApplicationId Application = new(1795306400786, 1);
    private static readonly DateTimeOffset Begin = new(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_a_named_task_the_job_hangs_on_the_first_that_failed_for_good()
    {
        var job = Job("FAILED", Task(0, "FAILED", 20, "FAILED", "FAILED"), Task(1, "FAILED", 10, "FAILED"), Task(2, "KILLED", 5, "KILLED"));

        var story = new HistorySteps(job, "f", "").Build().Story;

        Assert.Equal(["application_1795306400786_0001", "task_1795306400786_0001_m_000001", "attempt_1795306400786_0001_m_000001_0"], story.OnPath());
    }

    [Fact]
    public void A_named_task_comes_before_the_first_and_all_its_attempts_count()
    {
        var job = Job("FAILED", Task(0, "FAILED", 20, "FAILED", "KILLED", "FAILED"), Task(1, "FAILED", 10, "FAILED")) with { Diagnostics = "Task failed task_1795306400786_0001_m_000000\nJob failed as tasks failed." };

        var gathered = new HistorySteps(job, "f", "x: ").Build();

        Assert.Equal(["application_1795306400786_0001", "x: task_1795306400786_0001_m_000000", "x: attempt_1795306400786_0001_m_000000_0", "x: attempt_1795306400786_0001_m_000000_2"], gathered.Story.OnPath());
        Assert.Equal("attempt 3 of 3 of map 0", gathered.Story.Steps.First(step => step.Id.EndsWith("m_000000_2", StringComparison.Ordinal)).Label);
        Assert.Equal(2, gathered.Containers.Count(container => container.Role == ContainerRole.OnPath));
        Assert.Equal(["Task failed task_1795306400786_0001_m_000000", "Job failed as tasks failed."], gathered.Story.Troubles.Where(trouble => trouble.Place.Step == Application.ToString()).Select(trouble => trouble.Text));
    }

    [Fact]
    public void A_job_that_failed_without_a_task_failed_in_its_last_master()
    {
        var job = Job("FAILED", Task(0, "SUCCEEDED", 20, "SUCCEEDED")) with { ApplicationMasters = [Master(1), Master(2)] };

        var story = new HistorySteps(job, "f", "").Build().Story;

        Assert.Equal(["application_1795306400786_0001", "master 2"], story.OnPath());
        Assert.Equal([Outcome.Lost, Outcome.Failed], story.Steps.Where(step => step.Kind == StepKind.Master).Select(step => step.Outcome));
    }

    [Theory]
    [InlineData("SUCCEEDED")]
    [InlineData("KILLED")]
    public void A_job_that_did_not_fail_hangs_on_no_task(string status) =>
        Assert.DoesNotContain(new HistorySteps(Job(status, Task(0, "FAILED", 20, "FAILED")), "f", "").Build().Story.Steps, step => step is { IsOnPath: true, Kind: not StepKind.Application });

    [Theory]
    [InlineData("Container killed.\nContainer exited with a non-zero exit code 143. ", 143)]
    [InlineData("Error: java.lang.RuntimeException: PipeMapRed.waitOutputThreads(): subprocess failed with code 139\nExit code is 1", 139)]
    [InlineData("Container from a bad node: c on host: w-0. Exit status: -100. Diagnostics: ...", -100)]
    [InlineData("Command exited with code 52", 52)]
    [InlineData("java.io.IOException: 143", null)]
    [InlineData(null, null)]
    public void Exit_codes_are_read_out_of_reasons(string? text, int? code) => Assert.Equal(code, ExitCodes.In(text));

    [Fact]
    public void The_program_went_on_after_a_failed_job_that_another_one_followed()
    {
        var application = Spark() with { Jobs = [SparkJob(0, JobStatus.Failed, "Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times"), SparkJob(1, JobStatus.Succeeded, null)], State = SparkState.Completed };

        var story = new EventsSteps(application, "", "", isLast: true).Build().Story;

        Assert.Empty(story.OnPath());
        Assert.Contains(story.Steps, step => step is { Id: "job 0", Outcome: Outcome.Failed });
        Assert.Equal([(Outcome.Succeeded, true)], story.Endings.Select(ending => (ending.Outcome, ending.IsWeak)));
    }

    [Fact]
    public void A_stage_that_was_tried_too_often_is_on_the_path_with_all_its_attempts_and_the_executor_that_was_lost()
    {
        var application = Spark() with
        {
            State = SparkState.Failed,
            Jobs = [SparkJob(0, JobStatus.Failed, "Job aborted due to stage failure: ResultStage 1 (count at a.py:1) has failed the maximum allowable number of times: 2. Most recent failure reason:\nFetchFailed", 0, 1)],
            Stages = [Stage(0, 0, StageStatus.Complete), Stage(1, 0, StageStatus.Failed), Stage(1, 1, StageStatus.Failed)],
            FailedTasks = [Failed(1, 0, 5, 0, "FetchFailed(BlockManagerId(3, w-0, 7337, None), shuffleId=0, ...)"), Failed(1, 1, 6, 0, "FetchFailed(BlockManagerId(3, w-0, 7337, None), shuffleId=0, ...)")],
            Executors = [Executor("1", null), Executor("3", "Container from a bad node: container_1795306400786_0001_01_000004 on host: w-0. Exit status: 137."), Executor("4", "Executor killed by driver.")],
        };

        var gathered = new EventsSteps(application, "", "", isLast: true).Build();

        Assert.Equal(["application_1795306400786_0001", "job 0", "stage 1.0", "stage 1.1", "task 5.0 in stage 1.0", "task 6.0 in stage 1.1", "executor 3"], gathered.Story.OnPath());
        Assert.Equal((Outcome.Lost, 137), gathered.Story.Steps.Where(step => step.Id == "executor 3").Select(step => (step.Outcome, step.ExitCode)).Single());
        Assert.Equal(Outcome.Killed, gathered.Story.Steps.Single(step => step.Id == "executor 4").Outcome);
    }

    [Theory]
    [InlineData("Job 0 cancelled because SparkContext was shut down")]
    [InlineData("Job 0 cancelled part of cancelled job group nightly")]
    [InlineData("[SPARK_JOB_CANCELLED] Job 0 cancelled ")]
    public void A_job_that_was_cancelled_did_not_end_the_application(string failure)
    {
        var application = Spark() with { State = SparkState.Failed, Jobs = [SparkJob(0, JobStatus.Failed, failure)] };

        var steps = new EventsSteps(application, "", "", isLast: true).Build().Story.Steps;

        Assert.Contains(steps, step => step is { Id: "job 0", Outcome: Outcome.Killed, IsOnPath: false });
    }

    [Fact]
    public void Of_an_earlier_attempt_of_an_application_nothing_is_on_the_path()
    {
        var application = Spark() with { State = SparkState.Failed, Jobs = [SparkJob(0, JobStatus.Failed, "Task 0 in stage 0.0 failed 4 times")], Stages = [Stage(0, 0, StageStatus.Failed)] };

        var story = new EventsSteps(application, "attempt 1: ", "", isLast: false).Build().Story;

        Assert.Empty(story.OnPath());
        Assert.Empty(story.Endings);
        Assert.All(story.Steps, step => Assert.StartsWith("attempt 1: ", step.Id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(100_000, 10_000, 0.5, 12, true)]
    [InlineData(100_000, 10_000, 0.1, 12, false)]
    [InlineData(100_000, 10_000, null, 12, false)]
    [InlineData(100_000, 25_000, 0.9, 12, false)]
    [InlineData(15_000, 1_000, 0.9, 12, false)]
    [InlineData(100_000, 1_000, 0.9, 2, false)]
    [InlineData(100_000, 1_000, 0.8, 4, true)]
    public void A_straggler_is_far_slower_because_it_has_far_more(long longest, long median, double? share, int tasks, bool expected) =>
        Assert.Equal(expected, StragglerRules.IsStraggler(longest, median, share, tasks));

    [Fact]
    public void The_median_of_durations_is_kept_to_an_eighth_however_many_there_are()
    {
        var spread = new LiveSpread();
        foreach (var at in Enumerable.Range(0, 10_001)) spread.Add(Ended(at, 3 * at, 10));
        spread.Add(Ended(10_001, 90_000, 900_000));

        var found = spread.ToSpread()!;

        Assert.Equal((10_002, 10_001, 90_000L), (found.Tasks, found.Index, found.Longest));
        Assert.InRange(found.Median, 15_000 * 7 / 8, 15_000);
        Assert.Equal(0.9, found.ShuffleShare!.Value, 2);
        Assert.Null(found.InputShare);
    }

    [Theory]
    [InlineData("container_1795306400786_0001_02_000001", 2, true)]
    [InlineData("container_e17_1795306400786_0001_01_000012", 1, false)]
    public void A_container_says_which_attempt_it_is_of(string id, int attempt, bool isMaster)
    {
        var name = ContainerName.Parse(id)!;

        Assert.Equal((Application, attempt, isMaster), (name.Application, name.Attempt, name.IsMaster));
    }

    [Fact]
    public void Containers_are_chosen_by_what_hangs_on_them()
    {
        KnownContainer Known(int number, ContainerRole role, int ended) => new($"container_1795306400786_0001_01_{number:000000}", role, "map") { Host = "w-0", Ended = Begin.AddSeconds(ended) };
        var choice = ContainerChoice.Of([.. Enumerable.Range(2, 30).Select(at => Known(at, ContainerRole.OnPath, at)), .. Enumerable.Range(40, 9).Select(at => Known(at, ContainerRole.Success, at)), Known(1, ContainerRole.Master, 0), Known(31, ContainerRole.Failed, 99)], "");

        Assert.Equal(8 + 1 + 2, choice.Known.Count);
        Assert.Equal(["w-0"], choice.Hosts);
        Assert.Equal(ContainerRole.OnPath, choice.Wanted("container_1795306400786_0001_01_000031")!.Role);
        Assert.Null(choice.Wanted("container_1795306400786_0001_01_000002"));
        Assert.Equal(ContainerRole.Master, choice.Wanted("container_1795306400786_0001_02_000001")!.Role);
    }

    private static TaskEvent Ended(int index, long duration, long bytes) => new()
    {
        StageId = 0,
        StageAttempt = 0,
        TaskId = index,
        Index = index,
        Attempt = 0,
        ExecutorId = "1",
        Launched = 1000,
        Finished = 1000 + duration,
        Metrics = new() { ShuffleLocalBytes = bytes },
    };

    private static MapReduceJob Job(string status, params MapReduceTask[] tasks) => new() { Id = Application, Status = status, Tasks = tasks, SubmitTime = 1, FinishTime = 1000, ApplicationMasters = [Master(1)] };

    private static ApplicationMaster Master(int attempt) => new($"appattempt_1795306400786_0001_{attempt:000000}", 1, $"container_1795306400786_0001_{attempt:00}_000001", "w-1", 8041, 8042);

    private static MapReduceTask Task(int number, string ended, long finish, params string[] attempts)
    {
        var id = new TaskId(Application, TaskKind.Map, number);
        return new(id)
        {
            Status = ended == "SUCCEEDED" ? ended : "FAILED",
            FailedAs = ended == "SUCCEEDED" ? null : ended,
            FinishTime = finish,
            Attempts = [.. attempts.Select((status, at) => new TaskAttempt(new(id, at)) { Status = status, StartTime = at + 1, FinishTime = finish, ContainerId = $"container_1795306400786_0001_01_{number * 10 + at + 2:000000}", Host = "w-0" })],
        };
    }

    private static SparkApplication Spark() => new() { Log = new("a", null, "spark-events/c/a", true, [], 0, Begin), Id = Application.ToString(), Started = Begin, Ended = Begin.AddMinutes(1) };

    private static SparkJob SparkJob(int id, JobStatus status, string? failure, params int[] stages) => new()
    {
        Id = id,
        Name = "count at a.py:1",
        Status = status,
        Failure = failure,
        StageIds = stages.Length > 0 ? stages : [0],
        Submitted = Begin.AddSeconds(id),
        Completed = Begin.AddSeconds(id + 1),
    };

    private static SparkStage Stage(int id, int attempt, StageStatus status) => new() { Id = id, Attempt = attempt, Name = "count at a.py:1", Status = status };

    private static FailedTask Failed(int stage, int stageAttempt, int index, int attempt, string reason) => new()
    {
        StageId = stage,
        StageAttempt = stageAttempt,
        TaskId = 1,
        Index = index,
        Attempt = attempt,
        ExecutorId = "1",
        Host = "w-0",
        Launched = Begin.AddSeconds(stageAttempt),
        Reason = reason,
    };

    private static SparkExecutor Executor(string id, string? removed) => new() { Id = id, Host = "w-0", ContainerId = $"container_1795306400786_0001_01_00000{id}", Removed = removed is null ? null : Begin.AddSeconds(1), RemovedReason = removed };
}
