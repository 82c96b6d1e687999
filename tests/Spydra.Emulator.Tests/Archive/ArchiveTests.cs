using System.Text;
using System.Text.Json.Nodes;
using Spydra.Emulator.Dataproc.Wire;
using Spydra.Emulator.Tests.Dataproc;
using Spydra.Testing;

namespace Spydra.Emulator.Tests.Archive;

public sealed class ArchiveTests
{
    private static readonly string[] Mapper = ["--", "-mapper", "sh -c 'echo heard >&2; cat'", "-reducer", "cat"];

    [Theory]
    [InlineData("1.5", "logs/me/{0}/logs/{1}/", "none", "Avro-Json", null)]
    [InlineData("2.0", "logs/me/{0}/logs/{1}/", "none", "Avro-Binary", null)]
    [InlineData("2.2", "logs/me/{0}/bucket-logs-tfile/0001/{1}/", "none", "Avro-Binary", null)]
    [InlineData("2.2", "logs/me/{0}/bucket-logs-tfile/0001/{1}/", "gz", "Avro-Json", "json")]
    public async Task A_streaming_job_leaves_its_logs_and_its_history_as_the_clusters_hadoop_would(
        string image, string layout, string compression, string encoding, string? format)
    {
        using var folder = new TempDir();
        await using var cloud = await ArchiveCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1", image, ("yarn:yarn.nodemanager.log-aggregation.compression-type", compression));

        var job = await cloud.StreamAsync("c1", "j1", format is null ? Mapper : ["-D", "mapreduce.jobhistory.jhist.format=" + format, .. Mapper]);

        var application = ArchiveCloud.Application(job);
        var names = await cloud.CompleteAsync(application);
        var logs = string.Format(System.Globalization.CultureInfo.InvariantCulture, layout, ArchiveCloud.User, application);
        Assert.Equal([logs + "c1-w-0.c.p1.internal_8026", logs + "c1-w-1.c.p1.internal_8026"], names.Where(name => name.StartsWith("logs/", StringComparison.Ordinal)));
        var nodes = names.Where(name => name.StartsWith("logs/", StringComparison.Ordinal)).Select(name => new TFileDecoder(cloud.Bytes(name))).ToList();
        Assert.All(nodes, node => Assert.Equal((compression, ArchiveCloud.User), (node.Compression, node.Owner)));
        var read = nodes.SelectMany(node => node.Logs()).ToList();
        var container = application.Replace("application", "container", StringComparison.Ordinal);
        Assert.Equal([$"{container}_01_000001", $"{container}_01_000002", $"{container}_01_000003"], read.Select(log => log.Container).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(["stderr", "stdout", "syslog"], read.Where(log => log.Container.EndsWith('2')).Select(log => log.Name));
        Assert.Equal("heard\n", read.Single(log => log.Container.EndsWith('2') && log.Name == "stderr").Text);
        Assert.Contains("_m_000000_0 TaskAttempt Transitioned from RUNNING to SUCCEEDED", read.Single(log => log.Container.EndsWith('1') && log.Name == "syslog").Text, StringComparison.Ordinal);

        var history = names.Where(name => name.StartsWith("history/", StringComparison.Ordinal)).ToList();
        var id = application.Replace("application", "job", StringComparison.Ordinal);
        Assert.Equal(2, history.Count);
        Assert.Matches($@"^history/me/done/\d{{4}}/\d\d/\d\d/000000/{id}-\d+-[^-]+-hadoop%2Dstreaming\.jar-\d+-1-1-SUCCEEDED-default-\d+\.jhist$", history[0]);
        Assert.Equal(history[0][..history[0].LastIndexOf('/')] + $"/{id}_conf.xml", history[1]);
        var (found, _, events) = AvroDecoder.Read(cloud.Bytes(history[0]));
        Assert.Equal((encoding, "JOB_FINISHED"), (found, events[^1].Text("type")));
    }

    [Fact]
    public async Task Nothing_is_left_where_the_cluster_names_no_bucket()
    {
        using var folder = new TempDir();
        await using var cloud = await ArchiveCloud.StartAsync(folder);
        await cloud.Cloud.ClusterAsync("plain");
        await cloud.ClusterAsync("off", "2.2", ("yarn:yarn.log-aggregation-enable", "false"), ("mapred:mapreduce.jobhistory.intermediate-done-dir", "/user/history"));

        await cloud.StreamAsync("plain", "j1", Mapper);
        await cloud.StreamAsync("off", "j2", Mapper);

        Assert.Empty(cloud.Names());
    }

    [Fact]
    public async Task Until_its_time_the_archive_is_unfinished_and_a_cluster_that_goes_leaves_it_so()
    {
        using var folder = new TempDir();
        await using var cloud = await ArchiveCloud.StartAsync(folder, after: TimeSpan.FromMilliseconds(300));
        await cloud.ClusterAsync("c1");

        var job = await cloud.StreamAsync("c1", "j1", Mapper);
        await cloud.Cloud.SendAsync("DELETE", $"{LocalCloud.Region}/clusters/c1");
        await cloud.Cloud.UntilGoneAsync("clusters/c1");
        await Task.Delay(TimeSpan.FromMilliseconds(400), TimeProvider.System);

        Assert.Equal("DONE", job.Text("status.state"));
        Assert.Equal([".jhist", ".summary", ".tmp", ".tmp", ".xml"], cloud.Names().Select(Path.GetExtension).Order(StringComparer.Ordinal));
        Assert.All(cloud.Names("history"), name => Assert.StartsWith($"history/me/1/done_intermediate/{ArchiveCloud.User}/job_", name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_next_emulator_finishes_what_an_earlier_one_had_begun()
    {
        using var folder = new TempDir();
        var objects = new MemoryStore();
        JsonObject job;
        await using (var first = await ArchiveCloud.StartAsync(folder, after: TimeSpan.FromHours(1), objects))
        {
            await first.ClusterAsync("c1");
            job = await first.StreamAsync("c1", "j1", Mapper);
            Assert.Contains(first.Names(), name => name.EndsWith(".tmp", StringComparison.Ordinal));
        }

        await using var second = await ArchiveCloud.StartAsync(folder, after: TimeSpan.FromHours(1), objects);

        Assert.Equal(4, (await second.CompleteAsync(ArchiveCloud.Application(job))).Count);
    }

    [Fact]
    public async Task A_driver_that_was_lost_with_the_emulator_leaves_what_it_had_printed()
    {
        using var folder = new TempDir();
        using var killed = new TempDir();
        var objects = new MemoryStore();
        await using var before = await ArchiveCloud.StartAsync(folder, objects: objects);
        await before.ClusterAsync("c1");
        await before.Cloud.JobAsync("c1", "j1", "print", "half of it", "wait");
        await before.Cloud.UntilAsync("jobs/j1", "status.state", "RUNNING");
        await Jobs.Eventually.IsTrueAsync(() => objects.Writes.Any(write => write.Size > 5));
        foreach (var file in Directory.EnumerateFiles(folder.At("dataproc"), "*.json", SearchOption.AllDirectories))
            killed.Write(Path.GetRelativePath(folder.Path, file), File.ReadAllText(file));

        await using var after = await ArchiveCloud.StartAsync(killed, after: TimeSpan.FromHours(1), objects);

        var job = (await after.Cloud.GetAsync("jobs/j1")).Body;
        Assert.Equal("ERROR", job.Text("status.state"));
        var name = Assert.Single(await after.CompleteAsync(ArchiveCloud.Application(job)));
        Assert.Equal("half of it\n", new TFileDecoder(after.Bytes(name)).Logs().Last().Text);
    }

    [Fact]
    public async Task A_failed_job_has_come_to_its_end_for_yarn_and_its_history_says_that_it_failed()
    {
        using var folder = new TempDir();
        await using var cloud = await ArchiveCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1", "1.5");

        var job = await cloud.StreamAsync("c1", "j1", "-D", "mapreduce.map.maxattempts=1", "--", "-mapper", "false");

        Assert.Equal(("ERROR", "FINISHED"), (job.Text("status.state"), Assert.Single(job.Children("yarnApplications")).Text("state")));
        var names = await cloud.CompleteAsync(ArchiveCloud.Application(job));
        Assert.Equal("JOB_FAILED", AvroDecoder.Read(cloud.Bytes(names.Single(name => name.Contains("-FAILED-", StringComparison.Ordinal)))).Events[^1].Text("type"));
        Assert.Single(names, name => name.StartsWith("logs/", StringComparison.Ordinal) && new TFileDecoder(cloud.Bytes(name)).Logs().Any(log => log.Text.Contains("Transitioned from RUNNING to FAILED", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_cancelled_job_leaves_logs_and_no_history()
    {
        using var folder = new TempDir();
        await using var cloud = await ArchiveCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");
        var marker = folder.At("began");
        await cloud.SubmitAsync("c1", "j1", "--", "-mapper", $"sh -c 'echo here >&2; touch {marker}; sleep 60'");
        await Jobs.Eventually.IsTrueAsync(() => File.Exists(marker));

        await cloud.Cloud.PostAsync("jobs/j1:cancel", "{}");
        var job = await cloud.Cloud.UntilAsync("jobs/j1", "status.state", "CANCELLED");

        Assert.Equal("KILLED", Assert.Single(job.Children("yarnApplications")).Text("state"));
        var names = await cloud.CompleteAsync(ArchiveCloud.Application(job));
        Assert.All(names, name => Assert.StartsWith("logs/", name, StringComparison.Ordinal));
        Assert.Contains(names.SelectMany(name => new TFileDecoder(cloud.Bytes(name)).Logs()), log => log is { Name: "stderr", Text: "here\n" });
    }

    [Fact]
    public async Task Any_other_application_is_one_container_with_the_drivers_output_and_each_attempt_has_its_own()
    {
        using var folder = new TempDir();
        await using var cloud = await ArchiveCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1");
        var body = JsonNode.Parse(LocalCloud.JobBody("c1", "j1", "print", "so far, so bad", "exit", "1"))!.AsObject();
        body["job"]!["scheduling"] = new JsonObject { ["maxFailuresPerHour"] = 1 };

        await cloud.Cloud.PostAsync("jobs:submit", body.ToJsonString());
        var job = await cloud.Cloud.UntilAsync("jobs/j1", "status.state", "ERROR");

        var applications = job.Children("yarnApplications").ToList();
        Assert.Equal(2, applications.Count);
        await cloud.CompleteAsync(ArchiveCloud.Application(job));
        Assert.Equal(2, cloud.Names().Count);
        Assert.All(cloud.Names(), name =>
        {
            var logs = new TFileDecoder(cloud.Bytes(name)).Logs().ToList();
            Assert.Equal([("stderr", ""), ("stdout", "so far, so bad\n")], logs.Select(log => (log.Name, log.Text)));
            Assert.All(logs, log => Assert.EndsWith("_01_000001", log.Container, StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task A_job_whose_driver_a_fault_replaced_leaves_what_it_printed()
    {
        using var folder = new TempDir();
        await using var cloud = await ArchiveCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1", "1.5");
        await cloud.Cloud.SendAsync("POST", "emulator/faults", """{"method": "jobs.submit", "effect": "job-fails", "output": "no such table"}""");

        var job = await cloud.StreamAsync("c1", "j1", Mapper);

        var name = Assert.Single(await cloud.CompleteAsync(ArchiveCloud.Application(job)));
        Assert.Equal("no such table\n", new TFileDecoder(cloud.Bytes(name)).Logs().Last().Text);
    }

    [Fact]
    public async Task A_bucket_that_is_gone_changes_nothing_for_the_job()
    {
        using var folder = new TempDir();
        await using var cloud = await ArchiveCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1", "2.2", ("yarn:yarn.nodemanager.remote-app-log-dir", "gs://gone/logs"), ("mapred:mapreduce.jobhistory.intermediate-done-dir", "gs://gone/h"));

        var job = await cloud.StreamAsync("c1", "j1", Mapper);

        Assert.Equal("DONE", job.Text("status.state"));
        Assert.Empty(cloud.Names());
    }

    [Fact]
    public async Task Long_logs_come_whole()
    {
        using var folder = new TempDir();
        await using var cloud = await ArchiveCloud.StartAsync(folder);
        await cloud.ClusterAsync("c1", "1.5", ("yarn:yarn.nodemanager.log-aggregation.compression-type", "gz"));

        var job = await cloud.StreamAsync("c1", "j1", "--", "-mapper", "sh -c 'seq 1 400000 >&2'");

        var names = await cloud.CompleteAsync(ArchiveCloud.Application(job));
        var nodes = names.Where(name => name.StartsWith("logs/", StringComparison.Ordinal)).Select(name => new TFileDecoder(cloud.Bytes(name))).ToList();
        var text = nodes.SelectMany(node => node.Logs()).Single(log => log.Name == "stderr" && log.Text.Length > 0).Text;
        Assert.Equal((2_688_895, "400000\n"), (text.Length, text[^7..]));
        Assert.Contains(nodes, node => node.Chunks.Contains(-1048576));
        Assert.Equal(Encoding.UTF8.GetByteCount(text), text.Length);
    }
}
