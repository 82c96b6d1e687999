using Spydra.Failures;

namespace Spydra.History.Causes;

/// <summary>The cause of one text alone, over what failing jobs print in public; texts.md says how the texts were collected.</summary>
public sealed class TextCorpusTests(ITestOutputHelper output)
{
    private const double Confident = 0.6;

    [Theory]
    [InlineData("learn", 0.95)]
    [InlineData("held", 0.85)]
    public void The_cause_of_a_text_is_found(string set, double share)
    {
        var rows = CauseText.All.Where(row => row.Set == set && row.Cause != CauseText.Noise).ToList();

        var wrong = Wrong(rows, Outcome.Failed, (row, said) => row.IsRight(said.Cause));

        output.WriteLine($"{set}: {rows.Count - wrong.Count} of {rows.Count} right ({(rows.Count - wrong.Count) * 100.0 / rows.Count:0.0} %)");
        Assert.InRange(rows.Count - wrong.Count, rows.Count * share, rows.Count);
    }

    [Theory]
    [InlineData("learn", 0.95)]
    [InlineData("held", 0.85)]
    public void Noise_is_no_cause_of_a_failure(string set, double share)
    {
        var rows = CauseText.All.Where(row => row.Set == set && row.Cause == CauseText.Noise).ToList();

        var wrong = Wrong(rows, Outcome.Failed, (_, said) => said.Cause == Diagnosis.Unknown || said.Confidence < Confident);

        output.WriteLine($"{set}: {rows.Count - wrong.Count} of {rows.Count} named no cause");
        Assert.InRange(rows.Count - wrong.Count, rows.Count * share, rows.Count);
    }

    [Fact]
    public void A_job_that_succeeded_did_not_fail_whatever_it_printed() =>
        Assert.Empty(Wrong(CauseText.All.Where(row => row.Source != EvidenceSource.Diagnostics), Outcome.Succeeded, (_, said) => said.Cause == Diagnosis.None));

    [Fact]
    public void Each_cause_that_is_printed_has_texts_in_both_sets() =>
        Assert.All(CauseTable.All.Select(info => info.Key).Where(cause => cause is not ("skew" or Diagnosis.None)).Append(CauseText.Noise), cause =>
        {
            Assert.InRange(CauseText.All.Count(row => row.Cause == cause), 5, int.MaxValue);
            Assert.Contains(CauseText.All, row => row.Cause == cause && row.Set == "held");
        });

    private List<CauseText> Wrong(IEnumerable<CauseText> rows, Outcome end, Func<CauseText, Diagnosis, bool> isRight)
    {
        var wrong = rows.Select(row => (Row: row, Said: CauseFinder.Of(row.Story(end)))).Where(each => !isRight(each.Row, each.Said)).ToList();
        foreach (var each in wrong.GroupBy(each => (each.Row.Cause, Said: each.Said.Cause)).OrderByDescending(group => group.Count()).ThenBy(group => group.Key))
            output.WriteLine($"{each.Key.Cause} -> {each.Key.Said}: {each.Count()}");
        // What is held must not be seen by who writes rules.
        foreach (var (row, said) in wrong.Where(each => each.Row.Set == "learn"))
            output.WriteLine($"{row.Set} {row.Id} ({row.Source}, {row.Story(end).Troubles.Length} troubles): {row.Cause}, but {said.Cause} {said.Confidence:0.00} was said: {said.Summary}\n    {row.Text.ReplaceLineEndings("\n    ")}");
        return [.. wrong.Select(each => each.Row)];
    }
}
