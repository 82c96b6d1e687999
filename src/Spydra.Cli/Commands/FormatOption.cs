using System.CommandLine;

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

    private static OutputFormat Refuse(System.CommandLine.Parsing.ArgumentResult result, string problem)
    {
        result.AddError(problem);
        return OutputFormat.Text;
    }
}
