using System.CommandLine;
using System.CommandLine.Parsing;

namespace Spydra.Cli.Commands;

/// <summary><c>--format text|json</c>, the same for every command.</summary>
internal static class FormatOption
{
    public static Option<OutputFormat> Create() => new("--format")
    {
        HelpName = "text|json",
        Description = "For people, or one JSON object on standard output for programs.",
        CustomParser = result => result.Tokens[0].Value switch
        {
            "text" => OutputFormat.Text,
            "json" => OutputFormat.Json,
            var other => Refuse(result, $"--format is '{other}', and 'text' or 'json' is expected."),
        },
    };

    /// <summary>
    /// Whether a program reads standard output. Asked of a command line that may be wrong elsewhere, so that its refusal, too, is one object.
    /// </summary>
    public static bool IsJson(IReadOnlyList<Token> tokens) => tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .SkipWhile(token => token is not { Type: TokenType.Option, Value: "--format" })
        .ElementAtOrDefault(1)?.Value == "json";

    private static OutputFormat Refuse(ArgumentResult result, string problem)
    {
        result.AddError(problem);
        return OutputFormat.Text;
    }
}
