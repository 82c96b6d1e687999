namespace Spydra.History.Causes;

public sealed class PythonTroublesTests
{
    [Fact]
    public void A_traceback_ends_with_what_was_raised()
    {
        var trouble = Scanning.One("""
            Traceback (most recent call last):
              File "/data/job.py", line 20, in <module>
                main()
                ~~~~^^
              File "/data/job.py", line 12, in convert
                return RATES[code]
                       ~~~~~^^^^^^
              [Previous line repeated 3 more times]
            KeyError: 'XK'
            """);

        Assert.Equal("KeyError: 'XK'", trouble.Chain());
        Assert.Equal(["/data/job.py:12 in convert", "/data/job.py:20 in <module>"], trouble.Chain[0].Frames);
        Assert.True(trouble.IsUncaught);
    }

    [Theory]
    [InlineData("During handling of the above exception, another exception occurred:")]
    [InlineData("The above exception was the direct cause of the following exception:")]
    public void What_was_raised_last_is_outermost(string link)
    {
        var trouble = Scanning.One($"""
            Traceback (most recent call last):
              File "/data/job.py", line 3, in f
                open(x)
            FileNotFoundError: [Errno 2] No such file or directory: 'x'

            {link}

            Traceback (most recent call last):
              File "/data/job.py", line 9, in <module>
                f()
            RuntimeError: settings
            """);

        Assert.Equal("RuntimeError: settings < FileNotFoundError: [Errno 2] No such file or directory: 'x'", trouble.Chain());
    }

    [Fact]
    public void A_traceback_that_was_logged_was_caught()
    {
        var trouble = Scanning.One("""
            2026-11-22 03:27:29,344 ERROR nightly_import: metric not sent
            Traceback (most recent call last):
              File "/data/job.py", line 3, in f
                g()
            ConnectionRefusedError: [Errno 111] Connection refused
            """);

        Assert.Equal(("ERROR", "nightly_import", false), (trouble.Level, trouble.Logger, trouble.IsUncaught));
        Assert.Equal("ConnectionRefusedError: [Errno 111] Connection refused", trouble.Chain());
    }

    [Fact]
    public void A_traceback_behind_a_line_of_Spark_is_the_end_of_the_driver()
    {
        var troubles = Scanning.Of("""
            26/11/22 03:35:29 ERROR TaskSetManager: Task 3 in stage 0.0 failed 3 times; aborting job
            Traceback (most recent call last):
              File "/data/job.py", line 3, in <module>
                g()
            ValueError: no data
            """);

        Assert.Equal([false, true], troubles.Select(trouble => trouble.IsUncaught));
    }

    [Fact]
    public void A_Python_worker_s_exception_is_the_deepest()
    {
        var trouble = Scanning.One("""
            Traceback (most recent call last):
              File "/data/job.py", line 9, in <module>
                rdd.collect()
            py4j.protocol.Py4JJavaError: An error occurred while calling z:org.apache.spark.api.python.PythonRDD.collectAndServe.
            : org.apache.spark.SparkException: Job aborted due to stage failure: Task 3 in stage 0.0 failed 3 times, most recent failure: Lost task 3.2 in stage 0.0 (TID 5) (w-1 executor 2): org.apache.spark.api.python.PythonException: Traceback (most recent call last):
              File "/x/pyspark.zip/pyspark/worker.py", line 1247, in main
                process()
              File "/data/job.py", line 18, in merge
                yield REGIONS[f[1]]
                      ~~~~~~~^^^^^^
            KeyError: 'XK'

            	at org.apache.spark.api.python.BasePythonRunner$ReaderIterator.handlePythonException(PythonRunner.scala:572)

            Driver stacktrace:
            	at org.apache.spark.scheduler.DAGScheduler.failJobAndIndependentStages(DAGScheduler.scala:2856)
            Caused by: org.apache.spark.api.python.PythonException: Traceback (most recent call last):
              File "/data/job.py", line 18, in merge
                yield REGIONS[f[1]]
            KeyError: 'XK'

            	at org.apache.spark.api.python.BasePythonRunner$ReaderIterator.handlePythonException(PythonRunner.scala:572)
            	... 1 more
            """);

        Assert.Equal(["py4j.protocol.Py4JJavaError", "org.apache.spark.SparkException", "org.apache.spark.api.python.PythonException", "KeyError"], trouble.Chain.Select(link => link.Type));
        Assert.Equal([ThrownLanguage.Python, ThrownLanguage.Java, ThrownLanguage.Java, ThrownLanguage.Python], trouble.Chain.Select(link => link.Language));
        Assert.Equal("/data/job.py:18 in merge", trouble.Chain[^1].Frames[0]);
        Assert.Equal("3.2 in stage 0.0", trouble.Attempt);
    }

    [Fact]
    public void A_failure_that_Spark_logs_again_is_read_within_its_brackets()
    {
        var trouble = Scanning.One("""
            26/11/22 03:37:09 INFO TaskSetManager: Lost task 4.1 in stage 0.0 (TID 6) on w-0, executor 2: org.apache.spark.api.python.PythonException (Traceback (most recent call last):
              File "/data/job.py", line 9, in to_name
                return names.value[f[1]], 1
            KeyError: 'XK'
            ) [duplicate 1]
            26/11/22 03:37:09 INFO TaskSetManager: Removed TaskSet 0.0
            """);

        Assert.Equal("org.apache.spark.api.python.PythonException < KeyError: 'XK'", trouble.Chain());
    }

    [Fact]
    public void An_error_of_SQL_has_its_plan_in_its_message_and_what_follows_is_not_of_it()
    {
        var troubles = Scanning.Of("""
            Traceback (most recent call last):
              File "/data/job.py", line 9, in <module>
                df.select("x")
            pyspark.errors.exceptions.captured.AnalysisException: [UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name `x` cannot be resolved.;
            'Project ['x]
            +- Relation [a#1] csv

            ./run.sh: line 3: clean-up: command not found
            """);

        Assert.EndsWith("+- Relation [a#1] csv", troubles[0].Chain());
        Assert.Equal("./run.sh: line 3: clean-up: command not found", troubles[1].Text);
    }

    [Fact]
    public void PySpark_shows_the_traceback_of_a_worker_behind_its_own()
    {
        var trouble = Scanning.One("""
            Traceback (most recent call last):
              File "/data/job.py", line 3, in <module>
                df.show()
            pyspark.errors.exceptions.captured.PythonException: 
              An exception was thrown from the Python worker. Please see the stack trace below.
            Traceback (most recent call last):
              File "/data/job.py", line 9, in f
                return 1/0
            ZeroDivisionError: division by zero

            """);

        Assert.Equal(["pyspark.errors.exceptions.captured.PythonException", "ZeroDivisionError"], trouble.Chain.Select(link => link.Type));
    }

    [Fact]
    public void A_syntax_error_has_no_traceback()
    {
        var trouble = Scanning.One("""
              File "/data/job.py", line 3
                print "x"
                ^^^^^^^^^
            SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?
            """);

        Assert.Equal("SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?", trouble.Chain());
        Assert.True(trouble.IsUncaught);
    }

    [Fact]
    public void Colours_and_the_marks_of_a_group_do_not_disturb()
    {
        var trouble = Scanning.One("Traceback (most recent call last):\n  File \u001b[35m\"/data/job.py\"\u001b[0m, line \u001b[35m3\u001b[0m, in \u001b[35mf\u001b[0m\n    x\n\u001b[1;35mValueError\u001b[0m: \u001b[35mbad\u001b[0m\n");
        var group = Scanning.One("  + Exception Group Traceback (most recent call last):\n  |   File \"/data/job.py\", line 3, in f\n  |     x\n  | ExceptionGroup: all failed (1 sub-exception)\n");

        Assert.Equal("ValueError: bad", trouble.Chain());
        Assert.Equal(["/data/job.py:3 in f"], trouble.Chain[0].Frames);
        Assert.Equal("ExceptionGroup: all failed (1 sub-exception)", group.Chain());
    }

    [Fact]
    public void The_traceback_of_a_child_is_behind_its_parent_s()
    {
        var troubles = Scanning.Of("""
            multiprocessing.pool.RemoteTraceback: 
            \"\"\"
            Traceback (most recent call last):
              File "/data/job.py", line 3, in f
                x
            ValueError: bad
            \"\"\"

            The above exception was the direct cause of the following exception:

            Traceback (most recent call last):
              File "/data/job.py", line 9, in <module>
                pool.map(f, x)
            ValueError: bad
            """.Replace("\\\"", "\"", StringComparison.Ordinal));

        Assert.Contains(troubles, trouble => trouble.Chain is [{ Type: "ValueError" }, { Type: "ValueError" }]);
    }
}
