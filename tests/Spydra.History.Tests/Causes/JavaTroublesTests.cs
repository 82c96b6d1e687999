using Spydra.Failures;

namespace Spydra.History.Causes;

public sealed class JavaTroublesTests
{
    [Fact]
    public void A_chain_is_read_from_the_outermost_to_the_deepest()
    {
        var trouble = Scanning.One("""
            Exception in thread "main" java.lang.RuntimeException: cannot load
            	at com.example.Job.main(Job.java:10)
            	Suppressed: java.io.IOException: close
            		at com.example.Job.close(Job.java:12)
            		Caused by: java.io.IOException: never told
            Caused by: com.example.LoadFailure: table
              regions is empty
            	at com.example.Load.run(Load.java:5)
            	at com.example.Load.go(Load.java:3)
            	... 1 more
            Caused by: java.io.FileNotFoundException: /x (No such file or directory)
            	at java.base/java.io.FileInputStream.open0(Native Method) ~[?:?]
            	... 3 more
            """);

        Assert.Equal("java.lang.RuntimeException: cannot load < com.example.LoadFailure: table\n  regions is empty < java.io.FileNotFoundException: /x (No such file or directory)", trouble.Chain());
        Assert.Equal(["com.example.Load.run(Load.java:5)", "com.example.Load.go(Load.java:3)"], trouble.Chain[1].Frames);
        Assert.Equal(["java.base/java.io.FileInputStream.open0(Native Method)"], trouble.Chain[2].Frames);
        Assert.True(trouble.IsUncaught);
        Assert.Null(trouble.Level);
    }

    [Fact]
    public void An_exception_behind_a_logged_line_is_of_that_line()
    {
        var trouble = Scanning.One("""
            26/11/22 03:30:29 INFO Loader: reading
            26/11/22 03:30:30 ERROR Loader: could not parse, skipping
            java.lang.NumberFormatException: For input string: "x"
            	at com.example.Loader.parse(Loader.java:4)
            26/11/22 03:30:31 INFO Loader: done
            """);

        Assert.Equal(("ERROR", "Loader", false), (trouble.Level, trouble.Logger, trouble.IsUncaught));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 3, 30, 30, TimeSpan.Zero), trouble.Time);
        Assert.Equal("java.lang.NumberFormatException: For input string: \"x\"", trouble.Chain());
    }

    [Fact]
    public void An_exception_that_a_program_prints_behind_a_piece_of_information_is_its_own()
    {
        var trouble = Scanning.One("""
            26/11/22 03:30:29 INFO mapreduce.JobSubmitter: Cleaning up the staging area /x
            org.apache.hadoop.mapreduce.lib.input.InvalidInputException: Input path does not exist: file:/in
            	at org.apache.hadoop.mapreduce.lib.input.FileInputFormat.listStatus(FileInputFormat.java:332)
            """);

        Assert.Null(trouble.Level);
        Assert.StartsWith("org.apache.hadoop", trouble.Text);
    }

    [Fact]
    public void A_message_that_tells_its_exception_before_it_is_printed_tells_it_once()
    {
        var trouble = Scanning.One("""
            26/11/22 03:30:30 ERROR ApplicationMaster: User class threw exception: java.lang.IllegalArgumentException: requirement failed
            java.lang.IllegalArgumentException: requirement failed
            	at scala.Predef$.require(Predef.scala:281) ~[scala-library-2.12.18.jar:?]
            """);

        Assert.Equal("java.lang.IllegalArgumentException: requirement failed", trouble.Chain());
        Assert.Single(trouble.Chain[0].Frames);
        Assert.True(trouble.IsUncaught);
    }

    [Fact]
    public void A_class_that_is_not_there_is_told_by_the_line_and_by_its_cause()
    {
        var troubles = Scanning.Of("Error: Could not find or load main class com.example.Main\nCaused by: java.lang.ClassNotFoundException: com.example.Main\n");

        Assert.Equal(["", "java.lang.ClassNotFoundException: com.example.Main"], troubles.Select(trouble => trouble.Chain()));
        Assert.True(troubles[0].IsUncaught);
    }

    [Fact]
    public void What_a_log_holds_belongs_to_the_line_above_it()
    {
        var trouble = Scanning.One(
            """
            2026-11-22 03:31:26,000 INFO [Thread-13] org.apache.hadoop.streaming.PipeMapRed: R/W/S=1/0/0
            last tool output: |null|

            java.io.IOException: Broken pipe
            	at java.base/java.io.FileOutputStream.writeBytes(Native Method)
            """,
            new EvidencePlace(EvidenceSource.Container) { File = "syslog" });

        Assert.Equal(("INFO", "org.apache.hadoop.streaming.PipeMapRed"), (trouble.Level, trouble.Logger));
    }

    [Fact]
    public void An_exception_named_in_a_message_is_a_link_of_its_own()
    {
        var trouble = Scanning.One("""
            WARN Fetcher: giving up: java.lang.RuntimeException: java.nio.file.NoSuchFileException: /x
            	at a.B.c(B.java:1)
            """);

        Assert.Equal("java.lang.RuntimeException < java.nio.file.NoSuchFileException: /x", trouble.Chain());
    }

    [Fact]
    public void The_failure_of_a_Spark_job_ends_with_what_its_task_failed_of()
    {
        var trouble = Scanning.One("""
            Exception in thread "main" org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, most recent failure: Lost task 0.3 in stage 0.0 (TID 3) (host executor 1): java.lang.IllegalStateException: outer
            	at com.example.A.call(A.java:1)
            Caused by: java.io.EOFException
            	... 3 more

            Driver stacktrace:
            	at org.apache.spark.scheduler.DAGScheduler.x(DAGScheduler.scala:1)
            Caused by: java.lang.IllegalStateException: outer
            	at com.example.A.call(A.java:1)
            Caused by: java.io.EOFException
            	... 3 more
            """);

        Assert.Equal(
            "org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 0.0 failed 4 times, most recent failure: Lost task 0.3 in stage 0.0 (TID 3) (host executor 1)" +
            " < java.lang.IllegalStateException: outer < java.io.EOFException",
            trouble.Chain());
        Assert.Equal("0.3 in stage 0.0", trouble.Attempt);
    }

    [Fact]
    public void A_fetch_that_failed_is_read_within_its_brackets()
    {
        var trouble = Scanning.One("""
            26/11/22 03:21:05 WARN TaskSetManager: Lost task 2.0 in stage 1.0 (TID 8) (w-1 executor 1): FetchFailed(BlockManagerId(1, w-1, 45391, None), shuffleId=0, mapIndex=1, mapId=1, reduceId=2, message=
            org.apache.spark.shuffle.FetchFailedException
            	at org.apache.spark.errors.SparkCoreErrors$.fetchFailedError(SparkCoreErrors.scala:437)
            Caused by: java.nio.file.NoSuchFileException: /x/shuffle_0_1_0.index
            	... 10 more

            )
            """);

        Assert.Equal("org.apache.spark.shuffle.FetchFailedException < java.nio.file.NoSuchFileException: /x/shuffle_0_1_0.index", trouble.Chain());
        Assert.Equal(("2.0 in stage 1.0", true), (trouble.Attempt, trouble.IsUncaught));
    }

    [Theory]
    [InlineData("26/11/22 03:30:30 ERROR Executor: Exception in task 0.3 in stage 7.0 (TID 5)", "0.3 in stage 7.0", true)]
    [InlineData("2026-11-22 03:30:30,123 WARN [main] org.apache.hadoop.mapred.YarnChild: Exception running child : ", null, true)]
    [InlineData("26/11/22 03:30:30 ERROR ApplicationMaster: User class threw exception: ", null, true)]
    [InlineData("26/11/22 03:30:30 ERROR SparkUncaughtExceptionHandler: Uncaught exception in thread Thread[main,5,main]", null, true)]
    [InlineData("26/11/22 03:30:30 ERROR Utils: Aborting task", null, false)]
    [InlineData("26/11/22 03:30:30 WARN Fetcher: copyMapOutput failed for tasks [attempt_1_0001_m_000001_0]", "attempt_1_0001_m_000001_0", false)]
    public void Frameworks_say_what_ended_a_task(string line, string? attempt, bool isUncaught)
    {
        var trouble = Scanning.One($"{line}\njava.io.IOException: x\n\tat a.B.c(B.java:1)\n");

        Assert.Equal((attempt, isUncaught, "java.io.IOException: x"), (trouble.Attempt, trouble.IsUncaught, trouble.Chain()));
    }

    [Fact]
    public void The_failure_of_a_MapReduce_task_is_one_of_its_attempt()
    {
        var troubles = Scanning.Of("""
            26/11/22 03:01:36 INFO mapreduce.Job: Task Id : attempt_1795314636366_0028_m_000002_0, Status : FAILED
            Error: java.lang.RuntimeException: PipeMapRed.waitOutputThreads(): subprocess failed with code 139
            	at org.apache.hadoop.streaming.PipeMapRed.waitOutputThreads(PipeMapRed.java:326)

            26/11/22 03:01:37 INFO mapreduce.Job: Task Id : attempt_1795314636366_0028_m_000003_0, Status : FAILED
            [2026-11-22 03:01:37.059]Container killed on request. Exit code is 137
            [2026-11-22 03:01:37.060]Killed by external signal

            26/11/22 03:01:42 INFO mapreduce.Job:  map 50% reduce 100%
            26/11/22 03:01:43 INFO mapreduce.Job: Job job_1795314636366_0028 failed with state FAILED due to: Task failed task_1795314636366_0028_m_000002
            """);

        Assert.Equal(
            ["attempt_1795314636366_0028_m_000002_0", "attempt_1795314636366_0028_m_000003_0", "attempt_1795314636366_0028_m_000003_0", "attempt_1795314636366_0028_m_000003_0", null],
            troubles.Select(trouble => trouble.Attempt));
        Assert.Equal([true, true, true, true, false], troubles.Select(trouble => trouble.IsUncaught));
        Assert.Equal("java.lang.RuntimeException: PipeMapRed.waitOutputThreads(): subprocess failed with code 139", troubles[0].Chain());
        Assert.Equal("[2026-11-22 03:01:37.060]Killed by external signal", troubles[3].Text);
    }

    [Fact]
    public void A_trace_of_which_every_line_was_logged_is_read_as_one()
    {
        var trouble = Scanning.One("""
            2026-11-22 03:30:30,123 - runner - INFO - java.io.IOException: x
            2026-11-22 03:30:30,124 - runner - INFO - 	at a.B.c(B.java:1)
            2026-11-22 03:30:30,125 - runner - INFO - Caused by: java.io.EOFException: y
            2026-11-22 03:30:30,126 - runner - INFO - 	... 2 more
            2026-11-22 03:30:30,127 - runner - INFO - going on
            """);

        Assert.Equal("java.io.IOException: x < java.io.EOFException: y", trouble.Chain());
    }
}
