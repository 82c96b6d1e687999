using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Spydra.History.JobHistory;

public sealed class JobHistoryReaderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_written_is_read_in_both_encodings(bool binary) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(MadeUpJob.Any.ToArbitrary(), made =>
        {
            var bytes = binary ? HistoryWriter.Binary(HistoryWriter.Schema, made.Events()) : HistoryWriter.Json(HistoryWriter.Schema, made.Events());

            var job = HistoryWriter.ReadAsync(bytes).GetAwaiter().GetResult();

            Assert.True(job.Complete && job.Damage is null, job.Damage?.Message);
            Assert.Equal((made.Name, made.User, made.Finish, made.Name), (job.Name, job.User, job.FinishTime, job.Diagnostics));
            Assert.Equal(made.Tasks.Count, job.Tasks.Count);
            foreach (var (task, read) in made.Tasks.Zip(job.Tasks))
            {
                Assert.Equal((task.Start, task.Host), (read.StartTime, read.SplitLocations));
                Assert.Equal(task.Attempts.Select((status, number) => (number, status)), read.Attempts.Select(attempt => (attempt.Id.Number, attempt.Status ?? "")));
                foreach (var attempt in read.Attempts.Where(attempt => attempt.Status is not null))
                {
                    Assert.Equal((task.Host, attempt.Status == "SUCCEEDED" ? "" : task.Error), (attempt.Host, attempt.Error));
                    Assert.Equal(task.Counted, attempt.Counters!.All.Select(counter => counter.Value));
                }
            }
        }));

    [Fact]
    public async Task A_history_in_JSON_says_the_same_when_it_is_written_in_binary()
    {
        var inJson = GoldenHistories.All.Where(golden => HistoryWriter.Lines(golden.Path).Encoding == "Avro-Json").ToList();

        foreach (var golden in inJson)
        {
            var binary = await HistoryWriter.ReadAsync(HistoryWriter.Binary(HistoryWriter.Lines(golden.Path).Schema, HistoryWriter.Events(golden.Path)));
            Assert.Equal(await JsonAsync(await golden.ReadAsync()), await JsonAsync(binary));
        }

        Assert.NotEmpty(inJson);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_later_Hadoop_adds_to_the_schema_is_left_out(bool binary)
    {
        var schema = JsonNode.Parse(HistoryWriter.Schema)!;
        schema["fields"]![0]!["type"]!["symbols"]!.AsArray().Insert(0, "SOMETHING_NEW");
        var events = schema["fields"]![1]!["type"]!.AsArray();
        events.Insert(0, JsonNode.Parse("""{"type":"record","name":"SomethingNew","fields":[{"name":"much","type":{"type":"map","values":{"type":"array","items":"double"}}}]}"""));
        events.Single(each => each!["name"]?.GetValue<string>() == "TaskStarted")!["fields"]!.AsArray()
            .Insert(0, JsonNode.Parse("""{"name":"added","type":["null",{"type":"record","name":"Added","fields":[{"name":"next","type":["null","Added"]},{"name":"bytes","type":"bytes"}]}]}"""));
        var added = JsonNode.Parse("""{"Added":{"next":{"Added":{"next":null,"bytes":"ab"}},"bytes":""}}""");
        var started = HistoryWriter.Event("TASK_STARTED", "TaskStarted", new()
        {
            ["added"] = added,
            ["taskid"] = "task_1_0001_m_000007",
            ["taskType"] = "MAP",
            ["startTime"] = 5L,
            ["splitLocations"] = "w-1",
        });
        JsonNode[] written = [HistoryWriter.Event("SOMETHING_NEW", "SomethingNew", new() { ["much"] = new JsonObject { ["k"] = new JsonArray(1.5, 2.5) } }), started];

        var job = await HistoryWriter.ReadAsync(binary ? HistoryWriter.Binary(schema.ToJsonString(), written) : HistoryWriter.Json(schema.ToJsonString(), written));

        Assert.Null(job.Damage);
        Assert.Equal(("task_1_0001_m_000007", 5, "w-1"), (job.Tasks.Single().Id.ToString(), job.Tasks.Single().StartTime, job.Tasks.Single().SplitLocations));
    }

    [Fact]
    public async Task What_an_early_Hadoop_did_not_write_has_its_default()
    {
        const string Early = """{"type":"record","name":"Event","fields":[{"name":"type","type":{"type":"enum","name":"T","symbols":["JOB_FAILED"]}},{"name":"event","type":[{"type":"record","name":"JobUnsuccessfulCompletion","namespace":"org.apache.hadoop.mapreduce.jobhistory","fields":[{"name":"jobid","type":"string"},{"name":"jobStatus","type":"string"}]}]}]}""";
        JsonNode[] written = [HistoryWriter.Event("JOB_FAILED", "JobUnsuccessfulCompletion", new() { ["jobid"] = "job_1_0001", ["jobStatus"] = "FAILED" })];

        var job = await HistoryWriter.ReadAsync(HistoryWriter.Binary(Early, written));

        Assert.Equal(("FAILED", true, -1L, 0, -1), (job.Status, job.Complete, job.FinishTime, job.FinishedMaps, job.KilledMaps));
        Assert.Null(job.Diagnostics);
    }

    [Fact]
    public async Task A_file_that_is_cut_off_anywhere_gives_what_was_before_and_says_where()
    {
        foreach (var golden in GoldenHistories.InTests)
        {
            var bytes = await File.ReadAllBytesAsync(golden.Path);
            var head = Enumerable.Range(0, bytes.Length).Where(at => bytes[at] == '\n').Skip(1).First() + 1;
            var (tasks, last) = (0, "");
            for (var length = head; length < bytes.Length - 1; length += 211)
            {
                var job = await HistoryWriter.ReadAsync(bytes[..length]);

                Assert.False(job.Complete);
                Assert.True(job.Damage is null || job.Damage.Offset == length, $"{golden} cut at {length}: {job.Damage?.Message}");
                Assert.True(job.Tasks.Count >= tasks && (last.Length == 0 || job.Name == last));
                (tasks, last) = (job.Tasks.Count, job.Name);
            }
            Assert.Equal((await golden.ReadAsync()).Tasks.Count, tasks);
        }
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("Avro-Json", 9)]
    [InlineData("Avro-Xml\n{}\n", 0)]
    [InlineData("Avro-Binary\n", 12)]
    [InlineData("Avro-Binary\n{\"type\":\n", 12)]
    [InlineData("Avro-Binary\n\"string\"\n", 12)]
    [InlineData("Avro-Binary\n{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"a\",\"type\":\"Unknown\"}]}\n", 12)]
    public async Task What_is_no_history_is_refused_with_the_byte(string text, long offset)
    {
        var refused = await Assert.ThrowsAsync<DamagedDataException>(() => HistoryWriter.ReadAsync(Encoding.UTF8.GetBytes(text)));

        Assert.InRange(refused.Offset, offset, offset + text.Length);
    }

    [Theory]
    // A million items without bytes; a text of which all but the length is missing; a schema that holds itself; one of two to the thirtieth nulls.
    [InlineData("""{"type":"array","items":"null"}""", "80897a00")]
    [InlineData("\"string\"", "feffffffffffffffff01")]
    [InlineData("\"string\"", "ffffffffffffffffffff01")]
    [InlineData("\"string\"", "feffff07")]
    [InlineData("""{"type":"record","name":"R","fields":[{"name":"r","type":"R"}]}""", "00")]
    [InlineData("""{"type":"record","name":"A","fields":[{"name":"a","type":{"type":"record","name":"B","fields":[{"name":"x","type":"boolean"}]}},{"name":"b","type":"B"}]}""", "0002")]
    [InlineData("""["null","int"]""", "04")]
    [InlineData("""{"type":"fixed","name":"F","size":2147483647}""", "00")]
    [InlineData("""{"type":"map","values":"null"}""", "01010000")]
    public async Task Bytes_that_cannot_be_what_the_schema_says_are_damage(string type, string bytes)
    {
        var schema = $$"""{"type":"record","name":"Event","fields":[{"name":"type","type":"string"},{"name":"event","type":{{type}}}]}""";
        byte[] history = [.. Encoding.UTF8.GetBytes($"Avro-Binary\n{schema}\n"), 0, .. Convert.FromHexString(bytes)];

        var before = GC.GetAllocatedBytesForCurrentThread();
        var job = await HistoryWriter.ReadAsync(history);

        Assert.NotNull(job.Damage);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public async Task Schemas_that_make_much_of_nothing_are_refused_in_time()
    {
        var type = "\"null\"";
        for (var depth = 0; depth < 20; depth++)
            type = $$"""{"type":"record","name":"R{{depth}}","fields":[{"name":"a","type":{{type}}},{"name":"b","type":{{(depth == 0 ? "\"null\"" : $"\"R{depth - 1}\"")}}}]}""";
        var schema = $$"""{"type":"record","name":"Event","fields":[{"name":"event","type":{{type}}}]}""";
        byte[] history = [.. Encoding.UTF8.GetBytes($"Avro-Binary\n{schema}\n"), 0];

        var job = await HistoryWriter.ReadAsync(history);

        Assert.Contains("values without bytes", job.Damage!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_of_another_job_is_damage()
    {
        JsonNode Started(string job) => HistoryWriter.Event("TASK_STARTED", "TaskStarted", new() { ["taskid"] = $"task_{job}_m_000000", ["taskType"] = "MAP", ["startTime"] = 1L, ["splitLocations"] = "" });

        var job = await HistoryWriter.ReadAsync(HistoryWriter.Json(HistoryWriter.Schema, [Started("1_0001"), Started("1_0002"), Started("1_0001")]));

        Assert.Single(job.Tasks);
        Assert.Contains("expected something of job_1_0001 in an event TASK_STARTED, but found 'job_1_0002'", job.Damage!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_gives_little_at_a_time_and_only_asynchronously_is_read()
    {
        var golden = GoldenHistories.InTests[0];
        await using var stream = new TricklingStream(await File.ReadAllBytesAsync(golden.Path));

        var job = await JobHistoryReader.ReadAsync(stream, CancellationToken.None);

        Assert.Equal(await JsonAsync(await golden.ReadAsync()), await JsonAsync(job));
    }

    [Fact]
    public async Task The_names_of_counters_are_held_once()
    {
        var many = new MadeUpJob("n", "u", 1, [.. Enumerable.Range(0, 2000).Select(_ => new MadeUpTask("w-0", "why", 1, ["SUCCEEDED"], [1, 2, 3, 4, 5, 6, 7, 8]))]);

        var job = await HistoryWriter.ReadAsync(HistoryWriter.Binary(HistoryWriter.Schema, many.Events()));

        Assert.Equal(2000, job.Attempts.Count());
        Assert.Single(job.Attempts.Select(attempt => attempt.Counters!.Names).Distinct());
    }

    internal static async Task<string> JsonAsync(MapReduceJob job)
    {
        using var bytes = new MemoryStream();
        await using (var json = new System.Text.Json.Utf8JsonWriter(bytes)) await JobHistoryJson.WriteAsync(job, true, json, CancellationToken.None);
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
