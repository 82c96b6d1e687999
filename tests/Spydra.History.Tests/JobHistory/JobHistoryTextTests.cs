using System.Text.Json;

namespace Spydra.History.JobHistory;

public sealed class JobHistoryTextTests
{
    [Theory]
    [InlineData(false, "history.txt")]
    [InlineData(true, "history-all.txt")]
    public async Task In_the_order_of_its_tables_the_text_is_that_of_Hadoop_byte_for_byte(bool all, string name)
    {
        List<string> different = [];

        foreach (var golden in GoldenHistories.All)
        {
            using var writer = new StringWriter();
            JobHistoryText.Write(await golden.ReadAsync(), all, TimeZoneInfo.Utc, writer, new OrderOfTables(golden.Version == "3.3.6" ? HadoopTableOrder.AttemptSlots : HadoopTableOrder.UsualSlots));
            var expected = WithoutAliases(golden.Expected(name)!);
            if (writer.ToString() != expected) different.Add($"{golden}: {FirstDifference(expected, writer.ToString())}");
        }

        Assert.Empty(different);
        Assert.NotEmpty(GoldenHistories.All);
    }

    [Theory]
    [InlineData(false, "history.txt")]
    [InlineData(true, "history-all.txt")]
    public async Task Ordered_by_id_the_lines_are_those_of_Hadoop(bool all, string name)
    {
        List<string> different = [];

        foreach (var golden in GoldenHistories.All)
        {
            using var writer = new StringWriter();
            JobHistoryText.Write(await golden.ReadAsync(), all, TimeZoneInfo.Utc, writer);
            if (!Sorted(writer.ToString()).SequenceEqual(Sorted(WithoutAliases(golden.Expected(name)!)))) different.Add(golden.ToString());
        }

        Assert.Empty(different);
    }

    [Theory]
    [InlineData("3.0.0")]
    [InlineData("2.7.2")]
    public async Task A_history_that_was_cut_off_begins_as_Hadoop_prints_it_and_ends_with_what_is_missing(string version)
    {
        var folder = Path.Combine(version == "3.0.0" ? GoldenHistories.Few : GoldenHistories.Root, version, "extra");
        Assert.SkipUnless(Directory.Exists(folder), "It is beside the checkout.");
        var path = Directory.GetFiles(folder, "*.jhist").Single();
        var expected = await File.ReadAllTextAsync(path.Replace(".jhist", ".history-all.txt", StringComparison.Ordinal));

        var job = await HistoryWriter.ReadAsync(await File.ReadAllBytesAsync(path));
        var text = Print(job);

        // Hadoop dies where it comes to the tasks, and so prints no more.
        Assert.StartsWith(expected, text, StringComparison.Ordinal);
        Assert.Contains("\nMAP task list for ", text, StringComparison.Ordinal);
        Assert.Contains("attempt_", text, StringComparison.Ordinal);
        Assert.Equal(new FileInfo(path).Length, job.Damage!.Offset);
        Assert.StartsWith($"This history is not whole. The data, byte {job.Damage.Offset}: expected the rest of the event that begins at byte ", text.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_that_did_not_end_is_printed_where_Hadoop_dies_of_it()
    {
        var golden = GoldenHistories.InTests.First(each => each.Id.Number == 120);
        var job = await golden.ReadAsync();
        var open = new AttemptId(new(job.Id!.Value, TaskKind.Map, 0), 5);
        var started = new TaskAttempt(open) { StartTime = 1795318072415, Tracker = "w-0", HttpPort = 8042 };
        job = job with { Tasks = [.. job.Tasks.Select(task => task.Id == open.Task ? task with { Attempts = [.. task.Attempts, started] } : task)] };

        var text = Print(job);

        Assert.Contains($"\n{open}\t22-Nov-2026 03:27:52\t\t\thttp://w-0:8042/tasklog?attemptid={open}\n", text, StringComparison.Ordinal);
        Assert.EndsWith($"\nThis history is not whole. The end of 1 attempt is not in it: {open}.\n", text, StringComparison.Ordinal);
        Assert.Contains("\nMap\t9\t4\t\t3\t1\t", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_of_which_nothing_is_known_prints()
    {
        var text = Print(new MapReduceJob());

        Assert.StartsWith("\nHadoop job: null\n", text, StringComparison.Ordinal);
        Assert.Contains("\nStatus: Incomplete\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\nThis history is not whole. The file ends before the job did: its writer was cut off, or still runs.\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0, "")]
    [InlineData(1795306444464, 0, "21-Nov-2026 19:14:04")]
    [InlineData(1795306444464, 1795302784464, "21-Nov-2026 19:14:04 (1hrs, 1mins, 0sec)")]
    [InlineData(-1, 1795306444464, "31-Dec-1969 18:59:59 (-498696hrs, -14mins, -4sec)")]
    [InlineData(long.MaxValue, 1, "9223372036854775807 (2562047788015hrs, 12mins, 55sec)")]
    [InlineData(long.MinValue, 0, "-9223372036854775808")]
    public void Times_are_printed_in_the_zone_and_whatever_they_are(long time, long since, string expected) =>
        Assert.Equal(expected, new HadoopTime(TimeZoneInfo.CreateCustomTimeZone("five", TimeSpan.FromHours(-5), "five", "five")).Text(time, since));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task As_JSON_it_is_one_object_with_the_tasks_and_with_all_the_attempts(bool all)
    {
        var job = await GoldenHistories.InTests.First(each => each.Id.Number == 120).ReadAsync();
        using var bytes = new MemoryStream();

        await using (var writer = new Utf8JsonWriter(bytes)) await JobHistoryJson.WriteAsync(job, all, writer, CancellationToken.None);

        using var json = JsonDocument.Parse(bytes.ToArray());
        var root = json.RootElement;
        Assert.Equal(("application_1795314636366_0120", "SUCCEEDED", "2026-11-22T03:27:38.917Z"),
            (root.GetProperty("application_id").GetString(), root.GetProperty("status").GetString(), root.GetProperty("submitted").GetString()));
        Assert.True(root.GetProperty("complete").GetBoolean());
        Assert.Equal(20000, root.GetProperty("counters").GetProperty("total").GetProperty("org.apache.hadoop.mapreduce.TaskCounter").GetProperty("MAP_INPUT_RECORDS").GetInt64());
        Assert.Equal(3, root.GetProperty("task_summary").GetProperty("reduce").GetProperty("failed_attempts").GetInt32());
        Assert.Equal(all ? 5 : 0, root.GetProperty("tasks").GetArrayLength());
        Assert.Equal(all ? 12 : 0, root.GetProperty("tasks").EnumerateArray().Sum(task => task.GetProperty("attempts").GetArrayLength()));
    }

    private static string Print(MapReduceJob job)
    {
        using var writer = new StringWriter();
        JobHistoryText.Write(job, true, TimeZoneInfo.Utc, writer);
        return writer.ToString();
    }

    // Hadoop 2.7.2 and 3.0.0 print three groups of counters a second time, under the names that they had before.
    private static string WithoutAliases(string text)
    {
        HashSet<string> seen = [];
        return string.Join('\n', text.Split('\n').Where(line => !line.StartsWith('|') || seen.Add(line)));
    }

    private static IEnumerable<string> Sorted(string text) => text.Split('\n').Order(StringComparer.Ordinal);

    private static string FirstDifference(string expected, string actual)
    {
        var lines = expected.Split('\n').Zip(actual.Split('\n')).FirstOrDefault(pair => pair.First != pair.Second);
        return $"expected '{lines.First}', got '{lines.Second}'";
    }
}
