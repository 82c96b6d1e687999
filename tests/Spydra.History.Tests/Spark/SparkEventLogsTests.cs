using Spydra.History.Sources;

namespace Spydra.History.Spark;

public sealed class SparkEventLogsTests
{
    [Theory]
    [InlineData("application_1795314636366_0036", "application_1795314636366_0036", null, "", true)]
    [InlineData("application_1795314636366_0036_1", "application_1795314636366_0036", "1", "", true)]
    [InlineData("application_1795314636366_0036_2.zstd", "application_1795314636366_0036", "2", "zstd", true)]
    [InlineData("application_1795314636366_0118.inprogress", "application_1795314636366_0118", null, "", false)]
    [InlineData("application_1795314636366_12345_1.lz4.inprogress", "application_1795314636366_12345", "1", "lz4", false)]
    [InlineData("app-20161115172038-0000", "app-20161115172038-0000", null, "", true)]
    [InlineData("local-1426533911241_1.snappy", "local-1426533911241", "1", "snappy", true)]
    public async Task A_file_names_application_attempt_and_codec(string name, string application, string? attempt, string codec, bool isClosed)
    {
        var log = await OnlyAsync(new MemorySource().With("spark-events/etl/" + name, "12345"));

        Assert.Equal((application, attempt, codec, isClosed, 5L, MemorySource.Written), (log.Application, log.Attempt, log.Codec, log.IsClosed, log.Size, log.Updated));
    }

    [Fact]
    public async Task Files_of_a_rolling_log_are_read_by_number()
    {
        const string Folder = "spark-events/etl/eventlog_v2_application_1_0001_1/";
        var source = new MemorySource().With(Folder + "appstatus_application_1_0001_1");
        foreach (var number in (int[])[1, 2, 9, 10, 11]) source.With($"{Folder}events_{number}_application_1_0001_1.zstd", "x");

        var log = await OnlyAsync(source);

        Assert.Equal(("application_1_0001", "1", "zstd", true, 5L), (log.Application, log.Attempt, log.Codec, log.IsClosed, log.Size));
        Assert.Equal(["1", "2", "9", "10", "11"], log.Files.Select(file => file.BaseName.Split('_')[1]));
    }

    [Fact]
    public async Task A_compacted_file_stands_for_itself_and_those_before_it()
    {
        const string Folder = "spark-events/etl/eventlog_v2_application_1_0001/";
        var source = new MemorySource().With(Folder + "appstatus_application_1_0001.inprogress");
        foreach (var name in (string[])["1_application_1_0001.lz4.compact", "2_application_1_0001.lz4", "3_application_1_0001.lz4", "3_application_1_0001.lz4.compact", "4_application_1_0001.lz4"])
            source.With(Folder + "events_" + name, "x");

        var log = await OnlyAsync(source);

        Assert.Equal(["events_3_application_1_0001.lz4.compact", "events_4_application_1_0001.lz4"], log.Files.Select(file => file.BaseName));
        Assert.Equal(("lz4", false), (log.Codec, log.IsClosed));
    }

    [Fact]
    public async Task An_application_is_found_with_its_attempts_in_order_and_without_its_neighbours()
    {
        var source = new MemorySource();
        foreach (var name in (string[])["application_1_0001_10", "application_1_0001_2.zstd", "application_1_00010", "application_1_0001_2.zstd.inprogress", "eventlog_v2_application_1_0001_1/events_1_application_1_0001_1", "eventlog_v2_application_1_00010/events_1_application_1_00010"])
            source.With("spark-events/etl/" + name, "x");

        var found = await SparkEventLogs.OfClient(source, "etl").FindAsync("application_1_0001", default);

        Assert.Equal(["1", "2", "10"], found.Select(log => log.Attempt));
        Assert.True(found[1].IsClosed);
    }

    [Fact]
    public async Task A_client_lists_all_its_logs_and_nothing_else()
    {
        var source = new MemorySource().With("spark-events/etl/.hidden", "x").With("spark-events/etl/other/file", "x").With("spark-events/etl2/application_1_0009", "x")
            .With("spark-events/etl/app-1", "x").With("spark-events/etl/eventlog_v2_local-2/events_1_local-2", "x").With("spark-events/etl/eventlog_v2_local-3/events_1_local-3", "x");

        var logs = await ListAsync(source);

        Assert.Equal(["app-1", "local-2", "local-3"], logs.Select(log => log.Application));
    }

    internal static async Task<SparkEventLog> OnlyAsync(IArchiveSource source) => Assert.Single(await ListAsync(source));

    private static async Task<List<SparkEventLog>> ListAsync(IArchiveSource source)
    {
        List<SparkEventLog> logs = [];
        await foreach (var log in SparkEventLogs.OfClient(source, "etl").ListAsync(default)) logs.Add(log);
        return logs;
    }
}
