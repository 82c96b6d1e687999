using System.Text;
using Spydra.Failures;
using Spydra.History.Causes.Evidence;
using Spydra.History.Logs;
using Spydra.Testing;

namespace Spydra.History.Causes;

public sealed class CopiedLogsTests : IDisposable
{
    private const string Npe = "26/11/22 00:00:00 ERROR Main: failed\njava.lang.NullPointerException: nothing\n\tat com.example.Main.main(Main.java:3)\n";

    private readonly TempDir home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task What_yarn_logs_printed_is_split_into_the_logs_that_it_printed()
    {
        foreach (var (bucket, client, user, application) in Golden.Applications().Where(each => each.Bucket.Expected(each.Application)!.Length < 400_000))
        {
            var logs = await Reading.AllAsync(Reading.Logs(bucket, await bucket.NodesAsync(client, application, user)));
            var text = new MemoryStream(bucket.Expected(application)!);

            List<Log> split = [];
            await foreach (var log in new YarnLogsText(text, "yarn-logs.txt").ReadAsync(default))
            {
                Assert.Equal(text.Position, log.Origin);
                using var content = new MemoryStream();
                await log.Content.CopyToAsync(content);
                split.Add(new(log.Container!, log.Type, Encoding.Latin1.GetString(content.ToArray())));
            }

            // Hadoop 3.0 leaves empty ones out.
            Assert.Equal(Sorted(logs.Where(log => log.Content.Length > 0)), Sorted(split.Where(log => log.Content.Length > 0)));
        }
    }

    [Fact]
    public async Task Of_a_log_that_is_shorter_than_its_head_says_the_next_one_is_found_all_the_same()
    {
        const string Text = "Container: container_1795306400786_0001_01_000002 on w-0_8041\n===\nLogType:stderr\nLogLength:9000\nLogContents:\ncut\nEnd of LogType:stderr\n\nLogType:stdout\nLogLength:3\nLogContents:\nabc\nEnd of LogType:stdout\n";

        List<(string, string?, string, long)> found = [];
        await foreach (var log in new YarnLogsText(new MemoryStream(Encoding.UTF8.GetBytes(Text)), "f").ReadAsync(default)) found.Add((log.Container!, log.Host, log.Type, log.Length));

        Assert.Equal([("container_1795306400786_0001_01_000002", "w-0", "stderr", 4), ("container_1795306400786_0001_01_000002", "w-0", "stdout", 3)], found);
    }

    [Fact]
    public async Task Files_as_people_copy_them_are_told_by_how_they_look()
    {
        home.Write("driveroutput.000000000", "26/11/22 00:00:00 INFO Main: begins\n26/11/22 00:00:00 ERROR Ma");
        home.Write("driveroutput.000000001", "in: failed\njava.lang.IllegalStateException: in two parts\n\tat a.B.c(B.java:1)\n");
        home.Write("userlogs/application_1795306400786_0001/container_1795306400786_0001_01_000001/syslog", Npe);
        home.Write("app.json", """{"app":{"id":"application_1795306400786_0001","state":"FINISHED","finalStatus":"FAILED","diagnostics":"Task failed task_1795306400786_0001_m_000003\n"}}""");
        home.Write("job.py", "raise ValueError('of a program')\n");

        var story = await Story.GatherAsync(new() { Folder = home.Path });

        Assert.Contains(story.Troubles, trouble => trouble.Place is { Source: EvidenceSource.Driver, File: "driveroutput.000000000" } && trouble.Chain is [{ Message: "in two parts" }]);
        Assert.Contains(story.Troubles, trouble => trouble.Place is { Source: EvidenceSource.Container, File: "syslog", Container: "container_1795306400786_0001_01_000001", Step: "master 1" } && trouble.Chain is [{ Message: "nothing" }]);
        Assert.Contains(story.Troubles, trouble => trouble.Place.Source == EvidenceSource.Diagnostics && trouble.Text.StartsWith("Task failed", StringComparison.Ordinal));
        Assert.Equal([(EvidenceSource.Diagnostics, Outcome.Failed)], story.Endings.Select(ending => (ending.Source, ending.Outcome)));
        Assert.False(story.Tells("of a program"));
        Assert.Contains(story.Missing, missing => missing.StartsWith("no history and no event log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Histories_and_event_logs_are_found_whatever_they_are_called()
    {
        if (Story.Corpus is null) return;
        Directory.CreateDirectory(home.At("mine"));
        File.Copy(Directory.EnumerateFiles(Path.Combine(Story.Corpus, "bucket", "history"), "job_1795314636366_0126-*.jhist", SearchOption.AllDirectories).First(), home.At("mine/history.dat"));
        File.Copy(Path.Combine(Story.Corpus, "bucket", "spark-events", "nightly-etl", "application_1795314636366_0143"), home.At("mine/events.json"));
        File.Copy(Path.Combine(Story.Corpus, "bucket", "spark-events", "nightly-etl", "application_1795314636366_0165.snappy"), home.At("mine/application_1795314636366_0165.snappy"));

        var story = await Story.GatherAsync(new() { Folder = home.Path });

        Assert.Contains("task_1795314636366_0126_m_000003", story.OnPath());
        Assert.True(story.Tells("KeyError: 'XK'"));
        Assert.True(story.Tells("ZeroDivisionError: float division by zero"));
    }

    [Fact]
    public async Task A_folder_like_the_bucket_with_one_application_needs_no_more_words()
    {
        WriteLogs("c", 1);

        var story = await Story.GatherAsync(new() { Folder = home.Path });

        Assert.True(story.Tells("NullPointerException"));
    }

    [Theory]
    [InlineData("c", 2, "--application", "2 applications")]
    [InlineData("d", 1, "--client-id", "2 clients, c, d")]
    public async Task A_folder_like_the_bucket_with_several_jobs_asks_for_one(string client, int number, string option, string reason)
    {
        WriteLogs("c", 1);
        WriteLogs(client, number);

        var refused = await Assert.ThrowsAsync<CopiedLogsException>(() => Story.GatherAsync(new() { Folder = home.Path }));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains(option, refused.NextStep, StringComparison.Ordinal);
        Assert.True((await Story.GatherAsync(new() { Folder = home.Path, ClientId = "c", Applications = [new(1795306400786, 1)] })).Tells("NullPointerException"));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_refused() =>
        await Assert.ThrowsAsync<CopiedLogsException>(() => Story.GatherAsync(new() { Folder = home.At("none") }));

    [Fact]
    public async Task Links_are_not_followed()
    {
        if (OperatingSystem.IsWindows()) return;
        using var outside = new TempDir();
        outside.Write("stderr", Npe);
        outside.Write("in/stderr", Npe);
        File.CreateSymbolicLink(home.At("stderr"), outside.At("stderr"));
        Directory.CreateSymbolicLink(home.At("in"), outside.At("in"));

        var story = await Story.GatherAsync(new() { Folder = home.Path });

        Assert.Empty(story.Troubles);
    }

    private void WriteLogs(string client, int number)
    {
        var application = new YarnApplicationId(1795306400786, number);
        Directory.CreateDirectory(home.At($"logs/{client}/root/logs/{application}"));
        File.WriteAllBytes(home.At($"logs/{client}/root/logs/{application}/w-0_8041"), new TFileWriter().Write([new Log($"container_{application.Digits}_01_000001", "stderr", Npe)]));
    }

    private static IEnumerable<Log> Sorted(IEnumerable<Log> logs) => logs.OrderBy(log => log.Container, StringComparer.Ordinal).ThenBy(log => log.Type, StringComparer.Ordinal).ThenBy(log => log.Content, StringComparer.Ordinal);
}
