using System.Text;
using System.Text.Json;

namespace Spydra.History.Spark;

public sealed class SparkTextTests
{
    [Fact]
    public async Task The_text_has_head_jobs_stages_executors_and_failed_tasks()
    {
        var text = SparkEventReaderTests.Show(await ReadAsync("application_1795314636366_0165"), all: false);

        Assert.Contains("Spark application: application_1795314636366_0165\n", text, StringComparison.Ordinal);
        Assert.Contains("Ended At: 22-Nov-2026 04:02:05 (25sec)\nStatus: FAILED\n", text, StringComparison.Ordinal);
        Assert.Contains("Job 3 failed:\n    Job aborted due to stage failure", text, StringComparison.Ordinal);
        Assert.Contains("Stages: 5\n", text, StringComparison.Ordinal);
        Assert.Contains("container_1795314636366_0165_01_000002", text, StringComparison.Ordinal);
        Assert.Contains("Failed tasks: 4\n", text, StringComparison.Ordinal);
        Assert.Contains("    org.apache.spark.api.python.PythonException: Traceback (most recent call last):\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Spark properties", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_adds_metrics_and_properties()
    {
        var text = SparkEventReaderTests.Show(await ReadAsync("application_1795314636366_0010"));

        Assert.Contains("Executor CPU time (ns)", text, StringComparison.Ordinal);
        Assert.Contains("\nspark.eventLog.compress=true\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_are_shown_in_the_zone_that_was_asked_for()
    {
        var application = await ReadAsync("application_1795314636366_0165");
        var text = new StringWriter();

        new SparkText(text, TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(5.5), null, null)).Write([application], all: false);

        Assert.Contains("Ended At: 22-Nov-2026 09:32:05", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_program_wrote_does_not_steer_a_terminal()
    {
        var log = """{"Event":"SparkListenerApplicationStart","App Name":"a\u001b[31m\nb","App ID":"x","Timestamp":1795318000516,"User":"\ud83d"}""" + "\n";

        var application = await new MemorySource().With("spark-events/etl/x", log).ReadAsync();

        Assert.Contains("Name: a\\u001b[31m\\nb\n", SparkEventReaderTests.Show(application), StringComparison.Ordinal);
        Assert.Empty(application.Damage);
        Assert.Equal("a\u001b[31m\nb", Json([application], all: false).GetProperty("attempts")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Json_is_one_object_with_all_attempts()
    {
        var application = await ReadAsync("application_1795314636366_0010");

        var json = Json([application, application with { Attempt = "2" }], all: true);

        Assert.Equal(("application_1795314636366_0010", 2), (json.GetProperty("id").GetString(), json.GetProperty("attempts").GetArrayLength()));
        var first = json.GetProperty("attempts")[0];
        Assert.Equal(("completed", true, 12, 19), (first.GetProperty("state").GetString(), first.GetProperty("complete").GetBoolean(), first.GetProperty("jobs").GetArrayLength(), first.GetProperty("stages").GetArrayLength()));
        Assert.Equal(application.Started, first.GetProperty("started").GetDateTimeOffset());
        Assert.EndsWith("Z", first.GetProperty("started").GetString(), StringComparison.Ordinal);
        Assert.Equal(application.Stages[0].Metrics.RunTime, first.GetProperty("stages")[0].GetProperty("executor_run_time_ms").GetInt64());
    }

    private static async Task<SparkApplication> ReadAsync(string id)
    {
        var log = Assert.Single(await SparkEventLogs.OfClient(SparkCorpus.Selection, SparkCorpus.Client).FindAsync(id, default));
        return await new SparkEventReader(SparkCorpus.Selection).ReadAsync(log, default);
    }

    private static JsonElement Json(IReadOnlyList<SparkApplication> attempts, bool all)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes)) SparkJson.Write(writer, attempts, all);
        return JsonElement.Parse(Encoding.UTF8.GetString(bytes.ToArray()));
    }
}
