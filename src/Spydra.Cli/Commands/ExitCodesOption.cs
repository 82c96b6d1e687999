using System.CommandLine;

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
}
