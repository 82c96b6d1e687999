using System.CommandLine;
using System.CommandLine.Parsing;
using Spydra.Options;

namespace Spydra.Cli.Commands;

/// <summary>Job arguments may stand anywhere; but one that looks like an option, and does not follow <c>--</c>, is a mistyped option.</summary>
internal static class JobArguments
{
    /// <summary>What to tell the user, or null when all is well.</summary>
    public static string? MistakenOption(CommandResult result, Argument<string[]> jobArgs, Command command)
    {
        var words = result.GetResult(jobArgs)?.Tokens ?? [];
        var all = result.Tokens;
        foreach (var word in words)
        {
            if (!word.Value.StartsWith('-') || word.Value.Length < 2 || FollowsDashes(word, all)) continue;
            var name = word.Value.Split('=')[0];
            var nearest = NearestNames.Of(name, command.Options.Where(option => !option.Hidden).Select(option => option.Name));
            return $"{name} is not an option of submit. {NearestNames.Suggest(nearest, "")} Arguments of the job that begin with a dash go after --.";
        }

        return null;
    }

    private static bool FollowsDashes(Token word, IReadOnlyList<Token> all)
    {
        foreach (var token in all)
        {
            if (token.Type == TokenType.DoubleDash) return true;
            if (ReferenceEquals(token, word)) return false;
        }

        return true;
    }
}
