using Spydra.Failures;
using Spydra.Testing;

namespace Spydra.History.Causes;

public sealed class CauseRulesTests
{
    private static readonly HashSet<string> None = [];

    public static TheoryData<int> Rows => [.. Enumerable.Range(0, CauseRules.Table.Length)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_example_of_a_rule_is_read_as_its_cause(int row)
    {
        var rule = CauseRules.Table[row];
        var scan = TroubleScanner.Of(rule.Example, new EvidencePlace(EvidenceSource.Driver));

        var readings = (from trouble in scan.Troubles from carrier in new[] { Carrier.Unknown, Carrier.Master } select CauseRules.Read(trouble, carrier, None)).OfType<Sighting>().ToList();

        Assert.Contains(readings, reading => ReferenceEquals(reading.Rule, rule) || (reading.Cause == rule.Cause && reading.Weight >= rule.Weight));
        Assert.Contains(scan.Troubles.SelectMany(Clues), clue => rule.Find(clue) >= 0);
    }

    [Fact]
    public void Every_cause_of_the_table_has_a_rule_and_every_rule_a_cause()
    {
        var keys = CauseTable.All.Select(info => info.Key).ToHashSet(StringComparer.Ordinal);

        Assert.All(CauseRules.Table, rule => Assert.Contains(rule.Cause, keys));
        Assert.All(CauseRules.Table.SelectMany(rule => rule.Near), near => Assert.Contains(near, keys));
        Assert.Equal(["skew"], keys.Except(CauseRules.Table.Select(rule => rule.Cause)));
    }

    [Fact]
    public void The_causes_are_those_of_the_corpus_with_their_classes()
    {
        if (RepositoryFiles.Shared("hadoop-golden/causes.tsv") is not { } file) return;

        var expected = File.ReadLines(file).Skip(1).Select(line => line.Split('\t')).Select(row => (row[0], row[1])).Order();

        Assert.Equal(expected, CauseTable.All.Select(info => (info.Key, info.Class.ToString().ToLowerInvariant())).Order());
    }

    [Fact]
    public void The_page_of_the_causes_is_made_of_the_tables()
    {
        var page = RepositoryFiles.At("docs", "causes.md");
        if (Environment.GetEnvironmentVariable("SPYDRA_WRITE_DOCS") is not null) File.WriteAllText(page, CausesPage.Render());

        Assert.Equal(CausesPage.Render(), File.ReadAllText(page).ReplaceLineEndings("\n"));
    }

    private static IEnumerable<Clue> Clues(Trouble trouble) =>
        trouble.Chain.Select(link => new Clue(trouble, link, Carrier.Master)).Append(new Clue(trouble, null, Carrier.Master));
}
