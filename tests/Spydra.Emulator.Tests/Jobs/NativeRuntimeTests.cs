using System.Text.Json.Nodes;
using System.Xml.Linq;
using Spydra.Emulator.Jobs;
using Spydra.Emulator.Jobs.Native;

namespace Spydra.Emulator.Tests.Jobs;

/// <summary>Programs of the tests' own stand in for hadoop and spark-submit: what they are given is what matters here.</summary>
public sealed class NativeRuntimeTests
{
    [Fact]
    public async Task Without_Hadoop_the_driver_says_what_is_missing_and_how_to_get_it()
    {
        using var folder = new JobFolder();

        var result = await folder.RunAsync(new HadoopRuntime(Environment()), HadoopJob("file:///jobs/my.jar"));

        Assert.Equal((127, "Hadoop is not installed here: set HADOOP_HOME, or put hadoop on the PATH."), (result.ExitCode, result.Details));
        Assert.StartsWith("hadoop: not found.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_Spark_the_driver_says_what_is_missing_and_how_to_get_it()
    {
        using var folder = new JobFolder();

        var result = await folder.RunAsync(new SparkRuntime(Environment()), new() { ["pysparkJob"] = new JsonObject { ["mainPythonFileUri"] = "a.py" } });

        Assert.Equal((127, "Spark is not installed here: set SPARK_HOME, or put spark-submit on the PATH."), (result.ExitCode, result.Details));
        Assert.StartsWith("spark-submit: not found.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_type_that_runs_nowhere_here_fails_with_what_runs()
    {
        using var folder = new JobFolder();

        var result = await folder.RunAsync(new UnsupportedRuntime(), new() { ["reference"] = new JsonObject(), ["hiveJob"] = new JsonObject() });

        Assert.Equal((1, "The emulator does not run jobs of type hiveJob."), (result.ExitCode, result.Details));
    }

    [Fact]
    public async Task A_hadoop_job_runs_in_local_mode_with_its_jar_from_the_image_found_in_HADOOP_HOME()
    {
        using var folder = new JobFolder();
        folder.ClusterProperties["core:io.file.buffer.size"] = "4096";
        folder.ClusterProperties["mapred:mapreduce.jobhistory.done-dir"] = "gs://log/done";
        folder.Write("home/share/hadoop/mapreduce/hadoop-mapreduce-examples-3.3.6.jar", "");
        folder.Write("home/share/hadoop/mapreduce/sources/hadoop-mapreduce-examples-3.3.6-sources.jar", "");
        folder.Script("home/bin/hadoop", "echo \"args: $*\"; echo oops >&2; cp -r \"$HADOOP_CONF_DIR\" '" + folder.At("conf") + "'; echo \"opts: $HADOOP_OPTS\"; exit 4");
        var job = HadoopJob("file:///usr/lib/hadoop-mapreduce/hadoop-mapreduce-examples.jar", "pi", "2", "x y");
        job["hadoopJob"]!["properties"] = new JsonObject { ["mapreduce.job.name"] = "mine" };

        var result = await folder.RunAsync(new HadoopRuntime(Environment(("HADOOP_HOME", folder.At("home")), ("HADOOP_OPTS", "-Xmx1g"))), job);

        Assert.Equal((4, "The driver hadoop ended with exit code 4."), (result.ExitCode, result.Details));
        Assert.Contains($"args: jar {folder.At("home/share/hadoop/mapreduce/hadoop-mapreduce-examples-3.3.6.jar")} pi 2 x y\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("oops\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("opts: -Xmx1g\n", result.Output, StringComparison.Ordinal);
        var properties = XDocument.Load(folder.At("conf/core-site.xml")).Root!.Elements().ToDictionary(each => each.Element("name")!.Value, each => each.Element("value")!.Value);
        Assert.Equal(("file:///", "local", "4096", "mine"), (properties["fs.defaultFS"], properties["mapreduce.framework.name"], properties["io.file.buffer.size"], properties["mapreduce.job.name"]));
        Assert.DoesNotContain("mapreduce.jobhistory.done-dir", properties.Keys);
    }

    [Fact]
    public async Task Paths_in_buckets_are_copied_there_and_back_where_no_connector_is()
    {
        using var folder = new JobFolder();
        folder.Store.Put("b", "jars/my.jar", "jar");
        folder.Store.Put("b", "in/a.txt", "A");
        folder.Store.Put("b", "in/deep/b.txt", "B");
        folder.Store.Put("b", "in/", "");
        folder.Script("bin/hadoop", "cat \"$2\" \"${3#file://}/a.txt\" \"${3#file://}/deep/b.txt\"; out=\"${4#--out=file://}\"; mkdir -p \"$out/part\"; echo done > \"$out/part/0\"; : > \"$out/_SUCCESS\"; : > \"$out/._SUCCESS.crc\"");

        var result = await folder.RunAsync(new HadoopRuntime(Environment(("PATH", folder.At("bin") + ":/usr/bin:/bin"))), HadoopJob("gs://b/jars/my.jar", "gs://b/in", "--out=gs://b/new/out"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("jarAB", result.Output, StringComparison.Ordinal);
        Assert.Contains("downloaded gs://b/in (2 objects); gs://b/new/out will be uploaded when the job succeeds.\n", result.Output, StringComparison.Ordinal);
        Assert.EndsWith("Uploaded 2 objects that the job wrote.\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(["in/", "in/a.txt", "in/deep/b.txt", "jars/my.jar", "new/out/_SUCCESS", "new/out/part/0"], folder.Store.List("b", "").Select(stored => stored.Name));
        Assert.Equal("done\n", folder.Store.Text("b", "new/out/part/0"));
    }

    [Fact]
    public async Task What_a_failed_job_wrote_is_not_uploaded()
    {
        using var folder = new JobFolder();
        folder.Store.Put("b", "x", "");
        folder.Write("my.jar", "");
        folder.Script("bin/hadoop", "out=\"${3#file://}\"; mkdir -p \"$out\"; : > \"$out/part\"; exit 1");

        var result = await folder.RunAsync(new HadoopRuntime(Environment(("PATH", folder.At("bin") + ":/usr/bin:/bin"))), HadoopJob("my.jar", "gs://b/out"));

        Assert.Equal(1, result.ExitCode);
        Assert.Single(folder.Store.List("b", ""));
    }

    [Fact]
    public async Task A_connector_is_pointed_at_the_emulator_and_paths_stay_as_they_are()
    {
        using var folder = new JobFolder();
        folder.Write("my.jar", "");
        folder.Write("home/share/hadoop/common/lib/gcs-connector-hadoop3-2.2.26-shaded.jar", "");
        folder.Script("home/bin/hadoop", "echo \"args: $3 path: $HADOOP_CLASSPATH\"; cat \"$HADOOP_CONF_DIR/core-site.xml\"");

        var result = await folder.RunAsync(new HadoopRuntime(Environment(("HADOOP_HOME", folder.At("home")))), HadoopJob("my.jar", "gs://b/in"));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"args: gs://b/in path: {folder.At("home/share/hadoop/common/lib/gcs-connector-hadoop3-2.2.26-shaded.jar")}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("<name>fs.gs.storage.root.url</name>", result.Output, StringComparison.Ordinal);
        Assert.Contains("<value>http://127.0.0.1:1/</value>", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_jar_fails_before_anything_is_started()
    {
        using var folder = new JobFolder();
        folder.Script("bin/hadoop", "echo started");

        var result = await folder.RunAsync(new HadoopRuntime(Environment(("PATH", folder.At("bin") + ":/usr/bin:/bin"))), HadoopJob("gs://b/none.jar"));

        Assert.Equal((1, "File gs://b/none.jar does not exist. Upload it to the emulator first."), (result.ExitCode, result.Details));
        Assert.DoesNotContain("started", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spark_job_is_submitted_to_as_many_local_threads_as_the_cluster_has_slots()
    {
        using var folder = new JobFolder { Slots = 3 };
        folder.ClusterProperties["spark:spark.yarn.queue"] = "q";
        folder.ClusterProperties["spark:spark.sql.shuffle.partitions"] = "7";
        folder.Write("home/examples/jars/spark-examples_2.12-3.5.1.jar", "");
        folder.Script("home/bin/spark-submit", "for word in \"$@\"; do echo \"<$word>\"; done");
        var job = new JsonObject
        {
            ["sparkJob"] = new JsonObject
            {
                ["mainClass"] = "org.apache.spark.examples.SparkPi",
                ["jarFileUris"] = new JsonArray("file:///usr/lib/spark/examples/jars/spark-examples.jar"),
                ["args"] = new JsonArray("100"),
            },
        };

        var result = await folder.RunAsync(new SparkRuntime(Environment(("SPARK_HOME", folder.At("home")))), job);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            [
                "--master", "local[3]", "--name", "job-1", "--class", "org.apache.spark.examples.SparkPi", "--conf",
                "spark.hadoop.fs.defaultFS=file:///", "--conf", "spark.sql.shuffle.partitions=7", "--conf", "spark.ui.enabled=false",
                folder.At("home/examples/jars/spark-examples_2.12-3.5.1.jar"), "100",
            ],
            result.Output.TrimEnd('\n').Split('\n').Select(word => word[1..^1]));
    }

    [Theory]
    [InlineData("exit 0", 0, "gs://keep/events/me")]
    [InlineData("exit 1", 1, "gs://keep/events/me/")]
    public async Task Event_logs_that_belong_in_a_bucket_come_there_under_the_applications_name(string end, int code, string place)
    {
        using var folder = new JobFolder();
        folder.Store.CreateBucket("keep");
        folder.ClusterProperties["spark:spark.eventLog.dir"] = place;
        folder.Script("home/bin/spark-submit", $$"""
            echo "$@"
            dir=$(echo "$@" | sed 's,.*spark.eventLog.dir=file://\([^ ]*\).*,\1,')
            mkdir "$dir/eventlog_v2_local-17"
            echo one > "$dir/local-16.zstd.inprogress"
            echo two > "$dir/eventlog_v2_local-17/events_1_local-17"
            echo sum > "$dir/.local-16.crc"
            {{end}}
            """);
        var job = new JsonObject { ["sparkJob"] = new JsonObject { ["mainClass"] = "org.example.Main" } };

        var result = await folder.RunAsync(new SparkRuntime(Environment(("SPARK_HOME", folder.At("home")))), job);

        Assert.Equal(code, result.ExitCode);
        Assert.Contains("--conf spark.eventLog.enabled=true", result.Output, StringComparison.Ordinal);
        const string Application = "application_1790000000000_0001";
        Assert.Equal(
            [$"events/me/{Application}.zstd.inprogress", $"events/me/eventlog_v2_{Application}_2/events_1_{Application}_2"],
            folder.Store.List("keep", "").Select(stored => stored.Name));
        Assert.Equal("two\n", folder.Store.Text("keep", $"events/me/eventlog_v2_{Application}_2/events_1_{Application}_2"));
    }

    [Fact]
    public async Task Event_logs_whose_bucket_is_missing_are_a_line_of_the_output()
    {
        using var folder = new JobFolder();
        folder.Script("home/bin/spark-submit", "echo \"$@\" | sed 's,.*spark.eventLog.dir=file://\\([^ ]*\\).*,touch \\1/local-1,' | sh");
        var job = new JsonObject
        {
            ["sparkJob"] = new JsonObject { ["mainClass"] = "org.example.Main", ["properties"] = new JsonObject { ["spark.eventLog.dir"] = "gs://none/e", ["spark.eventLog.enabled"] = "true" } },
        };

        var result = await folder.RunAsync(new SparkRuntime(Environment(("SPARK_HOME", folder.At("home")))), job);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("The Spark event log could not be written to gs://none/e/: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pyspark_job_has_its_files_brought_and_its_properties_win_over_the_clusters()
    {
        using var folder = new JobFolder();
        folder.ClusterProperties["spark:spark.a"] = "cluster";
        folder.Store.Put("b", "main.py", "print()");
        folder.Store.Put("b", "lib.py", "");
        folder.Script("bin/spark-submit", "for word in \"$@\"; do echo \"<$word>\"; done");
        var job = new JsonObject
        {
            ["pysparkJob"] = new JsonObject
            {
                ["mainPythonFileUri"] = "gs://b/main.py",
                ["pythonFileUris"] = new JsonArray("gs://b/lib.py"),
                ["properties"] = new JsonObject { ["spark.a"] = "job" },
                ["args"] = new JsonArray("gs://b/out"),
            },
        };

        var result = await folder.RunAsync(new SparkRuntime(Environment(("PATH", folder.At("bin") + ":/usr/bin:/bin"))), job);

        var words = result.Output.Split('\n').Where(line => line.StartsWith('<')).Select(word => word[1..^1]).ToList();
        Assert.Equal("main.py", Path.GetFileName(words[^2]));
        Assert.StartsWith("file://", words[^1], StringComparison.Ordinal);
        Assert.Equal("lib.py", Path.GetFileName(words[words.IndexOf("--py-files") + 1]));
        Assert.Contains("spark.a=job", words);
    }

    [Fact]
    public async Task Cancelling_ends_the_driver_and_its_children()
    {
        using var folder = new JobFolder();
        folder.Write("my.jar", "");
        folder.Script("bin/hadoop", $"sleep 614 & echo $! > '{folder.At("child")}'; echo up > '{folder.At("up")}'; wait");
        using var cancel = new CancellationTokenSource();

        var running = folder.RunAsync(new HadoopRuntime(Environment(("PATH", folder.At("bin") + ":/usr/bin:/bin"))), HadoopJob("my.jar"), cancel.Token);
        await Eventually.IsTrueAsync(() => File.Exists(folder.At("up")));
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await Eventually.IsTrueAsync(() => !Directory.Exists($"/proc/{folder.Read("child").Trim()}"));
    }

    [Fact]
    public void The_runtimes_are_asked_from_the_narrowest_to_the_widest()
    {
        var runtimes = JobRuntimes.All(Environment());

        Assert.Equal("StreamingRuntime", Taker(JobFolder.StreamingJob()));
        Assert.Equal("StreamingRuntime", Taker(HadoopJob("gs://b/hadoop-streaming-3.3.6.jar")));
        Assert.Equal("HadoopRuntime", Taker(HadoopJob("gs://b/my-hadoop-streaming.jar")));
        Assert.Equal("SparkRuntime", Taker(new() { ["sparkJob"] = new JsonObject() }));
        Assert.Equal("UnsupportedRuntime", Taker(new() { ["prestoJob"] = new JsonObject() }));
        Assert.Equal("UnsupportedRuntime", Taker([]));
        var byClass = new JsonObject { ["hadoopJob"] = new JsonObject { ["mainClass"] = "HadoopStreaming", ["jarFileUris"] = new JsonArray("file:///usr/lib/hadoop-mapreduce/hadoop-streaming.jar") } };
        Assert.Equal("StreamingRuntime", Taker(byClass));

        string Taker(JsonObject job) => runtimes.First(runtime => runtime.CanRun(job)).GetType().Name;
    }

    private static JsonObject HadoopJob(string jar, params string[] args) => new()
    {
        ["hadoopJob"] = new JsonObject { ["mainJarFileUri"] = jar, ["args"] = new JsonArray([.. args.Select(arg => JsonValue.Create(arg))]) },
    };

    private static Dictionary<string, string> Environment(params (string Name, string Value)[] variables)
    {
        var environment = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
        environment.TryAdd("PATH", "/usr/bin:/bin");
        return environment;
    }
}
