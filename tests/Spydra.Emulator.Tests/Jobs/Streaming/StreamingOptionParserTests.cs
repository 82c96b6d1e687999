using Spydra.Emulator.Jobs.Streaming.Options;

namespace Spydra.Emulator.Tests.Jobs.Streaming;

public sealed class StreamingOptionParserTests
{
    [Fact]
    public void Generic_options_come_first_in_either_spelling()
    {
        var parsed = StreamingOptionParser.Parse(
            ["-D", "a=1", "-Db=2=3", "-files", "x.py,y.py#z", "-archives", "l.zip", "-libjars", "j.jar", "-input", "in", "-output", "out"]);

        Assert.Equal([new("a", "1"), new("b", "2=3")], parsed.Properties);
        Assert.Equal(["x.py", "y.py#z"], parsed.Files);
        Assert.Equal(["l.zip"], parsed.Archives);
        Assert.Equal(["in"], parsed.Inputs);
    }

    [Fact]
    public void A_generic_option_behind_a_streaming_option_is_unknown()
    {
        var error = Assert.Throws<StreamingUsageException>(() => StreamingOptionParser.Parse(["-output", "out", "-D", "a=1"]));

        Assert.Equal("Unrecognized option: -D", error.Message);
        Assert.True(error.ShowUsage);
    }

    [Fact]
    public void Inputs_and_files_take_all_words_up_to_the_next_option()
    {
        var parsed = StreamingOptionParser.Parse(["-input", "a", "b", "-file", "f", "-g", "-mapper", "cat -n", "-input", "c", "-output", "o"]);

        Assert.Equal(["a", "b", "c"], parsed.Inputs);
        Assert.Equal(["f", "-g"], parsed.ShippedFiles);
        Assert.Equal("cat -n", parsed.Mapper);
    }

    [Fact]
    public void A_value_may_look_like_an_option_unless_it_is_one()
    {
        Assert.Equal("-v", StreamingOptionParser.Parse(["-mapper", "-v"]).Mapper);
        Assert.Equal("Missing argument for option: mapper", Assert.Throws<StreamingUsageException>(() => StreamingOptionParser.Parse(["-mapper", "-verbose"])).Message);
    }

    [Theory]
    [InlineData("\"cat\"", "cat")]
    [InlineData("grep \"foo\"", "grep \"foo")]
    [InlineData("\"a\" b", "a\" b")]
    [InlineData("awk '{}'", "awk '{}'")]
    public void A_value_loses_a_quote_at_either_end(string given, string kept) => Assert.Equal(kept, StreamingOptionParser.Parse(["-mapper", given]).Mapper);

    [Fact]
    public void A_word_that_belongs_to_no_option_is_refused()
    {
        var error = Assert.Throws<StreamingUsageException>(() => StreamingOptionParser.Parse(["-mapper", "cat", "stray", "-verbose", "more"]));

        Assert.Equal("Found 2 unexpected arguments on the command line [stray, more]", error.Message);
    }

    [Fact]
    public void The_first_of_a_repeated_option_counts() => Assert.Equal("a", StreamingOptionParser.Parse(["-mapper", "a", "--mapper", "b"]).Mapper);

    [Fact]
    public void Old_options_are_taken_with_a_warning()
    {
        var parsed = StreamingOptionParser.Parse(["-jobconf", "mapred.reduce.tasks=2", "-cacheFile", "gs://b/f#g", "-lazyOutput", "-background"]);

        Assert.Equal([new("mapred.reduce.tasks", "2")], parsed.OldProperties);
        Assert.Equal(["gs://b/f#g"], parsed.Files);
        Assert.True(parsed.LazyOutput);
        Assert.Equal(
            ["-cacheFile option is deprecated, please use -files instead.", "-jobconf option is deprecated, please use -D instead."], parsed.Warnings);
    }
}
