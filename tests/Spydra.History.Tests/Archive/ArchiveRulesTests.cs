using Spydra.Events;
using Spydra.Gcp.Dataproc;
using Spydra.Gcp.Storage;
using Spydra.History.Sources;
using Spydra.Runs;

namespace Spydra.History.Archive;

public sealed class ArchiveRulesTests
{
    private const string Id = "application_1795306400786_0001";

    private static readonly ArchiveFolders Folders = new()
    {
        Intermediate = new("b", "history/me/run/done_intermediate/"),
        Done = new("b", "history/me/done/"),
        Logs = new("b", "logs/me/"),
        SparkEvents = new("b", "spark-events/me/"),
    };

    private static readonly ArchiveFacts MapReduce = Facts("hadoop", new ApplicationFacts(new(Id, "FINISHED"))
    {
        History = new(File("history/me/done/job.jhist"), File("history/me/done/job_conf.xml"), IsMoved: true, IsComplete: true, [Ran(1, "w-0"), Ran(2, "w-1"), Ran(3, "w-1")]),
        Logs = [Node("w-0_8041", 1, 1), Node("w-1_8041", 2, 3)],
    });

    private static readonly ArchiveFacts Spark = Facts("pyspark", new ApplicationFacts(new(Id, "FINISHED"))
    {
        EventLogs = [new([File("spark-events/me/" + Id)], IsClosed: true, [Ran(1, null), Ran(2, "w-1")])],
        Logs = [Node("w-0_8041", 1, 1), Node("w-1_8041", 1, 2)],
    });

    [Fact]
    public void Where_all_is_there_nothing_is_missing()
    {
        Assert.Empty(ArchiveRules.Missing(MapReduce, Folders));
        Assert.Empty(ArchiveRules.Missing(Spark, Folders));
        Assert.Empty(ArchiveRules.Missing(Facts("hive", new ApplicationFacts(new(Id, "FINISHED")) { Logs = [Node("w-0_8041", 1, 1)], Master = MasterFacts.Other }), Folders));
        Assert.Empty(ArchiveRules.Missing(Facts("hadoop", new ApplicationFacts(new(Id, "FINISHED")) { Logs = [Node("w-0_8041", 1, 1)], Master = MasterFacts.Other }), Folders));
        Assert.Empty(ArchiveRules.Missing(Facts("hadoop"), Folders));
    }

    [Fact]
    public void Each_part_that_is_not_there_is_named()
    {
        Assert.Equal([$"the end of {Id}, which is RUNNING"], Missing(MapReduce, app => app with { Application = new(Id, "RUNNING"), History = null, Logs = [] }));
        Assert.Equal([$"the history of {Id}, which is in none of its folders"], Missing(MapReduce, app => app with { History = null, Master = MasterFacts.MapReduce }));
        Assert.Equal([$"the history of {Id}, which is in none of its folders", $"the logs of the master of {Id}"], Missing(MapReduce, app => app with { History = null }));
        Assert.Equal(["the end of gs://b/history/me/done/job.jhist"], Missing(MapReduce, app => app with { History = app.History! with { IsComplete = false } }));
        Assert.Equal(["the configuration (_conf.xml) beside gs://b/history/me/done/job.jhist"], Missing(MapReduce, app => app with { History = app.History! with { Configuration = null } }));
        Assert.Equal([$"the event log of {Id} in gs://b/spark-events/me/"], Missing(Spark, app => app with { EventLogs = [], Master = MasterFacts.Other }));
        Assert.Equal([$"the end of the event log gs://b/spark-events/me/{Id}"], Missing(Spark, app => app with { EventLogs = [app.EventLogs[0] with { IsClosed = false }] }));
        Assert.Equal([$"the logs of {Id} below gs://b/logs/me/"], Missing(MapReduce, app => app with { Logs = [] }));
        Assert.Equal(["the end of the upload gs://b/logs/me/w-1_8041.tmp"], Missing(MapReduce, app => app with { Uploading = ["gs://b/logs/me/w-1_8041.tmp"] }));
        Assert.Equal([$"the logs of {Container(2)}, {Container(3)} on w-1"], Missing(MapReduce, app => app with { Logs = [app.Logs[0]] }));
        Assert.Equal([$"the logs of 1 of the 2 containers of {Id} on w-1"], Missing(MapReduce, app => app with { Logs = [app.Logs[0], Node("w-1_8041", 1, 3)] }));
        Assert.Contains("the end of gs://b/logs/me/w-0_8041", Missing(MapReduce, app => app with { Logs = [app.Logs[0] with { IsWhole = false }, app.Logs[1]] }));
    }

    [Fact]
    public void History_that_was_not_moved_is_readable_and_still_waited_for()
    {
        var before = With(MapReduce, app => app with { History = app.History! with { IsMoved = false, ConfigurationIsMoved = false } });
        var between = With(MapReduce, app => app with { History = app.History! with { ConfigurationIsMoved = false } });

        Assert.Empty(ArchiveRules.Missing(before, Folders));
        Assert.Equal(2, ArchiveRules.Unmoved(before, Folders).Count());
        Assert.Equal(["gs://b/history/me/done/job_conf.xml was not moved to gs://b/history/me/done/ yet, and is found where it is"], ArchiveRules.Unmoved(between, Folders));
        Assert.Empty(ArchiveRules.Unmoved(MapReduce, Folders));
        Assert.Empty(ArchiveRules.Unmoved(before, Folders with { Done = null }));
    }

    [Fact]
    public void Whatever_started_a_MapReduce_job_it_has_a_history()
    {
        foreach (var kind in new[] { "hadoop", "hive", "pig" })
            Assert.Equal([$"the history of {Id}, which is in none of its folders"],
                ArchiveRules.Missing(Facts(kind, new ApplicationFacts(new(Id, "FINISHED")) { Logs = [Node("w-0_8041", 1, 1)], Master = MasterFacts.MapReduce }), Folders));
    }

    [Fact]
    public void A_master_that_was_killed_or_did_not_come_up_may_have_no_history_and_has_logs()
    {
        foreach (var state in new[] { "KILLED", "FAILED" })
        {
            Assert.Empty(Missing(MapReduce, app => app with { Application = new(Id, state), History = null, Master = MasterFacts.MapReduce }));
            Assert.Single(Missing(MapReduce, app => app with { Application = new(Id, state), History = app.History! with { IsComplete = false } }));
            Assert.Single(Missing(MapReduce, app => app with { Application = new(Id, state), History = null, Logs = [] }));
        }
    }

    [Fact]
    public void The_event_log_of_a_master_that_was_started_again_never_gets_its_end()
    {
        var died = new EventLogFacts([File($"spark-events/me/{Id}_1.inprogress")], IsClosed: false, [Ran(1, "w-0")]);

        Assert.Empty(Missing(Spark, app => app with { EventLogs = [died, app.EventLogs[0]] }));
        Assert.Equal([$"the end of the event log gs://b/spark-events/me/{Id}"], Missing(Spark, app => app with { EventLogs = [died, app.EventLogs[0] with { IsClosed = false }] }));
    }

    [Fact]
    public void A_node_is_the_same_with_and_without_its_domain()
    {
        Assert.Empty(Missing(MapReduce, app => app with { Logs = [Node("w-0.c.p.internal_8041", 1, 1), Node("w-1.c.p.internal_8041", 2, 3)] }));
        Assert.Single(Missing(MapReduce, app => app with { Logs = [Node("w-0.c.p.internal_8041", 1, 1), Node("w-10.c.p.internal_8041", 2, 4)] }));
    }

    [Fact]
    public void Containers_are_not_counted_where_only_some_logs_are_kept()
    {
        var some = Folders with { EveryContainer = false };

        Assert.Empty(ArchiveRules.Missing(With(MapReduce, app => app with { Logs = [app.Logs[0]] }), some));
        Assert.Single(ArchiveRules.Missing(With(MapReduce, app => app with { Logs = [] }), some));
    }

    [Fact]
    public void What_the_cluster_does_not_keep_is_not_awaited()
    {
        var bare = With(MapReduce, app => app with { History = null, Logs = [] });

        Assert.Empty(ArchiveRules.Missing(bare, Folders with { Intermediate = null, Done = null, Logs = null }));
        Assert.Empty(ArchiveRules.Missing(With(Spark, app => app with { EventLogs = [], Master = MasterFacts.Other }), Folders with { SparkEvents = null }));
    }

    [Theory]
    [InlineData("spark.eventLog.enabled", "false", null)]
    [InlineData("spark.eventLog.dir", "hdfs:///logs", null)]
    [InlineData("spark.eventLog.dir", "gs://mine/events", "gs://mine/events/")]
    [InlineData("spark.app.name", "x", "gs://b/spark-events/me/")]
    public void A_jobs_own_properties_say_where_its_event_log_goes(string property, string value, string? folder) =>
        Assert.Equal(folder, ArchiveRules.EventFolder(new Dictionary<string, string> { [property] = value }, Folders)?.ToString());

    [Theory]
    [InlineData("0 1 2.", "")]
    [InlineData("", "the driver output gs://b/out")]
    [InlineData("0 2.", "driver output gs://b/out.000000001")]
    [InlineData("3.", "driver output gs://b/out.000000000, gs://b/out.000000001, gs://b/out.000000002")]
    [InlineData("5.", "driver output gs://b/out.000000000, gs://b/out.000000001, gs://b/out.000000002 and 2 more")]
    [InlineData("0 2147483646.", "driver output gs://b/out.000000001, gs://b/out.000000002, gs://b/out.000000003 and 2147483642 more")]
    [InlineData("0 1", "the end of the driver output gs://b/out")]
    public void Driver_output_is_numbered_without_a_gap_and_has_an_end(string pieces, string missing)
    {
        var output = pieces.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(piece => File($"out.{int.Parse(piece.TrimEnd('.')):000000000}", piece.EndsWith('.') ? 0 : 10));

        Assert.Equal(missing, string.Join("; ", ArchiveRules.Missing(MapReduce with { Output = [.. output] }, Folders)));
        if (pieces.Length == 0) Assert.Empty(ArchiveRules.Missing(MapReduce with { Output = [], Job = MapReduce.Job with { State = JobState.Error } }, Folders));
    }

    [Theory]
    [InlineData("spydra-lab-w-0_8041", "spydra-lab-w-0")]
    [InlineData("w-0.c.project.internal_8041_1795306400786", "w-0.c.project.internal")]
    [InlineData("odd_name_8041", "odd_name")]
    [InlineData("8041", "8041")]
    public void A_file_of_logs_is_called_after_its_node(string name, string host) => Assert.Equal(host, ArchiveRules.Host(name));

    private static IEnumerable<string> Missing(ArchiveFacts facts, Func<ApplicationFacts, ApplicationFacts> change) => ArchiveRules.Missing(With(facts, change), Folders);

    private static ArchiveFacts With(ArchiveFacts facts, Func<ApplicationFacts, ApplicationFacts> change) => facts with { Applications = [change(facts.Applications[0])] };

    private static ArchiveFacts Facts(string kind, params ApplicationFacts[] applications) =>
        new(new Job("job", JobState.Done, null, "gs://b/out") { Kind = kind }, [File("out.000000000", 10), File("out.000000001", 0)], [.. applications]);

    private static ContainerPlace Ran(int number, string? host) => new(Container(number), host);

    private static string Container(int number) => $"container_1795306400786_0001_01_{number:000000}";

    private static NodeLogFacts Node(string name, long entries, int last) => new(File("logs/me/" + name), true, entries, [Container(last)]);

    private static PlacedFile File(string name, long size = 100) => new(new GsUri("b", name), new ArchivedFile(name, size, default));
}
