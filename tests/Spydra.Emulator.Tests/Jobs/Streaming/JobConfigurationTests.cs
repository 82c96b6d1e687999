using Spydra.Emulator.Jobs;
using Spydra.Emulator.Jobs.Streaming.Options;
using Spydra.Emulator.Jobs.Streaming.Tasks;

namespace Spydra.Emulator.Tests.Jobs.Streaming;

public sealed class JobConfigurationTests
{
    [Fact]
    public void An_old_name_is_its_new_one()
    {
        var configuration = new JobConfiguration();
        configuration.Set("mapreduce.job.reduces", "3");

        configuration.Set("mapred.reduce.tasks", "5");

        Assert.Equal(5, configuration.GetInt("mapreduce.job.reduces", 1));
    }

    [Fact]
    public void A_property_in_a_value_is_put_in_and_an_endless_one_stays()
    {
        var configuration = new JobConfiguration();
        configuration.Set("root", "gs://b");
        configuration.Set("in", "${root}/in/${day}");
        configuration.Set("loop", "${loop}");

        Assert.Equal("gs://b/in/${day}", configuration.Get("in"));
        Assert.Equal("${loop}", configuration.Get("loop"));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData(" TRUE ", true)]
    [InlineData("false", false)]
    [InlineData("yes", true)]
    public void What_is_neither_true_nor_false_is_the_default(string text, bool value)
    {
        var configuration = new JobConfiguration();
        configuration.Set("flag", text);

        Assert.Equal(value, configuration.GetBoolean("flag", true));
    }

    [Fact]
    public void A_number_that_is_none_names_its_property()
    {
        var configuration = new JobConfiguration();
        configuration.Set("mapred.reduce.tasks", "many");

        var error = Assert.Throws<JobLaunchException>(() => configuration.GetInt("mapreduce.job.reduces", 1));

        Assert.Equal("For input string: \"many\" (the property 'mapreduce.job.reduces' must be a whole number)", error.Message);
    }

    [Fact]
    public void A_variable_has_underscores_where_a_property_has_other_characters() =>
        Assert.Equal("mapreduce_map_input_file___x9", TaskEnvironment.SafeName("mapreduce.map.input-file.\u00e9_x9"));
}
