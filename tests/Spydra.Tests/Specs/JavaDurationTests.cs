using Spydra.Specs;

namespace Spydra.Tests.Specs;

public sealed class JavaDurationTests
{
    [Theory]
    [InlineData("P1D", 86400)]
    [InlineData("PT12H", 43200)]
    [InlineData("pt1h30m", 5400)]
    [InlineData("P2DT3H4M5.9S", 183845.9)]
    [InlineData("P366D", 31622400)]
    [InlineData("P36500D", 3153600000)]
    [InlineData("P99999999999999999999D", 9e11)]
    public void A_day_is_24_hours_however_many_there_are(string text, double seconds) => Assert.Equal(seconds, JavaDuration.Parse(text)!.Value.TotalSeconds);

    [Theory]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1W")]
    [InlineData("P1Y")]
    [InlineData("12h")]
    [InlineData("600")]
    public void What_java_does_not_read_is_left_to_gclouds_grammar(string text) => Assert.Null(JavaDuration.Parse(text));

    [Theory]
    [InlineData("P366D", 31622400)]
    [InlineData("12h", 43200)]
    [InlineData("600", 600)]
    public void The_age_of_a_pool_is_read_as_java_reads_it(string age, double seconds) => Assert.Equal(seconds, SpecFolder.Load(
        SpecFolder.Job, $$$"""{"pooling": {"limit": 2, "max_age": "{{{age}}}"}}""").Pooling!.MaxAge.TotalSeconds);
}
