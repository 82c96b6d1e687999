using System.CommandLine;
using Spydra.Options;

namespace Spydra.Cli.Commands;

/// <summary>An option that takes a duration longer than zero, written as everywhere: <c>90s</c>, <c>5m</c>, a bare number for seconds.</summary>
internal static class DurationOption
{
    public static Option<TimeSpan?> Create(string name, string description) => new(name)
    {
        HelpName = "DURATION",
        Description = description,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (DurationText.Parse(text, out var duration) is null && duration.Span > TimeSpan.Zero) return duration.Span;
            result.AddError($"{name} is '{text}', and a duration longer than zero is expected, such as 90s, 5m or 2h.");
            return null;
        },
    };
}
