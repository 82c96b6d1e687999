namespace Spydra.HouseRules;

public sealed class ExampleRules
{
    public static TheoryData<string> Examples() =>
        [.. Directory.GetDirectories(Path.Combine(Source.Root, "examples")).Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_has_a_spec_and_a_readme_and_is_run_by_a_test(string example)
    {
        var folder = Path.Combine(Source.Root, "examples", example);

        Assert.True(File.Exists(Path.Combine(folder, "README.md")), $"{example} has no README.md");
        Assert.True(File.Exists(Path.Combine(folder, "spydra.json")), $"{example} has no spydra.json");
        Assert.Contains(Source.Files("tests/Spydra.Cli.Tests"), file => file.Text.Contains($"examples/{example}/", StringComparison.Ordinal));
    }

    [Fact]
    public void The_top_level_is_what_the_readme_shows()
    {
        string[] expected = ["docs", "examples", "src", "tests"];

        var folders = Directory.GetDirectories(Source.Root).Select(folder => Path.GetFileName(folder)!)
            .Where(name => !name.StartsWith('.') && name != "artifacts").Order(StringComparer.Ordinal);

        Assert.Equal(expected, folders);
    }
}
