using Spydra.Options;
using Spydra.Specs;

namespace Spydra.Cli.Reporting;

/// <summary>How the texts of an explained value are shown: secrets as <c>***</c>, except in labels, which hold none.</summary>
internal static class Secrets
{
    public static string? Shown(ExplainedValue value, string? text) => text is null || value.Key.EndsWith("labels", StringComparison.Ordinal) ? text
        : value.IsSecret ? SecretText.Mask
        : value.Entry is { } key ? SecretText.Shown(key, text)
        : SecretText.Shown(text);

    /// <summary>A line of a log that a script wrote: often the very command that it ran.</summary>
    public static string InLog(string line) => string.Join(' ', SecretText.Shown(line.Split(' ')));
}
