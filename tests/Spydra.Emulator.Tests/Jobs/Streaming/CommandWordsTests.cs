using Spydra.Emulator.Jobs.Streaming.Options;

namespace Spydra.Emulator.Tests.Jobs.Streaming;

public sealed class CommandWordsTests
{
    // What PipeMapRed.splitArgs of Hadoop 2.7.2 gives.
    [Theory]
    [InlineData("cat", new[] { "cat" })]
    [InlineData("  tr   -s ' ' '\\n' ", new[] { "tr", "-s", " ", "\\n" })]
    [InlineData("awk '{print \"a b\"}'", new[] { "awk", "{print \"a b\"}" })]
    [InlineData("sh -c \"it's one\"", new[] { "sh", "-c", "it's one" })]
    [InlineData("'a'b", new[] { "a", "b" })]
    [InlineData("a'b c'd", new[] { "a", "b c", "d" })]
    [InlineData("a '' b", new[] { "a", "b" })]
    [InlineData("grep \"open end", new[] { "grep", "open end" })]
    [InlineData("a\tb", new[] { "a\tb" })]
    [InlineData("echo $HOME | wc", new[] { "echo", "$HOME", "|", "wc" })]
    [InlineData("", new string[0])]
    public void A_command_is_split_at_spaces_and_quotes_and_at_nothing_else(string command, string[] words) =>
        Assert.Equal(words, CommandWords.Split(command));
}
