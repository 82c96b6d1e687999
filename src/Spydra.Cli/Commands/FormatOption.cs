using System.CommandLine;
using System.CommandLine.Parsing;

namespace Spydra.Cli.Commands;

/// <summary><c>--format</c>, the same for every command.</summary>
internal static class FormatOption
{
    public static Option<OutputFormat> Create() =>
        Create("For people, or one JSON object on standard output for programs.", OutputFormat.Text, OutputFormat.Json);

    /// <summary>Of a command that has more to offer than text and JSON.</summary>
    public static Option<OutputFormat> Create(string description, params OutputFormat[] formats)
    {
        string[] words = [.. formats.Select(Word)];
        Option<OutputFormat> option = new("--format")
        {
            HelpName = string.Join('|', words),
            Description = description,
            CustomParser = result =>
            {
                if (Array.IndexOf(words, result.Tokens[0].Value) is >= 0 and var found) return formats[found];
                result.AddError($"--format is '{result.Tokens[0].Value}', and {string.Join(", ", words[..^1].Select(word => $"'{word}'"))} or '{words[^1]}' is expected.");
                return OutputFormat.Text;
            },
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(words);
        return option;
    }

    /// <summary>
    /// Whether a program reads standard output. Asked of a command line that may be wrong elsewhere, so that its refusal, too, is one object.
    /// </summary>
    public static bool IsJson(IReadOnlyList<Token> tokens) => tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .SkipWhile(token => token is not { Type: TokenType.Option, Value: "--format" })
        .ElementAtOrDefault(1)?.Value == "json";

    private static string Word(OutputFormat format) => format switch
    {
        OutputFormat.Text => "text",
        OutputFormat.Json => "json",
        _ => "gcloud",
    };
}
