using System.Text;
using Spydra.Failures;
using Spydra.Testing;

namespace Spydra.Tests.Failures;

/// <summary>The function from evidence to class, over real error texts; tests/Spydra.Tests/Failures/corpus.md says how they were collected.</summary>
public sealed class FailureCorpusTests(ITestOutputHelper output)
{
    private static readonly FailureClass[] Platform = [FailureClass.Capacity, FailureClass.Cluster, FailureClass.Unreachable];

    [Fact]
    public void At_least_95_of_100_real_texts_get_their_class()
    {
        var wrong = Decided().Where(row => row.Decided != row.Row.Expected).ToList();
        foreach (var (row, decided, rule) in wrong) output.WriteLine($"{row.Set} {row.Id}: {row.Expected}, but {rule} says {decided}: {row.Text}");
        output.WriteLine(Matrix("learn"));
        output.WriteLine(Matrix("held"));
        output.WriteLine(Matrix("fresh"));

        Assert.InRange(CorpusRow.All.Count, 200, int.MaxValue);
        Assert.All(Enum.GetValues<FailureClass>(), failure => Assert.Contains(CorpusRow.All, row => row.Expected == failure));
        Assert.InRange(wrong.Count, 0, CorpusRow.All.Count * 5 / 100);
    }

    [Fact]
    public void No_failure_of_an_application_is_called_one_that_a_retry_would_mend() =>
        Assert.DoesNotContain(Decided(), row => row.Row.Expected == FailureClass.Application && Platform.Contains(row.Decided));

    [Fact]
    public void Each_cause_is_one_short_line_and_each_has_something_to_do() =>
        Assert.All(CorpusRow.All.Select(row => FailureClasses.Of(row.Evidence())!), verdict =>
        {
            Assert.InRange(verdict.Cause.Length, 5, 400);
            Assert.InRange(verdict.WhatToDo.Length, 20, 400);
            Assert.DoesNotContain(verdict.Cause + verdict.WhatToDo, char.IsControl);
        });

    [Theory]
    [InlineData("learn")]
    [InlineData("held")]
    [InlineData("fresh")]
    public void The_page_shows_the_matrix_as_it_is(string set) =>
        Assert.Contains(Matrix(set), File.ReadAllText(RepositoryFiles.At("docs", "failures.md")).ReplaceLineEndings("\n"), StringComparison.Ordinal);

    [Fact]
    public void The_page_names_each_rule_in_its_order()
    {
        var rows = File.ReadAllText(RepositoryFiles.At("docs", "failures.md")).ReplaceLineEndings("\n").Split('\n')
            .SkipWhile(line => !line.StartsWith("| rule |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')).Select(cells => (cells[1].Trim(), cells[3].Trim()));

        Assert.Equal(FailureClasses.Rules.Select(rule => (rule.Name, Word(rule.Class))), rows);
    }

    private static IEnumerable<(CorpusRow Row, FailureClass Decided, string Rule)> Decided() =>
        CorpusRow.All.Select(row => (row, FailureClasses.Of(row.Evidence())!)).Select(pair => (pair.row, pair.Item2.Class, pair.Item2.Rule));

    /// <summary>Rows: what it should be; columns: what was decided.</summary>
    private static string Matrix(string set)
    {
        var classes = Enum.GetValues<FailureClass>();
        var decided = Decided().Where(row => row.Row.Set == set).ToList();
        var right = decided.Count(row => row.Row.Expected == row.Decided);
        var text = new StringBuilder($"| {set}: {right} of {decided.Count} right | {string.Join(" | ", classes.Select(Word))} |\n|{string.Concat(Enumerable.Repeat("---|", classes.Length + 1))}\n");
        foreach (var expected in classes)
            text.Append($"| {Word(expected)} |").AppendJoin("", classes.Select(column => decided.Count(row => row.Row.Expected == expected && row.Decided == column)).Select(count => count == 0 ? "  |" : $" {count} |")).Append('\n');
        return text.ToString();
    }

    private static string Word(FailureClass failure) => failure == FailureClass.TimeLimit ? "time limit" : failure.ToString().ToLowerInvariant();
}
