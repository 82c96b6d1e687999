using System.Globalization;
using System.Text;
using Spydra.Failures;
using Spydra.History.Logs;
using Spydra.History.Sources;

namespace Spydra.History.Causes;

/// <summary>What is said of every job of the corpus. <c>Spydra.Benchmarks causes</c> prints the same by cause and by kind.</summary>
public sealed class GoldenCausesTests
{
    [Fact]
    public async Task The_cause_of_nineteen_of_twenty_jobs_comes_first_with_what_shows_it()
    {
        List<string> wrong = [];
        var all = 0;
        foreach (var row in Story.Cases())
        {
            all++;
            var said = await SaidAsync(row);
            var shown = said.Evidence.Select(evidence => evidence.Text).Append(said.Summary).Any(text => text.Contains(row["evidence"], StringComparison.Ordinal));
            if (!IsRight(row, said) || (row["cause"] is not "none" && !shown)) wrong.Add($"{row["case"]} is {row["cause"]}: {said.Cause}: {said.Summary}");
        }

        Assert.True(wrong.Count * 20 <= all, string.Join('\n', wrong));
    }

    [Fact]
    public async Task No_success_is_called_a_failure_however_much_of_it_is_known()
    {
        foreach (var row in Story.Cases().Where(row => row["cause"] == "none"))
            foreach (var (archive, driver) in new[] { (true, true), (true, false), (false, true) })
                if (row["application"] != "-" || driver) Assert.Contains((await SaidAsync(row, archive, driver)).Cause, new[] { "none", "skew" });
    }

    [Fact]
    public async Task An_answer_is_short_and_complete()
    {
        foreach (var row in Story.Cases())
        {
            var said = await SaidAsync(row);

            Assert.InRange(said.Evidence.Length, said.Cause == Diagnosis.None ? 0 : 1, 10);
            Assert.All(said.Evidence, evidence => Assert.InRange(evidence.Text.Length, 1, 400));
            Assert.InRange(said.Summary.Length, 1, 400);
            Assert.InRange(said.Confidence, 0.01, 1);
            if (said.Cause == Diagnosis.None) continue;
            Assert.NotEmpty(said.Next);
            Assert.NotEmpty(said.Path);
            Assert.Equal(said.Also.Length, said.Also.Select(other => other.Cause).Append(said.Cause).Distinct(StringComparer.Ordinal).Count() - 1);
        }
    }

    [Fact]
    public async Task The_offset_of_evidence_opens_the_line_that_is_shown()
    {
        var opened = 0;
        foreach (var row in Story.Cases())
        {
            foreach (var evidence in (await SaidAsync(row)).Evidence.Where(evidence => evidence is { Offset: not null, Source: EvidenceSource.Driver or EvidenceSource.Container }))
            {
                var text = evidence.Source == EvidenceSource.Driver ? await File.ReadAllBytesAsync(DriverOf(row)) : await LogAsync(row, evidence);
                var line = Encoding.UTF8.GetString(text.AsSpan((int)evidence.Offset!.Value, Math.Min(8000, text.Length - (int)evidence.Offset.Value))).Split('\n')[0];
                Assert.True(Begin(evidence.Text).Split(": ").All(part => line.Contains(part, StringComparison.Ordinal)), string.Create(CultureInfo.InvariantCulture, $"{row["case"]}, byte {evidence.Offset}: '{line}' is not '{evidence.Text}'"));
                opened++;
            }
        }

        if (Story.Corpus is not null) Assert.True(opened > 80, $"{opened}");
    }

    /// <summary>What is said of failures whose rules are not there may be little, but not wrong with confidence: an exception is still one.</summary>
    [Fact]
    public async Task Without_its_rules_a_cause_is_unknown_or_its_neighbour()
    {
        string[] general = ["java_exception", "python_exception", "script_exit", Diagnosis.Unknown];
        List<string> wrong = [];
        foreach (var row in Story.Cases().Where(row => row["cause"] is not ("none" or "unknown")))
        {
            var said = CauseFinder.Of(await StoryAsync(row, archive: true, driver: true), new HashSet<string>(StringComparer.Ordinal) { row["cause"] });
            var near = CauseRules.Table.Where(rule => rule.Cause == row["cause"]).SelectMany(rule => rule.Near).Concat(CauseRules.Table.Where(rule => rule.Near.Contains(row["cause"])).Select(rule => rule.Cause));
            if (said.Confidence >= 0.6 && said.Cause != Diagnosis.None && !general.Contains(said.Cause) && !near.Contains(said.Cause) && !row["also"].Split(',').Contains(said.Cause)) wrong.Add($"{row["case"]} is {row["cause"]}: {said.Cause} {said.Confidence}");
        }

        Assert.True(wrong.Count <= 4, string.Join('\n', wrong));
    }

    private static bool IsRight(IReadOnlyDictionary<string, string> row, Diagnosis said) => said.Cause == row["cause"] || row["also"].Split(',').Contains(said.Cause);

    private static async Task<Diagnosis> SaidAsync(IReadOnlyDictionary<string, string> row, bool archive = true, bool driver = true) => CauseFinder.Of(await StoryAsync(row, archive, driver));

    private static Task<FailureStory> StoryAsync(IReadOnlyDictionary<string, string> row, bool archive, bool driver) => Story.GatherAsync(new CauseQuestion
    {
        Archive = archive && row["application"] != "-" ? new FolderSource(Path.Combine(Story.Corpus!, "bucket")) : null,
        ClientId = row["client_id"],
        Applications = archive && YarnApplicationId.TryParse(row["application"], out var id) ? [id] : [],
        Driver = driver ? new DriverText("driver.txt", _ => Task.FromResult<Stream>(File.OpenRead(DriverOf(row)))) : null,
    });

    private static string DriverOf(IReadOnlyDictionary<string, string> row) => Path.Combine(Story.Corpus!, "failures", row["case"], "driver.txt");

    private static async Task<byte[]> LogAsync(IReadOnlyDictionary<string, string> row, DiagnosisEvidence evidence)
    {
        var source = new FolderSource(Path.Combine(Story.Corpus!, "bucket"));
        Assert.True(YarnApplicationId.TryParse(row["application"], out var id));
        var nodes = await LogFolders.OfClient(source, row["client_id"]).NodeFilesAsync(id, null, default).ToListAsync();
        var selection = new LogSelection { Containers = new HashSet<string> { evidence.Container! }, Types = new HashSet<string> { evidence.File! } };
        return Encoding.Latin1.GetBytes((await Reading.AllAsync(new AggregatedLogs(source).ReadAsync(nodes, selection, _ => { }, default)))[0].Content);
    }

    /// <summary>What of a shown line must stand in the log: not where it was cut, nor what was put together from two lines.</summary>
    private static string Begin(string text) => text.Split(" / ")[0].Trim('.')[..Math.Min(60, text.Split(" / ")[0].Trim('.').Length)].Replace('\uFFFD', '\t').Split('\t')[0].TrimEnd();
}
