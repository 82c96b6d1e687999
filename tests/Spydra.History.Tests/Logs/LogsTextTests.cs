using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace Spydra.History.Logs;

public sealed class LogsTextTests
{
    private const string Container = "container_1795306400786_0001_01_000001";

    [Fact]
    public async Task A_log_prints_with_its_head_and_its_end_in_the_zone_of_the_reader()
    {
        using var text = new MemoryStream();
        var zone = TimeZoneInfo.CreateCustomTimeZone("here", TimeSpan.FromMinutes(-570), null, null);

        var count = await new LogsText(text, zone, LogFilter.None).WriteAsync(Logs(new Log(Container, "stdout", "one\ntwo"), new Log(Container, "stderr", "")), CancellationToken.None);

        Assert.Equal(2, count);
        Assert.Equal("""
            Container: container_1795306400786_0001_01_000001 on node_1
            LogAggregationType: AGGREGATED
            ===========================================================
            LogType:stdout
            LogLastModifiedTime:Sat Nov 21 14:44:29 -0930 2026
            LogLength:7
            LogContents:
            one
            two
            End of LogType:stdout
            ***********************************************************************

            Container: container_1795306400786_0001_01_000001 on node_1
            LogAggregationType: AGGREGATED
            ===========================================================
            LogType:stderr
            LogLastModifiedTime:Sat Nov 21 14:44:29 -0930 2026
            LogLength:0
            LogContents:

            End of LogType:stderr
            ***********************************************************************


            """.ReplaceLineEndings("\n"), Encoding.UTF8.GetString(text.ToArray()));
    }

    [Theory]
    [InlineData("a\nb\nc\n", 2, "b\nc\n")]
    [InlineData("a\nb\nc", 2, "b\nc")]
    [InlineData("a\n\n\n", 2, "\n\n")]
    [InlineData("a", 5, "a")]
    [InlineData("a\nb", 0, "")]
    [InlineData("", 3, "")]
    public async Task The_tail_is_the_last_lines_as_people_count_them(string log, int lines, string expected) =>
        Assert.Equal(expected, await LeftAsync(log, new LogFilter(Tail: lines)));

    [Theory]
    [InlineData("a1\nb\na2\r\n", "a.$", null, "a1\na2\r\n")]
    [InlineData("a1\nb\na2\na3", "a", 2, "a2\na3")]
    [InlineData("\xff\xfe error\n", "^.. error$", null, "\xff\xfe error\n")]
    [InlineData("a\n\nb\n", "^$", null, "\n")]
    public async Task Grep_leaves_the_lines_that_match_as_they_are(string log, string pattern, int? lines, string expected) =>
        Assert.Equal(expected, await LeftAsync(log, new LogFilter(lines, LogFilter.Expression(pattern))));

    [Fact]
    public async Task A_log_without_a_match_prints_nothing_at_all() => Assert.Null(await LeftAsync("a\nb\n", new LogFilter(Grep: LogFilter.Expression("c"))));

    [Fact]
    public async Task A_line_over_a_megabyte_is_matched_piece_by_piece()
    {
        var log = "first\n" + new string('x', 1_500_000) + "needle" + new string('y', 1_500_000) + "\nlast needle\n";

        var left = await LeftAsync(log, new LogFilter(Grep: LogFilter.Expression("needle")));

        Assert.Equal(string.Concat(log.AsSpan(6 + (1 << 20), 1 << 20), "\nlast needle\n"), left);
    }

    [Fact]
    public void Any_lines_are_left_as_they_would_be_one_by_one_however_they_are_cut()
    {
        var texts = Gen.Elements("ab\n\n".ToCharArray()).ArrayOf().ToArbitrary();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(texts, Gen.Choose(1, 9).ToArbitrary(), Gen.Choose(0, 6).ToArbitrary(), (text, chunk, lines) =>
        {
            var log = new string(text);
            var expected = string.Concat(Lines(log).Where(line => Regex.IsMatch(line.TrimEnd('\n'), "a")).TakeLast(lines));

            var left = LeftAsync(log, new LogFilter(lines, LogFilter.Expression("a")), chunk).GetAwaiter().GetResult();

            return expected == (left ?? "");
        }));
    }

    [Fact]
    public async Task A_tail_of_many_lines_keeps_eight_megabytes_of_them()
    {
        var line = new string('z', 99_999) + "\n";
        var log = string.Concat(Enumerable.Repeat(line, 120));

        var left = await LeftAsync(log, new LogFilter(Tail: 1000));

        Assert.Equal(log[^TailBuffer.Most..], left);
    }

    [Fact]
    public void A_pattern_that_would_take_for_ever_is_refused_or_does_not() =>
        Assert.DoesNotMatch(LogFilter.Expression("^(a+)+$"), new string('a', 50_000) + "b");

    [Fact]
    public async Task Json_has_one_object_a_line_with_the_contents_as_text()
    {
        var content = string.Concat(Enumerable.Repeat("\xc3\xa9\xf0\x9f\x98\x80\"\n", 20_000)) + "\xff\xe2\x82";
        using var text = new MemoryStream();

        var count = await new LogsJson(text, LogFilter.None).WriteAsync(Logs(new Log(Container, "stdout", content), new Log(Container, "stderr", "")), CancellationToken.None);

        var lines = Encoding.UTF8.GetString(text.ToArray()).Split('\n');
        Assert.Equal((2, 3), (count, lines.Length));
        var log = JsonNode.Parse(lines[0])!.AsObject();
        Assert.Equal(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(content)), (string?)log["contents"]);
        Assert.Equal(
            $$"""{"application":"application_1795306400786_0001","user":"root","node":"node_1","container":"{{Container}}","log_type":"stderr","length":0,"last_modified":"2026-11-22T00:14:29.000Z","contents":""}""",
            lines[1]);
        Assert.Equal("", lines[2]);
    }

    [Fact]
    public async Task Json_of_a_damaged_log_says_why_it_ends()
    {
        var file = new TFileWriter().Write([new Log(Container, "stdout", new string('x', 100))]);
        using var text = new MemoryStream();

        await new LogsJson(text, new LogFilter(Tail: 1)).WriteAsync(Reading.Logs(new MemorySource { ["node_1"] = file[..150] }, [Reading.Node("node_1")], report: _ => { }), CancellationToken.None);

        var log = JsonNode.Parse(text.ToArray())!;
        Assert.StartsWith("xx", (string?)log["contents"], StringComparison.Ordinal);
        Assert.StartsWith("gs://bucket/node_1, byte 150: expected ", (string?)log["damage"], StringComparison.Ordinal);
    }

    private static IEnumerable<string> Lines(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found + 1 : text.Length;
            yield return text[at..end];
            at = end;
        }
    }

    private static IAsyncEnumerable<LogFile> Logs(params Log[] logs) => Logs(1 << 20, logs);

    private static IAsyncEnumerable<LogFile> Logs(int chunk, params Log[] logs) =>
        Reading.Logs(new MemorySource { ["node_1"] = new TFileWriter(chunkSize: chunk).Write(logs) }, [Reading.Node("node_1")]);

    /// <summary>What is printed of the log between its head and its end; null if it is not printed.</summary>
    private static async Task<string?> LeftAsync(string log, LogFilter filter, int chunk = 1 << 20)
    {
        var text = Encoding.Latin1.GetString(await Reading.TextAsync(Logs(chunk, new Log(Container, "stdout", log)), filter));
        if (text.Length == 0) return null;
        var begin = text.IndexOf("LogContents:\n", StringComparison.Ordinal) + "LogContents:\n".Length;
        return text[begin..text.LastIndexOf("\nEnd of LogType:", StringComparison.Ordinal)];
    }
}
