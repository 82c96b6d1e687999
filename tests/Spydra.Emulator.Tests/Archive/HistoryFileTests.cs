using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Spydra.Emulator.Jobs.Archive;
using Spydra.Emulator.Jobs.Archive.History;
using Spydra.Emulator.Jobs.Streaming.Counters;
using Spydra.Emulator.Jobs.Streaming.History;
using Spydra.Emulator.Tests.Jobs;

namespace Spydra.Emulator.Tests.Archive;

public sealed class HistoryFileTests
{
    private static readonly string[] Nodes = ["lab-w-0", "lab-w-1"];

    // SHA-256 of the second line of histories that Hadoop 2.7.2, and Hadoop 3.0.0 and 3.3.6, wrote.
    [Theory]
    [InlineData(2, "e3aa1511407b9761b7c9a666af8f58241004306e7bb07a37d484184b131aedb9")]
    [InlineData(3, "ce9176b06020bf4b929d155e8c91371bb0402f8818683407928b0082c4707dac")]
    public void The_schema_is_hadoops_to_the_letter(int major, string expected)
    {
        var line = (major == 2 ? HistorySchema.Hadoop2 : HistorySchema.Hadoop3).Line;

        Assert.Equal(expected, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line))));
    }

    [Theory]
    [InlineData("daily-fail", 2, "daily%2Dfail")]
    [InlineData("word count", 2, "word+count")]
    [InlineData("Räksmörgås – 100% \"naïve\"/report-2026 (a+b) & <more> {x=1}", 2,
        "R%C3%A4ksm%C3%B6rg%C3%A5s+%E2%80%93+100%25+%22na%C3%AFve%22%2Freport%2D2026+%28a%2Bb%29+%26+%3Cmor")]
    [InlineData("Räksmörgås – 100% \"naïve\"/report-2026 (a+b) & <more> {x=1}", 3, "R%C3%A4ksm%C3%B6rg%C3%A5s+%E2%80%93+100%25+%22na")]
    [InlineData("a.b*c_d", 3, "a.b*c_d")]
    public void The_name_tells_what_an_index_of_jobs_needs(string name, int major, string encoded)
    {
        var file = HistoryFileName.Of(Small() with { Name = name }, new HadoopRelease(major, 3));

        Assert.Equal($"job_1790000000000_1007-1790000000000-me%2Dtoo-{encoded}-1790000009000-1-0-FAILED-default-1790000001000.jhist", file);
    }

    [Fact]
    public async Task A_real_job_says_the_same_in_both_encodings()
    {
        using var folder = new JobFolder();
        folder.Write("in.txt", "b a\nå b\n");
        folder.Script("map.sh", "echo 'reporter:counter:Läsning & co,rader (tusental),3' >&2; echo 'reporter:status:läst 2 rader' >&2; cat");
        var ran = await folder.StreamAsync("-D", "mapreduce.job.name=Räksmörgås-1", "-input", "in.txt", "-output", "out", "-mapper", folder.At("map.sh"), "-reducer", "cat");
        Assert.Equal(0, ran.ExitCode);

        var events = HistoryEvents.Of(folder.Record!, "lab", Nodes);
        var json = AvroDecoder.Read(HistoryFile.Of(events, HistorySchema.Hadoop3, binary: false));
        var binary = AvroDecoder.Read(HistoryFile.Of(events, HistorySchema.Hadoop3, binary: true));
        var older = AvroDecoder.Read(HistoryFile.Of(events, HistorySchema.Hadoop2, binary: false));

        Assert.Equal(("Avro-Json", "Avro-Binary"), (json.Encoding, binary.Encoding));
        Assert.Equal(events.Count, json.Events.Count);
        for (var i = 0; i < events.Count; i++) Assert.Equal(json.Events[i].ToJsonString(), binary.Events[i].ToJsonString());
        Assert.Equal(-1, json.Schema.IndexOf('\n', StringComparison.Ordinal));
        Assert.Equal(HistorySchema.Hadoop2.Line, older.Schema);
        Assert.False(Fields(older.Events[^1]).ContainsKey("killedMaps"));
        Assert.Equal(0, Fields(json.Events[^1])["killedMaps"]!.GetValue<long>());
    }

    [Fact]
    public async Task Events_come_in_the_order_of_time_with_counters_under_hadoops_names()
    {
        using var folder = new JobFolder();
        folder.Write("in/1.txt", "b a\n");
        folder.Write("in/2.txt", "c\n");
        folder.Script("map.sh", "echo reporter:counter:mine,words,3 >&2; cat");
        await folder.StreamAsync("-input", "in", "-output", "out", "-mapper", folder.At("map.sh"), "-reducer", "cat");

        var events = AvroDecoder.Read(HistoryFile.Of(HistoryEvents.Of(folder.Record!, "lab", Nodes), HistorySchema.Hadoop3, binary: true)).Events;

        var types = events.Select(each => each["type"]!.GetValue<string>()).ToList();
        Assert.Equal(["AM_STARTED", "JOB_SUBMITTED", "JOB_QUEUE_CHANGED", "JOB_INITED", "JOB_INFO_CHANGED", "TASK_STARTED", "TASK_STARTED", "TASK_STARTED"], types.Take(8));
        Assert.Equal(["REDUCE_ATTEMPT_STARTED", "REDUCE_ATTEMPT_FINISHED", "TASK_FINISHED", "JOB_FINISHED"], types.TakeLast(4));
        Assert.Equal(2, types.Count(type => type == "MAP_ATTEMPT_FINISHED"));
        var times = events.Skip(8).Select(each => Fields(each)).Select(fields => (fields["startTime"] ?? fields["finishTime"])!.GetValue<long>()).ToList();
        Assert.Equal(times.Order(), times);

        var end = Fields(events[^1]);
        Assert.Equal((2, 1), (end["finishedMaps"]!.GetValue<long>(), end["finishedReduces"]!.GetValue<long>()));
        Assert.Equal(6, Value(end["totalCounters"]!, "mine", "words"));
        Assert.Equal(6, Value(end["mapCounters"]!, "mine", "words"));
        Assert.Equal(2, Value(end["totalCounters"]!, "org.apache.hadoop.mapreduce.JobCounter", "TOTAL_LAUNCHED_MAPS"));
        Assert.Equal(2, Value(end["reduceCounters"]!, "org.apache.hadoop.mapreduce.TaskCounter", "REDUCE_INPUT_RECORDS"));
        Assert.Equal(6, Value(end["mapCounters"]!, "org.apache.hadoop.mapreduce.FileSystemCounter", "FILE_BYTES_READ"));
        Assert.Equal(0, Value(end["totalCounters"]!, "Shuffle Errors", "BAD_ID"));
        Assert.Equal("lab-w-0", Fields(events[0])["nodeManagerHost"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_failed_job_says_which_attempt_failed_and_why()
    {
        using var folder = new JobFolder { Slots = 1 };
        folder.Write("in/1.txt", "a\n");
        folder.Write("in/2.txt", "b\n");
        await folder.StreamAsync("-D", "mapreduce.map.maxattempts=2", "-input", "in", "-output", "out", "-mapper", "sh -c 'echo no luck >&2; exit 3'");

        var events = HistoryEvents.Of(folder.Record!, "lab", Nodes);
        var types = events.Select(each => each["type"]!.GetValue<string>()).ToList();

        Assert.Equal("JOB_FAILED", types[^1]);
        Assert.Equal(2, types.Count(type => type == "MAP_ATTEMPT_FAILED"));
        var failed = events.Where(each => each["type"]!.GetValue<string>() == "TASK_FAILED").Select(Fields).Where(fields => fields["taskType"]!.GetValue<string>() == "MAP").ToDictionary(fields => fields["status"]!.GetValue<string>());
        Assert.Contains("subprocess failed with code 3", failed["FAILED"]["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.EndsWith("_1", failed["FAILED"]["failedDueToAttempt"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal((null, ""), (failed["KILLED"]["failedDueToAttempt"], failed["KILLED"]["error"]!.GetValue<string>()));
        var end = Fields(events[^1]);
        Assert.Equal((0, 1, 1), (end["finishedMaps"]!.GetValue<long>(), end["failedMaps"]!.GetValue<long>(), end["killedMaps"]!.GetValue<long>()));
        Assert.StartsWith("Task failed task_", end["diagnostics"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_configuration_is_one_property_a_line(int major)
    {
        var bytes = ConfigurationFile.Of([new("a", "<1> & \"2\""), new("stream.sep", "\u0001")], new HadoopRelease(major, 3));
        var text = Encoding.UTF8.GetString(bytes);

        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"no\"?><configuration>\n<property><name>a</name>", text, StringComparison.Ordinal);
        Assert.Contains("<value>&#x1;</value>", text, StringComparison.Ordinal);
        Assert.Equal(major == 3, text.Contains("<final>false</final>", StringComparison.Ordinal));
        var xml = XDocument.Parse(text.Replace("&#x1;", "", StringComparison.Ordinal));
        Assert.Equal("<1> & \"2\"", xml.Root!.Elements("property").First().Element("value")!.Value);
    }

    [Fact]
    public void A_summary_is_one_line_with_its_commas_marked()
    {
        var summary = JobSummary.Of(Small() with { Name = "a,b" });

        var text = Encoding.UTF8.GetString(summary[2..]);
        Assert.Equal(summary.Length - 2, (summary[0] << 8) | summary[1]);
        Assert.StartsWith("jobId=job_1790000000000_1007,submitTime=1790000000000,launchTime=1790000001000,firstMapTaskLaunchTime=1790000002000,firstReduceTaskLaunchTime=0,", text, StringComparison.Ordinal);
        Assert.EndsWith(",user=me-too,queue=default,status=FAILED,mapSlotSeconds=3,reduceSlotSeconds=0,jobName=a\\,b", text, StringComparison.Ordinal);
    }

    private static JobRecord Small() => new()
    {
        Id = "job_1790000000000_1007",
        ApplicationId = "application_1790000000000_1007",
        Name = "small",
        User = "me-too",
        SubmitTime = At(0),
        LaunchTime = At(1),
        FinishTime = At(9),
        State = "FAILED",
        Diagnostics = "",
        Configuration = new Dictionary<string, string> { ["mapreduce.job.queuename"] = "default" },
        Counters = new CounterSet(),
        Tasks =
        [
            new()
            {
                Id = "task_1790000000000_1007_m_000000", Kind = "MAP", Number = 0, Split = "file:/in:0+1", State = "SUCCEEDED",
                Attempts =
                [
                    new()
                    {
                        Id = "attempt_1790000000000_1007_m_000000_0", ContainerId = "container_1790000000000_1007_01_000002", Host = "lab-w-1", StartTime = At(2),
                        FinishTime = At(5), State = "SUCCEEDED", Status = "", Diagnostics = "", Counters = new CounterSet(), LogFolder = "/nowhere",
                    },
                ],
            },
            new() { Id = "task_1790000000000_1007_r_000000", Kind = "REDUCE", Number = 0, Split = null, State = "KILLED", Attempts = [] },
        ],
    };

    private static DateTimeOffset At(int seconds) => DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_000 + 1000 * seconds);

    private static JsonObject Fields(JsonObject happened) => happened["event"]!.AsObject().Single().Value!.AsObject();

    private static long Value(JsonNode counters, string group, string name) => counters["groups"]!.AsArray().Single(each => each!["name"]!.GetValue<string>() == group)!["counts"]!
        .AsArray().Single(each => each!["name"]!.GetValue<string>() == name)!["value"]!.GetValue<long>();
}
