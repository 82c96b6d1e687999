using System.CommandLine;
using System.CommandLine.Parsing;
using Spydra.Options;

namespace Spydra.Cli.Commands;

/// <summary>Job arguments may stand anywhere; but one that looks like an option, and does not follow <c>--</c>, is a mistyped option.</summary>
internal static class JobArguments
{
    /// <summary>What to tell the user, or null when all is well.</summary>
    public static string? MistakenOption(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var mistaken = parsed.Tokens
            .TakeWhile(token => token.Type != TokenType.DoubleDash)
            .FirstOrDefault(token => token.Type == TokenType.Argument && token.Value is ['-', _, ..] && IsJobArgument(parsed, token));
        if (mistaken is null) return null;

        var name = mistaken.Value.Split('=')[0];
        var nearest = NearestNames.Of(name, command.Options.Where(option => !option.Hidden).Select(option => option.Name));
        var suggestion = NearestNames.Suggest(nearest, "") is { Length: > 0 } words ? words + " " : "";
        return $"{name} is not an option of {command.Name}. {suggestion}Arguments of the job that begin with a dash go after --.";
    }

    private static bool IsJobArgument(ParseResult parsed, Token token) =>
        parsed.CommandResult.Tokens.Any(own => ReferenceEquals(own, token) || own.Equals(token));
}
