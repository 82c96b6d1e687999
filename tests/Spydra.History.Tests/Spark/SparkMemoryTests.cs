namespace Spydra.History.Spark;

/// <summary>What is left in memory of a log; nothing else runs meanwhile.</summary>
[Collection(nameof(SparkMemoryTests))]
public sealed class SparkMemoryTests
{
    [Fact]
    public async Task Memory_does_not_grow_with_the_tasks()
    {
        const string Name = "spark-events/etl/application_1_0001";
        var source = new MemorySource().With(Name, SparkEventReaderTests.ManyTasks(40_000, fails: false));
        _ = await source.ReadAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var application = await source.ReadAsync();

        Assert.Equal((40_000L, 40_000), (application.Tasks, application.Stages[0].Tasks.Completed));
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 512 * 1024);
        GC.KeepAlive(application);
        GC.KeepAlive(source);
    }
}

[CollectionDefinition(nameof(SparkMemoryTests), DisableParallelization = true)]
public sealed class SparkMemoryAlone;
