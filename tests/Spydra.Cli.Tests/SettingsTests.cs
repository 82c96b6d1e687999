using System.Text.RegularExpressions;
using Spydra.Cli.Settings;
using Spydra.Testing;

namespace Spydra.Cli.Tests;

public sealed partial class SettingsTests
{
    private static readonly CliEnvironment Environment = new(name => name == "HOME" ? "/home/somebody" : null);

    /// <summary>The settings that are documented (a test of the specs holds the page and the known keys together).</summary>
    public static TheoryData<string> Documented() =>
        [.. Setting().Matches(File.ReadAllText(RepositoryFiles.At("docs", "spec.md"))).Select(match => match.Groups["key"].Value)];

    [Theory]
    [MemberData(nameof(Documented))]
    public void Every_documented_setting_is_read(string key)
    {
        if (key == "data_folder")
        {
            Assert.Equal("/elsewhere", SettingsLoader.Load(["""{"data_folder":"/elsewhere"}"""], Environment).DataFolder);
            return;
        }

        var names = key.Split('.');
        var json = names.Reverse().Aggregate("\"nonsense!\"", (inner, name) => $"{{\"{name}\":{inner}}}");

        var refused = Assert.Throws<SettingsException>(() => SettingsLoader.Load([json], Environment));

        Assert.Contains($"'{key}'", refused.Message);
    }

    [Fact]
    public void The_users_block_wins_over_the_sites()
    {
        var settings = SettingsLoader.Load(["""{"time_limits":{"create":"1h","release":"2m"}}""", """{"time_limits":{"create":"90s"}}"""], Environment);

        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(2)), (settings.Limits.Create, settings.Limits.Release));
    }

    [Fact]
    public void Without_a_word_the_state_folder_is_the_users() =>
        Assert.Equal("/home/somebody/.local/state/spydra", SettingsLoader.Load([], Environment).DataFolder);

    [Theory]
    [InlineData("127.0.0.1:8471", "http://127.0.0.1:8471/")]
    [InlineData("http://127.0.0.1:8471", "http://127.0.0.1:8471/")]
    public void The_storage_emulators_address_may_have_a_scheme_or_not(string written, string expected)
    {
        var environment = new CliEnvironment(name => name switch { "STORAGE_EMULATOR_HOST" => written, "HOME" => "/home/somebody", _ => null });

        Assert.Equal(expected, environment.Endpoints(SettingsLoader.Load([], environment)).Storage.AbsoluteUri);
    }

    [GeneratedRegex(@"^\| `settings\.(?<key>[a-z_.]+)` \| (?!object)", RegexOptions.Multiline, 1000)]
    private static partial Regex Setting();
}
