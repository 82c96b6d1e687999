using Spydra.Failures;
using Spydra.History.Logs;
using Spydra.History.Sources;
using Spydra.Testing;

namespace Spydra.History.Causes;

public sealed class StoryCorpusTests
{
    [Fact]
    public async Task What_shows_the_cause_of_a_case_is_in_its_story_without_the_driver()
    {
        List<string> without = [];

        foreach (var row in Story.Cases().Where(row => row["application"] != "-" && row["where"].Split(',').Any(where => where is "history" or "events" or "container")))
            if (!(await Story.OfAsync(row)).Tells(row["evidence"])) without.Add($"{row["case"]}: {row["evidence"]}");

        Assert.Empty(without);
    }

    // The selection beside the tests, where the corpus is not.
    [Theory]
    [InlineData("Logs", "application_1795314636366_0100", "Too small maximum heap")]
    [InlineData("Spark", "application_1795314636366_0149", "UNRESOLVED_COLUMN")]
    [InlineData("Spark", "application_1795314636366_0165", "ZeroDivisionError: float division by zero")]
    public async Task A_part_of_an_archive_tells_its_part(string room, string application, string evidence)
    {
        var folder = RepositoryFiles.At("tests", "Spydra.History.Tests", room, "golden");

        var story = await Story.OfAsync(new FolderSource(room == "Logs" ? Path.Combine(folder, "3.3.6", "bucket") : folder), Story.Client, application);

        Assert.True(story.Tells(evidence));
        Assert.NotEmpty(story.Missing);
    }

    [Fact]
    public async Task Only_the_case_of_skew_has_a_straggler()
    {
        Dictionary<string, double?> stragglers = [];

        foreach (var row in Story.Cases().Where(row => row["application"] != "-"))
            foreach (var straggler in (await Story.OfAsync(row)).Stragglers) stragglers[row["case"]] = straggler.Share;

        if (Story.Corpus is null) return;
        Assert.Equal(["spark-skew"], stragglers.Keys);
        Assert.InRange(stragglers["spark-skew"]!.Value, 0.85, 1);
    }

    [Theory]
    [InlineData("mr-mixed-siblings", "task_1795314636366_0126_m_000003 attempt_1795314636366_0126_m_000003_0 application_1795314636366_0126")]
    [InlineData("spark-mixed-attempts", "task 3.0 in stage 0.0 task 3.1 in stage 0.0 task 3.2 in stage 0.0 stage 0.0 job 0 application_1795314636366_0143")]
    [InlineData("spark-container-memory", "task 0.0 in stage 0.0 executor 2 task 0.1 in stage 0.0 executor 4 stage 0.0 job 0 application_1795319143502_0001")]
    [InlineData("mr-am-xmx", "master 2")]
    [InlineData("mr-tolerated", "")]
    [InlineData("mr-fetch-rerun", "")]
    [InlineData("mr-map-memory", "application_1795314636366_0106")]
    public async Task The_end_hangs_on_what_the_source_says(string name, string path)
    {
        if (Story.Corpus is null) return;

        var story = await Story.OfAsync(name);

        Assert.Equal(path, string.Join(' ', story.OnPath()));
    }

    [Fact]
    public async Task Every_failed_task_of_a_story_that_hangs_on_one_leads_to_the_end()
    {
        foreach (var row in Story.Cases().Where(row => row["application"] != "-"))
        {
            var story = await Story.OfAsync(row);
            var steps = story.Steps.ToDictionary(step => step.Id, StringComparer.Ordinal);
            foreach (var step in story.Steps.Where(step => step is { IsOnPath: true, Kind: not StepKind.Application }))
            {
                var at = step;
                for (var hops = 0; hops < 10 && at.LeadsTo is { } next && steps.TryGetValue(next, out var found); hops++) at = found;
                Assert.True(at.Kind == StepKind.Application || steps.Values.All(each => each.Kind == StepKind.Master), $"{row["case"]}: {step.Id} ends in {at.Id}");
            }
        }
    }

    [Fact]
    public async Task The_offset_of_a_trouble_is_where_its_line_begins_and_where_the_log_is_opened()
    {
        var checkedLogs = 0;
        foreach (var row in Story.Cases().Where(row => row["application"] != "-"))
        {
            var source = new FolderSource(Path.Combine(Story.Corpus!, "bucket"));
            var story = await Story.OfAsync(row);
            foreach (var log in story.Troubles.Concat(story.LastLines).Where(trouble => trouble.Place.Source == EvidenceSource.Container).GroupBy(trouble => (trouble.Place.Container, trouble.Place.File)))
            {
                Assert.True(YarnApplicationId.TryParse(row["application"], out var id));
                var nodes = await LogFolders.OfClient(source, row["client_id"]).NodeFilesAsync(id, null, default).ToListAsync();
                var selection = new LogSelection { Containers = new HashSet<string> { log.Key.Container! }, Types = new HashSet<string> { log.Key.File! } };
                var whole = (await Reading.AllAsync(new AggregatedLogs(source).ReadAsync(nodes, selection, _ => { }, default)))[0].Content;
                foreach (var trouble in log) Assert.StartsWith(Bytes(trouble.Text), whole[(int)trouble.Offset!.Value..], StringComparison.Ordinal);

                var last = log.Last();
                var opened = await Reading.TextAsync(new AggregatedLogs(source).ReadAsync(nodes, selection, _ => { }, default), new LogFilter(Offset: last.Offset!.Value));
                var shown = System.Text.Encoding.Latin1.GetString(opened);
                Assert.StartsWith(Bytes(last.Text), shown[(shown.IndexOf("LogContents:\n", StringComparison.Ordinal) + "LogContents:\n".Length)..], StringComparison.Ordinal);
                checkedLogs++;
            }
        }

        if (Story.Corpus is not null) Assert.True(checkedLogs > 100);
    }

    /// <summary>A character for each byte. Of a line with bytes that are no UTF-8 what stands before the first of them.</summary>
    private static string Bytes(string text) => System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(text.Split('\uFFFD')[0]));
}
