namespace Spydra.History.Causes;

public sealed class PrintedTroublesTests
{
    [Theory]
    [InlineData("2026-11-22 03:30:30,123 ERROR [main] org.apache.hadoop.mapred.YarnChild: it broke", "ERROR", "org.apache.hadoop.mapred.YarnChild")]
    [InlineData("2026-11-22 03:30:30,123 [main] ERROR org.example.Job - it broke", "ERROR", "org.example.Job")]
    [InlineData("2026-11-22 03:30:30,123 - root - ERROR - it broke", "ERROR", "root")]
    [InlineData("2026-11-22 03:30:30.123  ERROR 17 --- [main] o.e.Job : it broke", "ERROR", "o.e.Job")]
    [InlineData("2026-11-22T03:30:30.123Z ERROR Job: it broke", "ERROR", "Job")]
    [InlineData("[2026-11-22 03:30:30,123] {taskinstance.py:1150} ERROR - it broke", "ERROR", null)]
    [InlineData("[2026-11-22 03:30:30,123: CRITICAL/MainProcess] it broke", "CRITICAL", null)]
    [InlineData("26/11/22 03:30:30 FATAL Job: it broke", "FATAL", "Job")]
    [InlineData("2026-11-22 03:30:30 ERROR Job:98 - it broke", "ERROR", "Job")]
    [InlineData("[Stage 0:====>                (0 + 2) / 4]26/11/22 03:30:30 ERROR Job: it broke", "ERROR", "Job")]
    [InlineData("ERROR:root:it broke", "ERROR", "root")]
    [InlineData("log4j:ERROR it broke", "ERROR", "log4j")]
    [InlineData("E1122 03:30:30.123456 17 table.cc:12] it failed", "ERROR", "table.cc")]
    [InlineData("time=\"2026-11-22T03:30:30Z\" level=error msg=\"it broke\"", "ERROR", null)]
    [InlineData("{\"time\": \"x\", \"severity\": \"ERROR\", \"message\": \"it broke\"}", "ERROR", null)]
    public void Layouts_of_logs_are_known(string line, string level, string? logger)
    {
        var trouble = Scanning.One(line);

        Assert.Equal((level, logger, line), (trouble.Level, trouble.Logger, trouble.Text));
    }

    [Fact]
    public void The_JDK_s_logger_names_itself_on_the_line_before()
    {
        var trouble = Scanning.One("Nov 22, 2026 3:30:30 AM org.example.Job run\nSEVERE: it broke\n");

        Assert.Equal(("SEVERE", "org.example.Job", new DateTimeOffset(2026, 11, 22, 3, 30, 30, TimeSpan.Zero)), (trouble.Level, trouble.Logger, trouble.Time));
    }

    [Theory]
    [InlineData("./run.sh: line 3: clickparse: command not found")]
    [InlineData("cat: /data/in: No such file or directory")]
    [InlineData("awk: cmd. line:1: fatal: division by zero attempted")]
    [InlineData("Can't locate JSON/XS.pm in @INC")]
    [InlineData("sh: 1: jq: Permission denied")]
    [InlineData("Segmentation fault (core dumped)")]
    [InlineData("[2026-11-22 03:10:18.221]Container killed on request. Exit code is 143")]
    [InlineData("\t final status: FAILED")]
    [InlineData("panic: runtime error: index out of range [3] with length 3")]
    [InlineData("terminate called after throwing an instance of 'std::bad_alloc'")]
    [InlineData("sort: write failed: /tmp/x: No space left on device")]
    [InlineData("# There is insufficient memory for the Java Runtime Environment to continue.")]
    [InlineData("Streaming Command Failed!")]
    [InlineData("usage: job.py [-h] --day DAY")]
    [InlineData("Error in library(dplyr) : there is no package called ‘dplyr’")]
    [InlineData("ERROR: column \"x\" does not exist")]
    [InlineData("Killed")]
    public void Programs_complain_in_their_own_words(string line) => Assert.Equal(line, Scanning.One(line).Text);

    [Theory]
    [InlineData("\t\tFailed map tasks=5")]
    [InlineData("\tShuffle Errors")]
    [InlineData("0 errors, 12 rows")]
    [InlineData("\t final status: UNDEFINED")]
    [InlineData("\t diagnostics: AM container is launched, waiting for AM container to Register with RM")]
    [InlineData("26/11/22 03:24:04 INFO resource.ResourceUtils: Unable to find 'resource-types.xml'.")]
    [InlineData("26/11/22 03:24:04 DEBUG Client: failed to connect")]
    [InlineData("26/11/22 03:24:04 WARN SparkConf: Note that spark.local.dir will be overridden")]
    [InlineData("rows: 30")]
    public void Other_lines_are_none(string line) => Assert.Empty(Scanning.Of(line));

    [Fact]
    public void The_line_behind_a_machine_that_did_not_start_belongs_to_it()
    {
        var troubles = Scanning.Of("Error occurred during initialization of VM\nToo small maximum heap\n");

        Assert.Equal(["Error occurred during initialization of VM", "Too small maximum heap"], troubles.Select(trouble => trouble.Text));
        Assert.All(troubles, trouble => Assert.True(trouble.IsUncaught));
    }

    [Fact]
    public void Like_troubles_are_one_but_for_their_attempts_and_their_end()
    {
        var troubles = Scanning.Of("""
            WARN Fetcher: lost connection to 10.0.0.1:80 after 5 s
            WARN Fetcher: lost connection to 10.0.0.2:81 after 17 s
            26/11/22 03:30:30 ERROR Executor: Exception in task 0.0 in stage 7.0 (TID 5)
            java.io.IOException: x
            	at a.B.c(B.java:1)
            26/11/22 03:30:30 ERROR Executor: Exception in task 0.1 in stage 7.0 (TID 6)
            java.io.IOException: x
            	at a.B.c(B.java:1)
            ERROR Other: caught
            java.io.IOException: x
            	at a.B.c(B.java:1)
            ERROR Other: caught
            java.io.IOException: x
            	at a.B.c(B.java:1)
            """);

        Assert.Equal([2, 1, 1, 2], troubles.Select(trouble => trouble.Count));
        Assert.Equal([0, 1, 2, 3], troubles.Select(trouble => trouble.Order));
        Assert.Equal("Fetcher: lost connection to #.#.#.#:# after # s", troubles[0].Signature);
        Assert.Equal(troubles[1].Signature, troubles[3].Signature);
    }

    [Fact]
    public async Task Places_are_counted_from_where_the_text_begins()
    {
        var scan = await Scanning.OfBytesAsync("ok\r\nERROR A: x 1\rok\nERROR A: x 2"u8.ToArray(), offset: 1000);

        var trouble = Assert.Single(scan.Troubles);
        Assert.Equal((1004L, 1020L, 2), (trouble.Offset, trouble.LastOffset, trouble.Count));
        Assert.Equal(["ok", "ERROR A: x 1", "ok", "ERROR A: x 2"], scan.LastLines.Select(line => line.Text));
    }
}
