using System.CommandLine;
using System.CommandLine.Parsing;
using Spydra.Cli.Settings;

namespace Spydra.Cli.Commands;

/// <summary><c>--exit-codes</c>: a set of exit codes by name, before what the settings say.</summary>
internal static class ExitCodesOption
{
    public static Option<ExitCodes?> Create()
    {
        string[] words = [.. ExitCodes.Sets.Select(set => set.Word)];
        Option<ExitCodes?> option = new("--exit-codes")
        {
            HelpName = string.Join('|', words),
            Description = "Exit codes by kind of failure, 0 and 1 as in the original, or those that Styx understands; the settings' are left aside.",
            CustomParser = result =>
            {
                var word = result.Tokens[0].Value;
                if (ExitCodes.Sets.FirstOrDefault(set => set.Word == word) is { } found) return found;
                result.AddError($"--exit-codes is '{word}', and {string.Join(", ", words[..^1].Select(known => $"'{known}'"))} or '{words[^1]}' is expected.");
                return null;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>The codes of a command line that may be wrong elsewhere, so that its refusal, too, ends in them; typed where the settings cannot be read.</summary>
    public static ExitCodes Of(IReadOnlyList<Token> tokens, CliEnvironment environment)
    {
        var word = tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .SkipWhile(token => token is not { Type: TokenType.Option, Value: "--exit-codes" })
            .ElementAtOrDefault(1)?.Value;
        if (ExitCodes.Sets.FirstOrDefault(set => set.Word == word) is { } named) return named;
        try { return environment.Settings().ExitCodes; }
        catch (SpydraException) { return ExitCodes.Typed; }
    }
}
