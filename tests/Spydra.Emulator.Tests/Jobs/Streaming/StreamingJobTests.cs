using System.IO.Compression;
using System.Text;

namespace Spydra.Emulator.Tests.Jobs.Streaming;

public sealed class StreamingJobTests
{
    private const string Text = "the cat\n\n the dog\tand the \u00e9l\u00e9phant\nlast line";

    [Fact]
    public async Task Word_counts_are_what_sort_and_uniq_give()
    {
        using var folder = new JobFolder();
        var random = new Random(5);
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(_ => $"w{random.Next(300)}{(random.Next(9) == 0 ? "\n" : " ")}")) + "w\u00e9\n\nend";
        folder.Write("in.txt", text);

        var result = await folder.StreamAsync("-input", "in.txt", "-output", "out", "-mapper", "tr ' ' '\\n'", "-reducer", "uniq -c");

        Assert.Equal(0, result.ExitCode);
        var expected = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)).Split(' ', '\n').GroupBy(word => word).OrderBy(group => group.Key, StringComparer.Ordinal);
        Assert.Equal(string.Concat(expected.Select(group => $"{group.Count(),7} {group.Key}\t\n")), folder.Output("out"));
        Assert.Equal(["_SUCCESS", "part-00000"], folder.Files("out"));
    }

    [Fact]
    public async Task Without_reduce_tasks_each_map_writes_its_own_part_in_the_order_of_its_input()
    {
        using var folder = new JobFolder();
        folder.Write("a.txt", "b\na\tx\n\nc");
        folder.Write("b.txt", "1\n");

        var result = await folder.StreamAsync("-input", "a.txt,b.txt", "-output", "out", "-mapper", "cat", "-reducer", "NONE");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("b\t\na\tx\n\t\nc\t\n", folder.Read("out/part-00000"));
        Assert.Equal("1\t\n", folder.Read("out/part-00001"));
    }

    [Fact]
    public async Task Keys_go_to_the_reduce_task_of_their_hash_sorted_by_bytes()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "hello\nthe\na\nSpydra\n\n");

        await folder.StreamAsync("-input", "in.txt", "-output", "out", "-mapper", "cat", "-reducer", "cat", "-numReduceTasks", "3");

        Assert.Equal(["", "\t\nthe\t\n", "Spydra\t\na\t\nhello\t\n"], Enumerable.Range(0, 3).Select(part => folder.Read($"out/part-0000{part}")));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_pass_through_unchanged()
    {
        using var folder = new JobFolder();
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value).Where(value => value is not ((byte)'\n' or (byte)'\r' or (byte)'\t'))];
        folder.Write("in.bin", bytes);

        await folder.StreamAsync("-input", "in.bin", "-output", "out", "-mapper", "cat", "-reducer", "cat");

        Assert.Equal(Encoding.Latin1.GetString(bytes) + "\t\n", folder.Output("out"));
    }

    [Fact]
    public async Task Input_and_output_may_lie_in_buckets()
    {
        using var folder = new JobFolder();
        folder.Store.Put("data", "in/a.txt", "x y\n");
        folder.Store.Put("data", "in/b.txt", "y");
        folder.Store.Put("data", "in/_SUCCESS", "");
        folder.Store.CreateBucket("results");

        var result = await folder.StreamAsync("-input", "gs://data/in", "-output", "gs://results/run/out", "-mapper", "tr ' ' '\\n'", "-reducer", "uniq -c");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("      1 x\t\n      2 y\t\n", folder.Store.Text("results", "run/out/part-00000"));
        Assert.Equal(["run/out/_SUCCESS", "run/out/part-00000"], folder.Store.List("results", "").Select(stored => stored.Name));
    }

    [Fact]
    public async Task A_combiner_runs_before_the_records_leave_the_map()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", string.Concat(Enumerable.Range(0, 1000).Select(number => $"{number % 3}\t1\n")));
        const string sum = "awk -F\\t '{sums[$1]+=$2} END {for (key in sums) print key \"\\t\" sums[key]}'";

        var result = await folder.StreamAsync("-input", "in.txt", "-output", "out", "-mapper", "cat", "-combiner", sum, "-reducer", sum);

        Assert.Equal(["0\t334", "1\t333", "2\t333"], folder.Output("out").TrimEnd('\n').Split('\n').Order());
        Assert.Contains("Combine input records=1000\n\t\tCombine output records=3\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("Reduce input records=3\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_is_the_same_however_often_the_sort_spills()
    {
        using var folder = new JobFolder();
        var random = new Random(3);
        folder.Write("in.txt", string.Concat(Enumerable.Range(0, 120_000).Select(number => $"k{random.Next(5000)}\t{number}\n")));

        await folder.StreamAsync("-input", "in.txt", "-output", "once", "-mapper", "cat", "-reducer", "cat");
        var result = await folder.StreamAsync("-D", "mapreduce.task.io.sort.mb=1", "-D", "fs.local.block.size=200000", "-input", "in.txt", "-output", "often", "-mapper", "cat", "-reducer", "cat");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Launched map tasks=8\n", result.Output, StringComparison.Ordinal);
        // The splits are numbered by size, so that the order of the values of one key may differ, and nothing else.
        Assert.Equal(folder.Output("once").Split('\n').Order(StringComparer.Ordinal), folder.Output("often").Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal(folder.Output("once").Split('\n').Select(line => line.Split('\t')[0]), folder.Output("often").Split('\n').Select(line => line.Split('\t')[0]));
    }

    [Theory]
    [InlineData("DefaultCodec", "part-00000.deflate")]
    [InlineData("GzipCodec", "part-00000.gz")]
    public async Task Output_is_compressed_where_the_job_says_so(string codec, string part)
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "b\na\n");

        await folder.StreamAsync(
            "-D", "mapreduce.output.fileoutputformat.compress=true", "-D", $"mapreduce.output.fileoutputformat.compress.codec=org.apache.hadoop.io.compress.{codec}",
            "-input", "in.txt", "-output", "out", "-mapper", "cat", "-reducer", "cat");

        Assert.Equal(["_SUCCESS", part], folder.Files("out"));
        await using var file = File.OpenRead(folder.At($"out/{part}"));
        await using Stream content = codec == "GzipCodec" ? new GZipStream(file, CompressionMode.Decompress) : new ZLibStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(content);
        Assert.Equal("a\t\nb\t\n", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Output_is_plain_where_only_the_cluster_asks_for_compression()
    {
        using var folder = new JobFolder();
        folder.ClusterProperties["mapred:mapreduce.output.fileoutputformat.compress"] = "true";
        folder.Write("in.txt", "b\na\n");

        await folder.StreamAsync("-input", "in.txt", "-output", "out", "-mapper", "cat", "-reducer", "cat");

        Assert.Equal(["_SUCCESS", "part-00000"], folder.Files("out"));
    }

    [Fact]
    public async Task Compressed_input_is_decompressed_by_the_ending_of_its_name()
    {
        using var folder = new JobFolder();
        var zipped = new MemoryStream();
        await using (var zip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) zip.Write("one\ntwo"u8);
        folder.Write("in.gz", zipped.ToArray());

        await folder.StreamAsync("-input", "in.gz", "-output", "out", "-mapper", "cat", "-reducer", "NONE");

        Assert.Equal("one\t\ntwo\t\n", folder.Output("out"));
    }

    [Fact]
    public async Task Separators_and_key_fields_are_the_jobs()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "a,b,c\nx\n");

        await folder.StreamAsync(
            "-D", "stream.map.output.field.separator=,", "-D", "stream.num.map.output.key.fields=2", "-D", "stream.reduce.input.field.separator=|",
            "-D", "stream.reduce.output.field.separator=|", "-D", "mapred.textoutputformat.separator=@", "-input", "in.txt", "-output", "out", "-mapper", "cat", "-reducer", "cat");

        Assert.Equal("a,b@c\nx@\n", folder.Output("out"));
    }

    [Fact]
    public async Task Without_mapper_and_reducer_offsets_are_the_keys()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", string.Concat(Enumerable.Range(0, 12).Select(number => $"line {number}\n")));

        await folder.StreamAsync("-input", "in.txt", "-output", "out");

        Assert.Equal("0\tline 0\n7\tline 1\n", folder.Output("out")[..18]);
        Assert.EndsWith("78\tline 11\n", folder.Output("out"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_key_value_input_are_shown_to_the_mapper()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "k=v\nalone\n");

        await folder.StreamAsync(
            "-D", "key.value.separator.in.input.line==", "-input", "in.txt", "-output", "out", "-inputformat", "KeyValueTextInputFormat", "-mapper", "sed s/^/m-/", "-reducer", "NONE");

        Assert.Equal("m-k\tv\nm-alone\t\n", folder.Output("out"));
    }

    [Fact]
    public async Task Files_and_archives_lie_in_the_tasks_folder_and_commands_are_found_there()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "x\n");
        folder.Write("tools/say.sh", "#!/bin/sh\ncat - words.txt lib/inner/deep.txt extra.txt\n");
        folder.Write("words.txt", "words\n");
        folder.Store.Put("b", "f/extra.txt", "extra\n");
        folder.Write("zip/inner/deep.txt", "deep\n");
        ZipFile.CreateFromDirectory(folder.At("zip"), folder.At("lib.zip"));

        var result = await folder.StreamAsync(
            "-files", "words.txt,gs://b/f/extra.txt", "-archives", "lib.zip#lib", "-file", "tools/say.sh", "-input", "in.txt", "-output", "out", "-mapper", "tools/say.sh", "-reducer", "NONE");

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Equal("x\t\nwords\t\ndeep\t\nextra\t\n", folder.Output("out"));
    }

    [Fact]
    public async Task A_task_finds_the_jobs_properties_and_its_variables_in_the_environment()
    {
        using var folder = new JobFolder { Environment = name => name switch { "PATH" => System.Environment.GetEnvironmentVariable(name), "HOME" => "/home/me", "SECRET" => "no", _ => null } };
        folder.Write("in.txt", "x\n");

        await folder.StreamAsync(
            "-D", "my.own-key=1 2", "-D", "mapred.reduce.tasks=0", "-cmdenv", "FOO=bar", "-cmdenv", "MODE=fast", "-input", "in.txt", "-output", "out", "-mapper", "env");

        var environment = folder.Output("out").Split('\n').Select(line => line.TrimEnd('\t')).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "my_own_key=1 2", "FOO=bar", "MODE=fast", "HOME=/home/me", "HADOOP_ROOT_LOGGER=", "mapreduce_job_reduces=0", "mapred_reduce_tasks=0",
                "mapreduce_job_id=job_1790000000000_0001", "mapreduce_task_attempt_id=attempt_1790000000000_0001_m_000000_0", "mapred_task_is_map=true",
                "mapreduce_task_partition=0", $"map_input_file=file:{folder.At("in.txt")}", "mapreduce_map_input_length=2", "stream_map_streamprocessor=env",
            },
            environment);
        Assert.DoesNotContain("SECRET=no", environment);
    }

    [Fact]
    public async Task Commands_report_counters_and_status_and_the_driver_prints_all_counters_like_Hadoop()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", Text);
        folder.Script("count.sh", "cat; echo reporter:counter:My Group,seen,5 >&2; echo reporter:counter:My Group,seen,2 >&2; echo reporter:counter:A,b,1 >&2; echo reporter:status:nearly done >&2; echo plain >&2");

        var result = await folder.StreamAsync("-file", "count.sh", "-input", "in.txt", "-output", "out", "-mapper", "count.sh", "-reducer", "cat");

        Assert.Matches(@"^\d\d/\d\d/\d\d \d\d:\d\d:\d\d INFO mapred.FileInputFormat: Total input files to process : 1\n", result.Output.Split("STREAM")[0][(result.Output.IndexOf('\n') + 1)..]);
        var counters = result.Output[result.Output.IndexOf("Counters: ", StringComparison.Ordinal)..];
        var lines = counters.Split('\n').TakeWhile(line => !line.Contains("Output directory", StringComparison.Ordinal)).ToList();
        Assert.Equal($"Counters: {lines.Count(line => line.StartsWith("\t\t", StringComparison.Ordinal))}", lines[0]);
        Assert.Equal(
            ["\tFile System Counters", "\tJob Counters ", "\tMap-Reduce Framework", "\tA", "\tMy Group", "\tShuffle Errors", "\tFile Input Format Counters ", "\tFile Output Format Counters "],
            lines.Where(line => line.StartsWith('\t') && line[1] != '\t'));
        Assert.Superset(
            new HashSet<string>
            {
                "\t\tseen=7", "\t\tb=1", "\t\tMap input records=4", "\t\tMap output records=4", "\t\tReduce input groups=4", "\t\tReduce output records=4",
                "\t\tLaunched map tasks=1", "\t\tShuffled Maps =1", "\t\tWRONG_REDUCE=0", $"\t\tBytes Read={Encoding.UTF8.GetByteCount(Text)}",
                $"\t\tMap output bytes={Encoding.UTF8.GetByteCount(Text) - 3 - 1 + 8}",
            },
            lines.ToHashSet());
        var attempt = folder.Record!.Tasks[0].Attempts[0];
        Assert.Equal("nearly done", attempt.Status);
    }

    [Fact]
    public async Task The_driver_tells_the_story_of_the_job()
    {
        using var folder = new JobFolder { Time = new Testing.ManualTimeProvider() };
        folder.Write("in.txt", "x\n");

        var result = await folder.StreamAsync("-input", "in.txt", "-output", "out", "-mapper", "cat");

        Assert.Equal(
            [
                "26/11/22 10:00:00 INFO mapred.FileInputFormat: Total input files to process : 1",
                "26/11/22 10:00:00 INFO mapreduce.JobSubmitter: number of splits:1",
                "26/11/22 10:00:00 INFO mapreduce.JobSubmitter: Submitting tokens for job: job_1790000000000_0001",
                "26/11/22 10:00:00 INFO impl.YarnClientImpl: Submitted application application_1790000000000_0001",
                "26/11/22 10:00:00 INFO mapreduce.Job: Running job: job_1790000000000_0001",
                "26/11/22 10:00:00 INFO mapreduce.Job: Job job_1790000000000_0001 running in uber mode : false",
                "26/11/22 10:00:00 INFO mapreduce.Job:  map 0% reduce 0%",
                "26/11/22 10:00:00 INFO mapreduce.Job:  map 100% reduce 100%",
                "26/11/22 10:00:00 INFO mapreduce.Job: Job job_1790000000000_0001 completed successfully",
            ],
            result.Output.Split('\n').TakeWhile(line => !line.Contains("Counters:", StringComparison.Ordinal)));
        Assert.EndsWith("INFO streaming.StreamJob: Output directory: out\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_record_of_a_job_holds_its_tasks_and_attempts()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "x\n");

        await folder.StreamAsync("-D", "mapreduce.job.name=nightly", "-input", "in.txt", "-output", "out", "-mapper", "cat", "-numReduceTasks", "2");

        var record = folder.Record!;
        Assert.Equal(("job_1790000000000_0001", "nightly", "SUCCEEDED"), (record.Id, record.Name, record.State));
        Assert.Equal(["task_1790000000000_0001_m_000000", "task_1790000000000_0001_r_000000", "task_1790000000000_0001_r_000001"], record.Tasks.Select(task => task.Id));
        Assert.Equal($"file:{folder.At("in.txt")}:0+2", record.Tasks[0].Split);
        var attempt = Assert.Single(record.Tasks[0].Attempts);
        Assert.Equal(("attempt_1790000000000_0001_m_000000_0", "container_1790000000000_0001_01_000002", "SUCCEEDED"), (attempt.Id, attempt.ContainerId, attempt.State));
        Assert.Equal(["stderr", "stdout", "syslog"], Directory.GetFiles(attempt.LogFolder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task An_output_file_is_made_with_its_first_record_where_output_is_lazy()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "hello\n");

        await folder.StreamAsync("-lazyOutput", "-input", "in.txt", "-output", "out", "-mapper", "cat", "-reducer", "cat", "-numReduceTasks", "3");

        Assert.Equal(["_SUCCESS", "part-00002"], folder.Files("out"));
    }

    [Fact]
    public async Task Files_that_a_task_leaves_in_its_output_folder_are_output()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "x\n");

        await folder.StreamAsync("-input", "in.txt", "-output", "out", "-mapper", "sh -c 'echo side > ${mapreduce_task_output_dir#file:}/extra; cat'", "-reducer", "NONE");

        Assert.Equal(["_SUCCESS", "extra", "part-00000"], folder.Files("out"));
    }

    [Fact]
    public async Task What_a_reducer_without_input_writes_is_lost_as_in_Hadoop()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "hello\n");

        await folder.StreamAsync("-input", "in.txt", "-output", "out", "-mapper", "cat", "-reducer", "sh -c 'cat; echo end'", "-numReduceTasks", "3");

        Assert.Equal(["", "", "hello\t\nend\t\n"], Enumerable.Range(0, 3).Select(part => folder.Read($"out/part-0000{part}")));
    }

    [Fact]
    public async Task As_many_maps_run_at_once_as_the_cluster_has_slots_and_no_more()
    {
        using var folder = new JobFolder { Slots = 3 };
        for (var number = 0; number < 5; number++) folder.Write($"in/{number}", "x\n");
        Directory.CreateDirectory(folder.At("running"));
        // Each of the first three waits until three run; one that runs alone waits for its time limit, and the job fails.
        folder.Script("meet.sh", $"""
            cd '{folder.At("running")}'; touch $mapreduce_task_partition; ls | wc -l
            while [ $mapreduce_task_partition -lt 3 ] && [ $(ls .. | grep -c met) -eq 0 ]; do [ $(ls | wc -l) -ge 3 ] && touch ../met; sleep 0.02; done
            rm $mapreduce_task_partition
            """);

        var result = await folder.StreamAsync(
            "-D", "mapreduce.task.timeout=10000", "-D", "mapreduce.map.maxattempts=1", "-file", "meet.sh", "-input", "in", "-output", "out", "-mapper", "meet.sh", "-reducer", "NONE");

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.All(folder.Output("out").Split('\t', StringSplitOptions.RemoveEmptyEntries).Select(text => text.Trim()).Where(text => text.Length > 0), count => Assert.InRange(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), 1, 3));
    }

    [Fact]
    public async Task Help_is_no_failure() => Assert.Equal(0, (await new JobFolder().StreamAsync("-help")).ExitCode);
}
