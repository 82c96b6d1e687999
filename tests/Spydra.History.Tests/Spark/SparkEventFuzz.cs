using System.Text;
using System.Text.Json;
using Spydra.History.Codecs;
using Spydra.History.Sources;

namespace Spydra.History.Spark;

/// <summary>100,000 broken logs: everything is read, told and printed, and memory stays in proportion.</summary>
public sealed class SparkEventFuzz
{
    [Fact]
    public void Broken_logs_are_read_as_far_as_they_can_be()
    {
        var log = new SparkEventLog("application_1_0001", null, "log", true, [new ArchivedFile("log", 1, MemorySource.Written)], 1, MemorySource.Written);

        Mutations.Run(100_000, Seeds(), (input, _) =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var builder = new SparkApplicationBuilder();
            var pass = new EventPass(SparkApplicationBuilder.Wants, builder.Apply);
            pass.RunAsync(new MemoryStream(input), "log", default).GetAwaiter().GetResult();
            var application = builder.Build(log, pass.Damage);
            new SparkText(TextWriter.Null, TimeZoneInfo.Utc).Write([application], all: true);
            using var json = new Utf8JsonWriter(Stream.Null);
            SparkJson.Write(json, [application], all: true);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (512 * 1024) + (400L * input.Length));
        });
    }

    // A few short lines of each kind, so that a change meets what is used.
    private static List<byte[]> Seeds()
    {
        var lines = Encoding.UTF8.GetString(SparkEventReaderTests.PlainLog()).Split('\n')
            .Concat(SparkEventReaderTests.ManyTasks(2, fails: true).Split('\n'))
            .Where(line => line.Length is > 0 and < 900).ToList();
        lines.Add("""{"Event":"SparkListenerJobStart","Job ID":0,"Submission Time":1795317452232,"Stage Infos":[{"Stage ID":0,"Stage Attempt ID":0,"Stage Name":"map","Number of Tasks":9},{"Stage ID":1,"Stage Name":"count","Number of Tasks":3}],"Stage IDs":[0,1],"Properties":{"spark.job.description":"d\u00e9j\u00e0"}}""");
        lines.Add("""{"Event":"org.apache.spark.scheduler.SparkListenerExecutorExcludedForStage","time":1479252044930,"executorId":"1","taskFailures":4,"stageId":0,"stageAttemptId":0}""");
        lines.Add("""{"Event":"org.apache.spark.scheduler.SparkListenerNodeBlacklisted","time":1479252044930,"hostId":"w-0","executorFailures":2}""");
        lines.Add("""{"Event":"org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionEnd","executionId":1,"time":1795318683461,"errorMessage":"[UNRESOLVED_COLUMN]"}""");
        lines.Add("""{"Event":"SparkListenerExecutorRemoved","Timestamp":1795319243729,"Executor ID":"1","Removed Reason":"Container killed"}""");
        return [.. lines.Chunk(4).Select(some => Encoding.UTF8.GetBytes(string.Join('\n', some) + "\n"))];
    }
}
