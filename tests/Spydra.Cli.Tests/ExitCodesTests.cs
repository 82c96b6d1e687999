using Spydra.Cli.Settings;
using Spydra.Failures;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

public sealed class ExitCodesTests
{
    [Theory]
    [InlineData("typed", "1 2 3 4 5 6 7 8")]
    [InlineData("classic", "1 1 1 1 1 1 1 1")]
    [InlineData("styx", "1 50 50 20 1 20 1 1")]
    public void Each_class_has_its_code(string word, string expected) =>
        Assert.Equal(expected, string.Join(' ', Enum.GetValues<FailureClass>().Select(failure => Load($$"""{"exit_codes":"{{word}}"}""").For(failure, triesBefore: 0))));

    [Theory]
    [InlineData(9, 20)]
    [InlineData(10, 1)]
    [InlineData(1000, 1)]
    public void Styx_is_not_made_to_try_for_ever(int triesBefore, int expected) =>
        Assert.Equal((expected, expected), (ExitCodes.Styx.For(FailureClass.Capacity, triesBefore), ExitCodes.Styx.For(FailureClass.Unreachable, triesBefore)));

    [Fact]
    public void Success_is_0_whatever_the_set() => Assert.All(ExitCodes.Sets, set => Assert.Equal(0, set.For(null, triesBefore: 99)));

    [Fact]
    public void A_map_changes_the_classes_that_it_names()
    {
        var codes = Load("""{"exit_codes":{"capacity":"75","time_limit":"1"}}""");

        Assert.Equal((75, 1, 6), (codes.For(FailureClass.Capacity, 0), codes.For(FailureClass.TimeLimit, 0), codes.For(FailureClass.Unreachable, 0)));
    }

    [Fact]
    public void The_words_set_holds_for_the_classes_that_no_map_names()
    {
        var codes = Load("""{"exit_codes":{"capacity":"75"}}""", """{"exit_codes":"styx"}""");

        Assert.Equal((75, 20), (codes.For(FailureClass.Capacity, 0), codes.For(FailureClass.Unreachable, 0)));
    }

    [Theory]
    [InlineData("""{"exit_codes":{"capacity":"0"}}""", "'exit_codes.capacity' is '0', and an exit code from 1 to 255")]
    [InlineData("""{"exit_codes":{"capacity":"256"}}""", "'exit_codes.capacity'")]
    [InlineData("""{"exit_codes":{"capacity":"-1"}}""", "'exit_codes.capacity'")]
    [InlineData("""{"exit_codes":{"weather":"7"}}""", "'exit_codes.weather'")]
    [InlineData("""{"exit_codes":{"3":"7"}}""", "'exit_codes.3'")]
    [InlineData("""{"exit_codes":"sometimes"}""", "'exit_codes' is 'sometimes'")]
    public void What_is_no_code_is_refused(string block, string told) => Assert.Contains(told, Assert.Throws<SettingsException>(() => Load(block)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("typed", 50, "--exit-codes", "styx")]
    [InlineData("styx", 50)]
    [InlineData("styx", 2, "--exit-codes", "typed")]
    [InlineData("nonsense", 2)]
    public async Task A_command_line_that_is_refused_ends_in_them_too(string setting, int expected, params string[] words)
    {
        using var home = new TempDir();
        using var spydra = SpydraProcess.Start(home, ["submit", .. words, "--no-such-option"], ("SPYDRA_EXIT_CODES", setting));

        Assert.Equal(expected, (await spydra.EndAsync()).ExitCode);
    }

    private static ExitCodes Load(params string[] blocks) => SettingsLoader.Load(blocks, new CliEnvironment(name => name == "HOME" ? "/home/somebody" : null)).ExitCodes;
}
