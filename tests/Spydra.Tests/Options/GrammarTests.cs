using Spydra.Options;
using Spydra.Testing;

namespace Spydra.Tests.Options;

public sealed class GrammarTests
{
    [Theory]
    [InlineData("30m", "1800s")]
    [InlineData("3600", "3600s")]
    [InlineData(" 60 ", "60s")]
    [InlineData("1.5h", "5400s")]
    [InlineData("1,5h", "5400s")]
    [InlineData("3d6h", "280800s")]
    [InlineData("1W", "604800s")]
    [InlineData("P1D", "86400s")]
    [InlineData("P2M", "5259488s")]
    [InlineData("PT2M", "120s")]
    [InlineData("p1dt1h", "90000s")]
    [InlineData("PT", "0s")]
    [InlineData("P0", "0s")]
    [InlineData("90.5s", "90.5s")]
    [InlineData("1.23456s", "1.2346s")]
    [InlineData("1500ms", "1.5s")]
    [InlineData("365d", "31536000s")]
    public void Durations_are_sent_as_gcloud_sends_them(string text, string wire)
    {
        Assert.Null(DurationText.Parse(text, out var duration));
        Assert.Equal(wire, duration.Wire);
    }

    [Theory]
    [InlineData("90x", "has the unknown unit 'X'")]
    [InlineData("abc", "has the unit 'A' without a number before it")]
    [InlineData("1mo", "has the unit 'O' without a number before it")]
    [InlineData("10 m", "has the unknown unit ' '")]
    [InlineData("1.5", "ends with \"1.5\" without a unit")]
    [InlineData("1h30", "ends with \"30\" without a unit")]
    [InlineData("1.2.3s", "has \"1.2.3\", which is not a number")]
    [InlineData("PT1HT1M", "has two 'T'")]
    public void What_is_no_duration_is_refused(string text, string fault) => Assert.Equal(fault, DurationText.Parse(text, out _));

    [Theory]
    [InlineData("2030-01-01T00:00:00Z", "2030-01-01T00:00:00.000Z")]
    [InlineData("2030-06-15T12:30:00.250Z", "2030-06-15T12:30:00.250Z")]
    [InlineData("2030-06-15T12:30:00.2506Z", "2030-06-15T12:30:00.251Z")]
    [InlineData("2030-06-15T12:30:00+02:00", "2030-06-15T12:30:00.000+02:00")]
    [InlineData("2030-06-15 12:30-0330", "2030-06-15T12:30:00.000-03:30")]
    [InlineData("2030-06-15", "2030-06-15T00:00:00.000Z")]
    [InlineData("2030-06-15 08:00", "2030-06-15T08:00:00.000Z")]
    [InlineData("15 Jun 2030 8:05 PM", "2030-06-15T20:05:00.000Z")]
    [InlineData("June 15, 2030", "2030-06-15T00:00:00.000Z")]
    [InlineData("10:30", "2026-11-22T10:30:00.000Z")]
    [InlineData("2h", "2026-11-22T02:00:00.000Z")]
    [InlineData("90m", "2026-11-22T11:30:00.000Z")]
    [InlineData("5d", "2026-11-27T10:00:00.000Z")]
    [InlineData("+2h", "2026-11-22T12:00:00.000Z")]
    [InlineData("+P1D", "2026-11-23T10:00:00.000Z")]
    [InlineData("-1d", "2026-11-21T10:00:00.000Z")]
    [InlineData("P1M", "2026-12-22T10:00:00.000Z")]
    [InlineData("2030-06-15T12:30:00.9996Z", "2030-06-15T12:30:00.999Z")]
    [InlineData("2030-06-15T12", "2030-06-15T12:00:00.000Z")]
    [InlineData("2030-06-15T12:30:00+02", "2030-06-15T12:30:00.000+02:00")]
    [InlineData("2030-06-15T12:30:00+25:00", null)]
    [InlineData("15/06/2030", "2030-06-15T00:00:00.000Z")]
    [InlineData("15th of June 2030 at 10:00", "2030-06-15T10:00:00.000Z")]
    [InlineData("June 2030", "2030-06-22T00:00:00.000Z")]
    [InlineData("Jun 15", "2026-06-15T00:00:00.000Z")]
    [InlineData("Fri 10:00", "2026-11-27T10:00:00.000Z")]
    [InlineData("10 pm", "2026-11-22T22:00:00.000Z")]
    [InlineData("+90", null)]
    [InlineData("tomorrowish", null)]
    [InlineData("30", null)]
    [InlineData("2030-13-01", null)]
    [InlineData("", null)]
    public void Instants_are_read_as_gcloud_reads_them(string text, string? expected) =>
        Assert.Equal(expected, InstantText.Parse(text, new ManualTimeProvider()));

    [Theory]
    [InlineData("500GB", 500)]
    [InlineData("1TB", 1024)]
    [InlineData("100", 100)]
    [InlineData("15360MB", 15)]
    [InlineData("1.5TB", 1536)]
    [InlineData("15GiB", 15)]
    [InlineData("100gb", 100)]
    [InlineData("100G", 100)]
    [InlineData("20480mib", 20)]
    [InlineData("10737418240B", 10)]
    public void Sizes_are_powers_of_1024(string text, long gigabytes)
    {
        Assert.Null(SizeText.Parse(text, out var bytes));
        Assert.Equal(gigabytes * SizeText.Gigabyte, bytes);
    }

    [Theory]
    [InlineData("500XB")]
    [InlineData("-1GB")]
    [InlineData("0.03TB")]
    [InlineData("1.5B")]
    [InlineData("10 GB")]
    [InlineData("GB")]
    [InlineData("1GBB")]
    [InlineData("99999999999999999999999999999999GB")]
    public void What_is_no_size_is_refused(string text) => Assert.NotNull(SizeText.Parse(text, out _));

    [Theory]
    [InlineData("a,b", "a|b")]
    [InlineData("x,,y", "x||y")]
    [InlineData("x,y,", "x|y")]
    [InlineData(" x , y ", " x | y ")]
    [InlineData("^;^a=b;c,d", "a=b|c,d")]
    [InlineData("^@@^a@@b,c", "a|b,c")]
    [InlineData("^", "^")]
    [InlineData("^x", "^x")]
    [InlineData("a^b^c", "a^b^c")]
    public void Lists_are_split_as_gcloud_splits_them(string text, string expected)
    {
        Assert.Null(OptionText.Split(text, ",", out var items));
        Assert.Equal(expected, string.Join('|', items));
    }

    [Theory]
    [InlineData("2", 2L)]
    [InlineData("+4", 4L)]
    [InlineData(" -3 ", -3L)]
    [InlineData("1_0", 10L)]
    [InlineData("\u0663", 3L)]
    [InlineData("1.5", null)]
    [InlineData("_1", null)]
    [InlineData("1__0", null)]
    [InlineData("", null)]
    [InlineData("+", null)]
    public void Whole_numbers_are_read_as_python_reads_them(string text, long? expected) =>
        Assert.Equal(expected, Grammars.TryInteger(text, out var number) ? number : null);

    [Theory]
    [InlineData("a", "b", true)]
    [InlineData("k", "", true)]
    [InlineData("\u00e9a", "\u00fc-1_", true)]
    [InlineData("\u043a\u043b\u044e\u0447", "\u6f22", true)]
    [InlineData("A", "b", false)]
    [InlineData("1a", "b", false)]
    [InlineData("a", "B", false)]
    [InlineData("a", "b=c", false)]
    [InlineData("", "b", false)]
    public void Labels_are_lowercase_letters_of_any_script(string key, string value, bool right) =>
        Assert.Equal(right, Grammars.LabelFault(key, value) is null);

    [Fact]
    public void Labels_have_at_most_63_characters()
    {
        Assert.Null(Grammars.LabelFault(new string('a', 63), new string('b', 63)));
        Assert.NotNull(Grammars.LabelFault(new string('a', 64), ""));
        Assert.NotNull(Grammars.LabelFault("a", new string('b', 64)));
    }

    [Theory]
    [InlineData("num-work", "num-workers")]
    [InlineData("NUM-WORKERS", "num-workers")]
    [InlineData("num_workers", "num-workers")]
    [InlineData("nmu-workers", "num-workers")]
    [InlineData("no-such-flag", null)]
    public void The_nearest_name_comes_first(string name, string? expected) =>
        Assert.Equal(expected, NearestNames.Of(name, ClusterOptions.Table.Names).FirstOrDefault());

    [Fact]
    public void Every_row_has_a_help_line_and_a_place_or_a_reason_for_none()
    {
        var rows = ClusterOptions.Table.Rows.Concat(SubmitOptions.JobTypes.SelectMany(type => SubmitOptions.For(type).Rows)).ToList();

        Assert.All(rows, row => Assert.Matches("^([A-Z]|gcloud |user:).*\\.$", row.Help));
        Assert.All(rows, row => Assert.DoesNotContain("|", row.Help, StringComparison.Ordinal));
        Assert.All(ClusterOptions.Table.Rows, row => Assert.Same(row, ClusterOptions.Table.Find(row.Name)));
    }

    [Fact]
    public void A_name_of_a_job_option_has_one_shape_and_merge_rule_in_all_types()
    {
        var rows = SubmitOptions.JobTypes.SelectMany(type => SubmitOptions.For(type).Rows).GroupBy(row => row.Name, StringComparer.Ordinal);

        Assert.All(rows, same => Assert.Single(same.Select(row => (row.Shape, row.Merge, row.Negatable)).Distinct()));
    }

    [Fact]
    public void The_options_that_add_up_are_those_of_the_original()
    {
        var adding = ClusterOptions.Table.Rows.Concat(SubmitOptions.JobTypes.SelectMany(type => SubmitOptions.For(type).Rows))
            .Where(row => row.Merge != MergeRule.Replace).Select(row => row.Name).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(["files", "initialization-actions", "jars", "labels", "metadata", "properties", "scopes", "tags"], adding);
    }

    [Fact]
    public void Every_exclusive_and_derived_name_is_a_row() => Assert.All(
        ClusterOptions.Table.Exclusive.SelectMany(group => group.Sides).SelectMany(side => side),
        name => Assert.NotNull(ClusterOptions.Table.Find(name)));
}
