using System.Diagnostics;

namespace Spydra.Emulator.Tests.Jobs.Streaming;

public sealed class StreamingFailureTests
{
    [Fact]
    public async Task A_mapper_that_fails_is_tried_four_times_and_then_the_job_fails()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "x\n");
        folder.Script("fail.sh", "cat > /dev/null; echo first problem >&2; echo second problem >&2; exit 3");

        var result = await folder.StreamAsync("-file", "fail.sh", "-input", "in.txt", "-output", "out", "-mapper", "fail.sh", "-reducer", "cat");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("Job job_1790000000000_0001 failed with state FAILED due to: Task failed task_1790000000000_0001_m_000000", result.Details);
        for (var attempt = 0; attempt < 4; attempt++)
            Assert.Contains(
                $"Task Id : attempt_1790000000000_0001_m_000000_{attempt}, Status : FAILED\n"
                + "Error: java.lang.RuntimeException: PipeMapRed.waitOutputThreads(): subprocess failed with code 3\n"
                + "Last lines of the attempt's stderr:\n\tfirst problem\n\tsecond problem\n\n",
                result.Output,
                StringComparison.Ordinal);
        Assert.Contains("Job failed as tasks failed. failedMaps:1 failedReduces:0 killedMaps:0 killedReduces: 0\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("\t\tFailed map tasks=4\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("ERROR streaming.StreamJob: Job not successful!\nStreaming Command Failed!\n", result.Output, StringComparison.Ordinal);
        Assert.Empty(folder.Files("out"));
        Assert.Equal("FAILED", folder.Record!.State);
    }

    [Fact]
    public async Task An_attempt_that_fails_is_forgotten_when_the_next_succeeds()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "x\n");
        folder.Script("once.sh", $"cat; echo reporter:counter:g,c,1 >&2; mkdir '{folder.At("seen")}' && exit 7; exit 0");

        var result = await folder.StreamAsync("-file", "once.sh", "-input", "in.txt", "-output", "out", "-mapper", "once.sh", "-reducer", "cat");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("x\t\n", folder.Output("out"));
        Assert.Equal(["FAILED", "SUCCEEDED"], folder.Record!.Tasks[0].Attempts.Select(attempt => attempt.State));
        Assert.Contains("\tg\n\t\tc=1\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(["_SUCCESS", "part-00000"], folder.Files("out"));
    }

    [Fact]
    public async Task A_reducer_that_fails_fails_the_job()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "x\n");

        var result = await folder.StreamAsync("-D", "mapred.reduce.max.attempts=2", "-input", "in.txt", "-output", "out", "-mapper", "cat", "-reducer", "false");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("failed due to: Task failed task_1790000000000_0001_r_000000".Replace("failed due", "FAILED due", StringComparison.Ordinal), result.Output, StringComparison.Ordinal);
        Assert.Equal(2, folder.Record!.Tasks[1].Attempts.Count);
        Assert.Contains("failedMaps:0 failedReduces:1", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exit_code_that_is_no_failure_is_none()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "x\n");

        var result = await folder.StreamAsync("-D", "stream.non.zero.exit.is.failure=false", "-input", "in.txt", "-output", "out", "-mapper", "sh -c 'cat; exit 9'", "-reducer", "NONE");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("x\t\n", folder.Output("out"));
    }

    [Theory]
    [InlineData("nothing", "Error: java.lang.RuntimeException: Error in configuring object\nCaused by: java.io.IOException: Cannot run program \"nothing\": error=2, No such file or directory\n")]
    [InlineData("./plain.txt", "Error: java.lang.RuntimeException: Error in configuring object\nCaused by: java.io.IOException: Cannot run program \"./plain.txt\": error=2, No such file or directory\n")]
    [InlineData("head -1", "Error: java.io.IOException: Broken pipe\n")]
    public async Task What_goes_wrong_in_a_task_is_said_as_Hadoop_says_it(string mapper, string error)
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", string.Concat(Enumerable.Repeat("0123456789\n", 50_000)));
        folder.Write("plain.txt", "no program");

        var result = await folder.StreamAsync("-D", "mapreduce.map.maxattempts=1", "-input", "in.txt", "-output", "out", "-mapper", mapper, "-reducer", "NONE");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(error, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mapper_may_leave_the_end_of_its_input_unread_as_in_Hadoop()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "1\n2\n3\n");

        Assert.Equal(0, (await folder.StreamAsync("-input", "in.txt", "-output", "out", "-mapper", "head -1", "-reducer", "NONE")).ExitCode);
        Assert.Equal("1\t\n", folder.Output("out"));
    }

    [Fact]
    public async Task A_script_without_a_first_line_is_run_by_the_shell()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "x\n");
        folder.Write("plain", "read line; echo \"shell $line\"\n");

        await folder.StreamAsync("-file", "plain", "-input", "in.txt", "-output", "out", "-mapper", "plain", "-reducer", "NONE");

        Assert.Equal("shell x\t\n", folder.Output("out"));
    }

    [Fact]
    public async Task A_missing_input_is_named_and_nothing_is_written()
    {
        using var folder = new JobFolder();
        folder.Store.CreateBucket("b");

        var result = await folder.StreamAsync("-input", "gs://b/none,here", "-output", "out", "-mapper", "cat");

        Assert.Equal(5, result.ExitCode);
        Assert.Equal($"org.apache.hadoop.mapred.InvalidInputException: Input path does not exist: gs://b/none\nInput path does not exist: file:{folder.At("here")}", result.Details);
        Assert.Contains("ERROR streaming.StreamJob: Error Launching job : Input path does not exist: gs://b/none\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Streaming Command Failed!\n", result.Output, StringComparison.Ordinal);
        Assert.False(Path.Exists(folder.At("out")));
    }

    [Theory]
    [InlineData("out")]
    [InlineData("gs://b/out")]
    public async Task An_output_that_is_there_already_is_left_alone(string output)
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "x\n");
        folder.Write("out/old", "old");
        folder.Store.Put("b", "out/old", "old");

        var result = await folder.StreamAsync("-input", "in.txt", "-output", output, "-mapper", "cat");

        var path = output == "out" ? $"file:{folder.At("out")}" : output;
        Assert.Equal(5, result.ExitCode);
        Assert.Equal($"org.apache.hadoop.mapred.FileAlreadyExistsException: Output directory {path} already exists", result.Details);
        Assert.Contains($"\n{result.Details}\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(["old"], folder.Files("out"));
        Assert.Single(folder.Store.List("b", ""));
    }

    [Theory]
    [InlineData("-frob", "Unrecognized option: -frob")]
    [InlineData("-mapper", "Missing argument for option: mapper")]
    [InlineData("-reducer aggregate", "-reducer aggregate : does not run in the emulator. It is Java code of Hadoop's; write the sum as a command, for example with awk.")]
    [InlineData("-mapper org.example.tools.MyMapper", "-mapper org.example.tools.MyMapper : does not run in the emulator. A Java class runs in a JVM only; give a command.")]
    [InlineData("-inputformat SequenceFileInputFormat", "-inputformat SequenceFileInputFormat : does not run in the emulator. Use TextInputFormat, KeyValueTextInputFormat or NLineInputFormat.")]
    [InlineData("-io typedbytes", "-io typedbytes : does not run in the emulator. Commands read and write text here.")]
    [InlineData("-numReduceTasks many", "-numReduceTasks many is no number of reduce tasks. Use 0 or more.")]
    [InlineData("-partitioner org.example.Mine", "-partitioner org.example.Mine : does not run in the emulator. Use HashPartitioner or KeyFieldBasedPartitioner.")]
    public async Task What_is_wrong_or_does_not_run_here_is_said(string more, string message)
    {
        using var folder = new JobFolder();

        var result = await folder.StreamAsync(["-input", "in.txt", "-output", "out", .. more.Split(' ')]);

        Assert.Equal((1, message), (result.ExitCode, result.Details));
        Assert.Contains(message, result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Try -help for more information\nStreaming Command Failed!\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_attempt_is_ended_after_its_time_limit()
    {
        var time = new Testing.ManualTimeProvider();
        using var folder = new JobFolder { Time = time };
        folder.Write("in.txt", "x\n");
        folder.Script("hang.sh", $"touch '{folder.At("started")}'; exec sleep 600");

        var running = folder.StreamAsync(
            "-D", "mapreduce.task.timeout=60000", "-D", "mapreduce.map.maxattempts=1", "-file", "hang.sh", "-input", "in.txt", "-output", "out", "-mapper", "hang.sh", "-reducer", "NONE");
        await Eventually.IsTrueAsync(() => File.Exists(folder.At("started")));
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(61));
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        var result = await running;
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("AttemptID:attempt_1790000000000_0001_m_000000_0 Timed out after 60 secs\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_every_process_of_the_job_even_those_without_a_parent()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "x\n");
        folder.Script("spawn.sh", $"(setsid sleep 611 & echo $! > '{folder.At("child")}'); sleep 612 & echo $$ > '{folder.At("parent")}'; wait");
        using var cancel = new CancellationTokenSource();

        var running = folder.StreamAsync(["-file", "spawn.sh", "-input", "in.txt", "-output", "out", "-mapper", "spawn.sh", "-reducer", "NONE"], cancel.Token);
        await Eventually.IsTrueAsync(() => File.Exists(folder.At("parent")) && File.ReadAllText(folder.At("parent")).Length > 1);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.False(Runs(folder.Read("parent")));
        await Eventually.IsTrueAsync(() => !Runs(folder.Read("child")));
        Assert.Empty(folder.Files("out"));
        Assert.Equal(("KILLED", "KILLED"), (folder.Record!.State, folder.Record.Tasks[0].State));
    }

    [Fact]
    public async Task A_child_that_a_mapper_leaves_behind_holds_nobody_up()
    {
        var time = new Testing.ManualTimeProvider();
        using var folder = new JobFolder { Time = time };
        folder.Write("in.txt", "x\n");

        var running = folder.StreamAsync("-input", "in.txt", "-output", "out", "-mapper", "sh -c 'cat; sleep 613 & echo $!'", "-reducer", "NONE");
        while (!running.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        Assert.Equal(0, (await running).ExitCode);
        var lines = folder.Output("out").Split('\n');
        Assert.Equal("x\t", lines[0]);
        await Eventually.IsTrueAsync(() => !Runs(lines[1]));
    }

    [Fact]
    public async Task Twenty_jobs_at_once_all_run_and_none_is_mixed_up()
    {
        using var folder = new JobFolder();
        using var runtime = new Spydra.Emulator.Jobs.Streaming.StreamingRuntime(System.Environment.GetEnvironmentVariable);
        var numbers = Enumerable.Range(0, 20).ToList();
        foreach (var number in numbers) folder.Write($"in{number}.txt", string.Concat(Enumerable.Repeat($"word{number} other\n", 200)));

        var results = await Task.WhenAll(numbers.Select(number => folder.RunAsync(
            runtime, JobFolder.StreamingJob("-input", $"in{number}.txt", "-output", $"out{number}", "-mapper", "tr ' ' '\\n'", "-reducer", "uniq -c", "-numReduceTasks", "2"))));

        Assert.All(results, result => Assert.Equal(0, result.ExitCode));
        Assert.All(numbers, number => Assert.Equal(["    200 other\t", $"    200 word{number}\t"], folder.Output($"out{number}").TrimEnd('\n').Split('\n').Order(StringComparer.Ordinal)));
    }

    private static bool Runs(string id)
    {
        try
        {
            using var process = Process.GetProcessById(int.Parse(id.Trim(), System.Globalization.CultureInfo.InvariantCulture));
            return !process.HasExited && !File.ReadAllText($"/proc/{process.Id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}
