using System.Text;
using Spydra.Cli.Reporting;
using Spydra.Events;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

/// <summary>The lines about files that are being staged.</summary>
public sealed class ConsoleReporterTests : IDisposable
{
    private readonly MemoryStream screen = new();
    private readonly ManualTimeProvider clock = new();

    public void Dispose() => screen.Dispose();

    [Fact]
    public void In_a_log_a_file_has_a_line_when_it_begins_and_one_when_it_is_there()
    {
        Tell(isLive: false, new RunEvent.FileStaging("lib.jar", "gs://b/lib.jar", 12_345_678), Progress(seconds: 2), new RunEvent.FileStaged("lib.jar", "gs://b/lib.jar", 12_345_678, TimeSpan.FromSeconds(3)));

        Assert.Equal(
            ["staging lib.jar (12,345,678 bytes) to gs://b/lib.jar", "staged lib.jar: 12,345,678 bytes in 3.0 s"], Lines());
    }

    [Fact]
    public void In_a_log_a_long_upload_has_a_line_every_ten_seconds_and_no_more()
    {
        Tell(isLive: false, [.. Enumerable.Range(1, 25).Select(Progress)]);

        Assert.Equal(["staging: 10 % of 300.0 MB, 3.0 MB/s", "staging: 20 % of 300.0 MB, 3.0 MB/s"], Lines());
    }

    [Fact]
    public void A_person_sees_how_far_it_is_and_how_fast_on_the_live_line()
    {
        Tell(isLive: true, [.. Enumerable.Range(1, 25).Select(Progress)]);

        var shown = Encoding.UTF8.GetString(screen.ToArray());
        Assert.Contains("staging: 25 % of 300.0 MB, 3.0 MB/s", shown);
        Assert.DoesNotContain('\n', shown);
    }

    [Fact]
    public void Of_the_log_of_a_cluster_the_last_twenty_lines_are_shown_below_its_address_and_no_secret()
    {
        Tell(isLive: false, new RunEvent.ClusterLogFound("c", "gs://b/log", [.. Enumerable.Range(1, 24).Select(line => $"line {line}"), "curl --password hunter2"]));

        var shown = Encoding.UTF8.GetString(screen.ToArray()).Split('\n');
        Assert.EndsWith("the end of gs://b/log:", shown[0], StringComparison.Ordinal);
        Assert.Equal([.. Enumerable.Range(6, 19).Select(line => $"                      line {line}"), "                      curl --password ***", ""], shown[1..]);
    }

    [Fact]
    public void What_of_a_job_cannot_be_read_any_more_is_named_and_what_was_not_moved_is_told()
    {
        Tell(isLive: false, new RunEvent.Archived("gs://b/m.json", 7, ["the logs of c_1", "the end of gs://b/x"]), new RunEvent.Archived("gs://b/m.json", 9, []) { Unmoved = ["gs://b/h was not moved yet"] });

        Assert.Equal(
            ["NOT ARCHIVED, and gone with the cluster: the logs of c_1; the end of gs://b/x", "archived: 9 objects, listed in gs://b/m.json; gs://b/h was not moved yet"], Lines());
    }

    [Fact]
    public void The_result_says_of_the_archive_what_is_missing_and_where_the_rest_is_listed()
    {
        var record = new RunRecord(clock);
        record.On(new RunEvent.Archived("gs://b/m.json", 7, ["the logs of c_1"]) { Unmoved = ["gs://b/h"] });

        var archive = record.ToJson(0, Conclusion.Good)["archive"]!;

        Assert.Equal("""{"complete":false,"manifest":"gs://b/m.json","objects":7,"missing":["the logs of c_1"],"unmoved":["gs://b/h"]}""", archive.ToJsonString());
    }

    private static RunEvent Progress(int seconds) => new RunEvent.StagingProgress(seconds * 3_000_000L, 300_000_000, TimeSpan.FromSeconds(seconds));

    private void Tell(bool isLive, params RunEvent[] events)
    {
        using var terminal = new Terminal(screen, screen, isLive);
        using var reporter = new ConsoleReporter(terminal, new RunRecord(clock), outputToError: false, clock);
        foreach (var told in events) reporter.On(told);
    }

    /// <summary>What the lines say after the time.</summary>
    private string[] Lines() =>
        [.. Encoding.UTF8.GetString(screen.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[(line.IndexOf(" s  ", StringComparison.Ordinal) + 4)..])];
}
