using System.Text;
using Spydra.History.Codecs;

namespace Spydra.History.Spark;

public sealed class SparkEventReaderTests
{
    private const string Plain = "spark-events/etl/application_1795314636366_0139";

    [Theory]
    [InlineData("application_1795314636366_0139", "3.5.9", SparkState.Failed, 1, 1, 2L, 0)]
    [InlineData("application_1795314636366_0010", "3.5.9", SparkState.Completed, 12, 19, 17L, 5)]
    [InlineData("application_1795314636366_0012", "3.5.9", SparkState.Completed, 12, 19, 17L, 5)]
    [InlineData("application_1795314636366_0165", "3.5.9", SparkState.Failed, 4, 5, 10L, 2)]
    [InlineData("application_1795314636366_0149", "4.0.5", SparkState.Failed, 3, 4, 4L, 2)]
    public async Task Logs_that_Spark_wrote_are_read_in_every_codec(string id, string version, SparkState state, int jobs, int stages, long tasks, int queries)
    {
        var log = Assert.Single(await SparkEventLogs.OfClient(SparkCorpus.Selection, SparkCorpus.Client).FindAsync(id, default));

        var application = await new SparkEventReader(SparkCorpus.Selection).ReadAsync(log, default);

        Assert.Empty(application.Damage);
        Assert.Equal((id, version, state), (application.Id, application.SparkVersion, application.State));
        Assert.Equal((jobs, stages, tasks, queries), (application.Jobs.Count, application.Stages.Count, application.Tasks, application.SqlExecutions));
        Assert.True(application.IsComplete && log.IsClosed);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("lz4")]
    [InlineData("snappy")]
    [InlineData("lzf")]
    public async Task The_same_log_says_the_same_in_every_codec(string codec)
    {
        var text = PlainLog();
        var expected = await new MemorySource().With(Plain, text).ReadAsync();

        var application = await new MemorySource().With($"{Plain}.{codec}", Framing.Write(codec, text)).ReadAsync();

        Assert.Empty(application.Damage);
        Assert.Equal(Body(Show(expected)), Body(Show(application)));
    }

    [Fact]
    public async Task Secrets_that_an_older_Spark_wrote_down_are_not_shown()
    {
        var log = """
            {"Event":"SparkListenerApplicationStart","App Name":"a","App ID":"application_1795314636366_0139","Timestamp":1,"User":"root"}
            {"Event":"SparkListenerEnvironmentUpdate","Spark Properties":{"spark.app.name":"a","spark.hadoop.fs.s3a.secret.key":"hush-1","spark.hadoop.fs.s3a.access.key":"hush-2","spark.executorEnv.DB_PASSWORD":"hush-3","spark.executor.extraJavaOptions":"-Djavax.net.ssl.trustStorePassword=hush-4","spark.executorEnv.API_TOKEN":"hush-5"}}

            """;

        var application = await new MemorySource().With(Plain, log).ReadAsync();

        Assert.Equal(6, application.Properties.Count);
        Assert.Contains(new("spark.app.name", "a"), application.Properties);
        Assert.DoesNotContain(application.Properties, property => property.Value.Contains("hush", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_container_ran_on_the_node_that_YARN_names_whatever_the_driver_calls_its_host()
    {
        var log = """
            {"Event":"SparkListenerBlockManagerAdded","Block Manager ID":{"Executor ID":"driver","Host":"10.128.0.7","Port":7},"Maximum Memory":1,"Timestamp":1}
            {"Event":"SparkListenerApplicationStart","App Name":"a","App ID":"application_1795314636366_0139","Timestamp":1,"User":"root","Driver Attributes":{"NM_HOST":"w-0.c.p.internal","CONTAINER_ID":"container_1795314636366_0139_01_000001"}}
            {"Event":"SparkListenerExecutorAdded","Timestamp":2,"Executor ID":"1","Executor Info":{"Host":"w-1","Total Cores":1,"Log Urls":{},"Attributes":{"NM_HOST":"w-1.c.p.internal","CONTAINER_ID":"container_1795314636366_0139_01_000002"}}}

            """;

        var application = await new MemorySource().With(Plain, log).ReadAsync();

        Assert.Equal(["w-0.c.p.internal", "w-1.c.p.internal"], application.Containers.Select(container => container.Host));
    }

    [Fact]
    public async Task A_log_that_is_cut_off_tells_what_stands_before_the_cut()
    {
        var text = PlainLog();
        var cut = text.AsSpan().LastIndexOf("SparkListenerApplicationEnd"u8);

        var application = await new MemorySource().With(Plain + ".inprogress", text[..cut]).ReadAsync();

        Assert.Equal((false, SparkState.Incomplete), (application.IsComplete, application.State));
        var damage = Assert.Single(application.Damage);
        Assert.Equal(("gs://bucket/" + Plain + ".inprogress", true), (damage.File, damage.Message.Contains("the data ends there", StringComparison.Ordinal)));
        Assert.Equal("root", application.User);
        Assert.Contains("does not have the application's end", Show(application), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("lz4")]
    [InlineData("snappy")]
    public async Task Compressed_logs_are_read_up_to_where_they_are_cut_off(string codec)
    {
        var stored = Framing.Write(codec, PlainLog(), 1024);
        var cut = stored.Length - 4000;

        var application = await new MemorySource().With($"{Plain}.{codec}.inprogress", stored[..cut]).ReadAsync();

        Assert.Equal(cut, Assert.Single(application.Damage).Offset);
        Assert.Equal("root", application.User);
    }

    [Fact]
    public async Task Broken_lines_in_the_middle_are_passed_over_and_told()
    {
        var lines = Encoding.UTF8.GetString(PlainLog()).Split('\n').ToList();
        lines.Insert(3, "{\"Event\":\"SparkListenerJobStart\",\"Job ID\":1,");
        lines.Insert(5, "\0\0\0\0 no event");

        var application = await new MemorySource().With(Plain, string.Join('\n', lines)).ReadAsync();

        Assert.Equal(2, application.Damage.Count);
        Assert.True(application.IsComplete);
        Assert.Equal(lines.Take(3).Sum(line => line.Length + 1), application.Damage[0].Offset);
        Assert.Contains("'???? no event'", application.Damage[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_events_and_a_last_line_without_its_end_are_no_damage()
    {
        var text = "{\"Event\":\"com.example.Ours\",\"Value\":1}\n" + Encoding.UTF8.GetString(PlainLog()).TrimEnd('\n');

        var application = await new MemorySource().With(Plain, text).ReadAsync();

        Assert.Empty(application.Damage);
        Assert.True(application.IsComplete);
    }

    [Fact]
    public async Task A_rolling_log_is_one_log()
    {
        var lines = Encoding.UTF8.GetString(PlainLog()).Split('\n');
        var source = new MemorySource().With("spark-events/etl/eventlog_v2_application_1795314636366_0139/appstatus_application_1795314636366_0139");
        for (var i = 0; i < lines.Length; i++)
            source.With($"spark-events/etl/eventlog_v2_application_1795314636366_0139/events_{i + 1}_application_1795314636366_0139", lines[i] + "\n");

        var application = await source.ReadAsync();

        Assert.Equal(Body(Show(await new MemorySource().With(Plain, PlainLog()).ReadAsync())), Body(Show(application)));
    }

    [Fact]
    public async Task Of_many_failed_tasks_the_first_are_kept_and_all_are_counted()
    {
        var application = await new MemorySource().With(Plain, ManyTasks(5000, fails: true)).ReadAsync();

        Assert.Equal((100, 5000), (application.FailedTasks.Count, application.Stages[0].Tasks.Failed));
        Assert.Contains("... and 4900 more.", Show(application), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_end_reasons_of_old_and_new_versions_have_the_texts_of_Spark()
    {
        string[] reasons =
        [
            """{"Reason":"ExecutorLostFailure","Executor ID":"7"}""",
            """{"Reason":"ExecutorLostFailure","Executor ID":"7","Exit Caused By App":false,"Loss Reason":"gone"}""",
            """{"Reason":"ExceptionFailure","Class Name":"E","Description":"d","Stack Trace":[{"Declaring Class":"C","Method Name":"m","File Name":"C.scala","Line Number":4}]}""",
            """{"Reason":"FetchFailed","Block Manager Address":{"Executor ID":"1","Host":"h","Port":7},"Shuffle ID":0,"Map ID":2,"Map Index":2,"Reduce ID":3,"Message":"m"}""",
            """{"Reason":"Resubmitted"}""", """{"Reason":"TaskResultLost"}""", """{"Reason":"Newer"}""",
        ];

        var application = await new MemorySource().With(Plain, string.Concat(reasons.Select((reason, i) => Task(i, reason)))).ReadAsync();

        Assert.Equal(
        [
            "ExecutorLostFailure (executor 7 exited caused by one of the running tasks)",
            "ExecutorLostFailure (executor 7 exited unrelated to the running tasks) Reason: gone",
            "E: d\n        C.m(C.scala:4)\n",
            "FetchFailed(BlockManagerId(1, h, 7, None), shuffleId=0, mapIndex=2, mapId=2, reduceId=3, message=\nm\n)",
            "Resubmitted (resubmitted due to lost executor)", "TaskResultLost (result lost from block manager)", "UnknownReason",
        ], application.FailedTasks.Select(task => task.Reason));
    }

    internal static byte[] PlainLog() => File.ReadAllBytes(SparkCorpus.Selection.Describe($"spark-events/{SparkCorpus.Client}/application_1795314636366_0139"));

    internal static string Show(SparkApplication application, bool all = true)
    {
        var text = new StringWriter { NewLine = "\n" };
        new SparkText(text, TimeZoneInfo.Utc).Write([application], all);
        return text.ToString();
    }

    internal static string ManyTasks(int count, bool fails)
    {
        const string Stage = """{"Stage ID":0,"Stage Attempt ID":0,"Stage Name":"map","Number of Tasks":9,"Submission Time":1795318000516}""";
        var log = new StringBuilder("""{"Event":"SparkListenerApplicationStart","App Name":"many","App ID":"application_1_0001","Timestamp":1795318000516,"User":"root"}""").Append('\n');
        log.Append($$$"""{"Event":"SparkListenerStageSubmitted","Stage Info":{{{Stage}}},"Properties":{}}""").Append('\n');
        for (var i = 0; i < count; i++) log.Append(Task(i, fails ? """{"Reason":"TaskResultLost"}""" : """{"Reason":"Success"}"""));
        log.Append($$$"""{"Event":"SparkListenerStageCompleted","Stage Info":{{{Stage}}}}""").Append('\n');
        log.Append($$$"""{"Event":"SparkListenerJobEnd","Job ID":0,"Job Result":{"Result":"{{{(fails ? "JobFailed" : "JobSucceeded")}}}"}}""").Append('\n');
        return log.Append("""{"Event":"SparkListenerApplicationEnd","Timestamp":1795318100516}""").Append('\n').ToString();
    }

    private static string Task(int id, string reason)
    {
        var info = $$$"""{"Task ID":{{{id}}},"Index":{{{id % 9}}},"Attempt":0,"Launch Time":1795318000600,"Executor ID":"1","Host":"w-0","Finish Time":1795318000700}""";
        var start = $$$"""{"Event":"SparkListenerTaskStart","Stage ID":0,"Stage Attempt ID":0,"Task Info":{{{info}}}}""";
        return start + "\n" + $$$"""{"Event":"SparkListenerTaskEnd","Stage ID":0,"Stage Attempt ID":0,"Task Info":{{{info}}},"Task End Reason":{{{reason}}},"Task Metrics":{"Executor Run Time":100}}""" + "\n";
    }

    private static string Body(string text) => text[text.IndexOf("Started At", StringComparison.Ordinal)..];
}
