namespace Spydra.History.Spark;

public sealed class SparkSummariesTests
{
    [Fact]
    public async Task A_summary_says_what_the_whole_log_says()
    {
        var sources = SparkCorpus.All().Select(corpus => corpus.Source).Append(SparkCorpus.Selection);
        foreach (var source in sources)
            await foreach (var log in SparkEventLogs.OfClient(source, SparkCorpus.Client).ListAsync(default))
            {
                var whole = await new SparkEventReader(source).ReadAsync(log, default);

                var summary = await new SparkSummaries(source).ReadAsync(log, default);

                Assert.Equal(new SparkSummary(log, whole.Id, whole.Attempt, whole.Name, whole.User, whole.State, whole.Started, whole.Ended, whole.Tasks), summary);
            }
    }

    [Theory]
    [InlineData(true, SparkState.Failed)]
    [InlineData(false, SparkState.Completed)]
    public async Task Of_a_long_log_the_beginning_and_the_end_suffice(bool fails, SparkState state)
    {
        var text = SparkEventReaderTests.ManyTasks(20_000, fails);
        // What is no JSON would be damage to who reads all of it; the number of tasks is that of the last one.
        text = text.Insert(text.IndexOf('\n', text.Length / 2), "\n" + new string('#', 2_000_000));
        var source = new MemorySource().With("spark-events/etl/application_1_0001", text);

        var summary = await new SparkSummaries(source).ReadAsync(await SparkEventLogsTests.OnlyAsync(source), default);

        Assert.Equal(("application_1_0001", "many", "root", state, 20_000L), (summary?.Id, summary?.Name, summary?.User, summary?.State, summary?.Tasks));
        Assert.Equal(2, source.Opened);
    }

    [Fact]
    public async Task A_file_that_is_no_event_log_has_none()
    {
        var source = new MemorySource().With("spark-events/etl/README", "Logs of the nightly jobs.\n");

        Assert.Null(await new SparkSummaries(source).ReadAsync(await SparkEventLogsTests.OnlyAsync(source), default));
    }

    [Fact]
    public async Task Containers_are_those_of_the_executors_and_of_the_application_master()
    {
        var log = Assert.Single(await SparkEventLogs.OfClient(SparkCorpus.Selection, SparkCorpus.Client).FindAsync("application_1795314636366_0010", default));

        var containers = await new SparkEventReader(SparkCorpus.Selection).ReadContainersAsync(log, default);

        Assert.Equal(("container_1795314636366_0010_01_000001", "yarn-am"), (containers[0].Id, containers[0].Role));
        Assert.All(containers.Skip(1), each => Assert.StartsWith("executor ", each.Role, StringComparison.Ordinal));
        Assert.Equal((await new SparkEventReader(SparkCorpus.Selection).ReadAsync(log, default)).Containers, containers);
    }
}
